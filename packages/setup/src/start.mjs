// `npm start`: install, build the kernels, run the customer-service app on the sample data, show the table.
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { exitWith, install, pnpmVersion, root, SetupError, turbo } from './workspace.mjs';

const runFolder = join(root, 'apps', 'customer-service', 'runs', 'sample');

await exitWith(async () => {
  const started = performance.now();
  await install();
  const { code, cached, total } = await turbo(['evaluate', '--filter=@textloom/customer-service', '--output-logs=new-only']);
  if (code !== 0) throw new SetupError('A stage failed; its message is above. `npm start` continues where it stopped.');

  const table = join(runFolder, 'summary.txt');
  if (!existsSync(table))
    throw new SetupError(
      `The run left no ${relative(root, table)}: delete ${relative(root, runFolder)} and .turbo, then run npm start again.`,
    );
  console.log(`\n${readFileSync(table, 'utf8').trimEnd()}\n`);
  console.log(`report   ${relative(process.cwd(), join(runFolder, 'report.html'))}   (open it in a browser)`);
  console.log(
    `model    ${relative(process.cwd(), runFolder)}   (npx ${pnpmVersion} textloom customer-service predict --out ${relative(root, runFolder)} "where is my parcel?")`,
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (total > 0 && cached === total) {
    console.log(`cache    nothing had changed: all ${total} steps came from turbo's cache (${seconds} s)`);
  } else {
    console.log(`cache    ${cached} of ${total} steps came from turbo's cache (${seconds} s in all)`);
  }
  return 0;
});
