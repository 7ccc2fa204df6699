// `npm test`: install, then lint, types and every package's tests; one line of totals at the end.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { exitWith, install, root, turbo } from './workspace.mjs';

/** Where each package's tests leave their counts. */
const resultFiles = [
  ...['packages', 'apps'].flatMap((parent) => readdirSync(join(root, parent)).map((name) => join(root, parent, name))),
  join(root, 'datasets'),
].map((folder) => join(folder, 'build', 'test-results.json'));

/** @returns {{ passed: number, failed: number, skipped: number }} */
function totals() {
  const sum = { passed: 0, failed: 0, skipped: 0 };
  for (const file of resultFiles.filter((each) => existsSync(each))) {
    const result = /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number }} */ (
      JSON.parse(readFileSync(file, 'utf8'))
    );
    sum.passed += result.numPassedTests;
    sum.failed += result.numFailedTests;
    sum.skipped += result.numPendingTests + result.numTodoTests;
  }
  return sum;
}

/** The recorded results beside the clone are part of what is tested: named, they are part of turbo's cache key. */
function recordedResults() {
  const beside = join(root, '..', 'shared');
  return process.env.TEXTLOOM_SHARED === undefined && existsSync(beside) ? { TEXTLOOM_SHARED: beside } : {};
}

await exitWith(async () => {
  await install();
  // Counts of an earlier run must not stand for tests that crash; turbo puts back those of its cache.
  for (const file of resultFiles) rmSync(file, { force: true });
  const { code, cached, total } = await turbo(
    ['lint', 'typecheck', 'test', '--continue', '--output-logs=new-only', '--concurrency=2'],
    recordedResults(),
  );
  const { passed, failed, skipped } = totals();
  console.log(`\n${cached} of ${total} tasks came from turbo's cache`);
  console.log(`tests: ${passed} passed, ${failed} failed, ${skipped} skipped`);
  return code !== 0 || failed > 0 || passed === 0 ? 1 : 0;
});
