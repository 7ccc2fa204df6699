import { defineConfig } from 'vitest/config';

/** For all packages in one run (`pnpm coverage`, `pnpm exec vitest run FOLDER`) and for each one's own `test` script. */
export default defineConfig({
  test: {
    exclude: ['**/node_modules/**', '**/dist/**', '**/runs/**'],
    passWithNoTests: true,
    // Two packages at a time share the processor with training threads and property tests.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    coverage: { include: ['**/src/**/*.ts'], exclude: ['**/*.test.ts', '**/testing/**'] },
  },
});
