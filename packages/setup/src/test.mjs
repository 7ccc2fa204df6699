// `npm test`: install, then lint, types and every package's tests; one line of totals at the end.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitWith, install, root, turbo } from './workspace.mjs';

/** @returns {{ passed: number, failed: number, skipped: number }} */
function totals() {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  const folders = ['packages', 'apps'].flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name)));
  for (const folder of [...folders, join(root, 'datasets')]) {
    const file = join(folder, 'build', 'test-results.json');
    if (!existsSync(file)) continue;
    const result = /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} */ (
      JSON.parse(readFileSync(file, 'utf8'))
    );
    sum.passed += result.numPassedTests;
    sum.failed += result.numFailedTests;
    sum.skipped += result.numPendingTests + result.numTodoTests;
  }
  return sum;
}

await exitWith(async () => {
  await install();
  const { code } = await turbo(['lint', 'typecheck', 'test', '--continue', '--output-logs=new-only', '--concurrency=2']);
  const { passed, failed, skipped } = totals();
  console.log(`\ntests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  return code !== 0 || failed > 0 || passed === 0 ? 1 : 0;
});
