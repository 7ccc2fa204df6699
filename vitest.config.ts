import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['packages/*', 'apps/*', 'datasets'],
    coverage: { include: ['**/src/**/*.ts'], exclude: ['**/*.test.ts'] },
  },
});
