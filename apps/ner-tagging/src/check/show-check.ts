import type { StageContext } from '@textloom/pipeline';
import type { NerSplits } from '../examples.ts';
import { type CheckOptions, type CheckReport, checkData } from './check.ts';
import { renderCheck } from './render-check.ts';

/** File of a run with everything that the check found. */
export const checkFile = 'check.json';

/** `data --check`: leaves check.json in the run and shows the report, unless `--json` was given. */
export async function showCheck(
  { run, result, options }: Pick<StageContext<unknown>, 'run' | 'result' | 'options'>,
  splits: NerSplits,
  check: CheckOptions = {},
): Promise<CheckReport> {
  const report = checkData(splits, check);
  await run.writeJson(checkFile, report);
  if (!options.flag('json')) result.line(renderCheck(report));
  return report;
}
