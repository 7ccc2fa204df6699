// `npm start [APP]`: install, build the kernels, run an app (customer-service) on its sample data, show the table.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { exitWith, install, pnpmVersion, root, SetupError, turbo } from './workspace.mjs';

/** What to try first with the trained model of an app. @type {Record<string, string>} */
const firstTexts = {
  'customer-service': '"where is my parcel?"',
  'ner-tagging': '"Ada Lovelace moved to London." "王芳在上海的蓝港集团工作。"',
};

const app = process.argv[2] ?? 'customer-service';
const runFolder = join(root, 'apps', app, 'runs', 'sample');

await exitWith(async () => {
  const started = performance.now();
  if (!existsSync(join(root, 'apps', app, 'package.json')) && process.argv[2] !== undefined)
    throw new SetupError(`There is no app '${app}'; there are ${readdirSync(join(root, 'apps')).join(', ')}.`);
  await install();
  const { code, cached, total } = await turbo(['evaluate', `--filter=@textloom/${app}`, '--output-logs=new-only']);
  if (code !== 0) throw new SetupError('A stage failed; its message is above. `npm start` continues where it stopped.');

  const table = join(runFolder, 'summary.txt');
  if (!existsSync(table))
    throw new SetupError(
      `The run left no ${relative(root, table)}: delete ${relative(root, runFolder)} and .turbo, then run npm start again.`,
    );
  console.log(`\n${readFileSync(table, 'utf8').trimEnd()}\n`);
  console.log(`report   ${relative(process.cwd(), join(runFolder, 'report.html'))}   (open it in a browser)`);
  console.log(
    `model    ${relative(process.cwd(), runFolder)}   (npx ${pnpmVersion} textloom ${app} predict --out ${relative(root, runFolder)} ${firstTexts[app] ?? '"…"'})`,
  );
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (total > 0 && cached === total) {
    console.log(`cache    nothing had changed: all ${total} steps came from turbo's cache (${seconds} s)`);
  } else {
    console.log(`cache    ${cached} of ${total} steps came from turbo's cache (${seconds} s in all)`);
  }
  return 0;
});
