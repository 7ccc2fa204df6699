import type { ResultSink, RunFolder } from '@textloom/pipeline';
import type { NerSplits } from '../examples.ts';
import { type CheckOptions, type CheckReport, checkData } from './check.ts';
import { renderCheck } from './render-check.ts';

/** File of a run with everything that the check found. */
export const checkFile = 'check.json';

/** What of a stage's context the check needs. */
export interface CheckContext {
  readonly run: RunFolder;
  readonly result: ResultSink;
  readonly options: { flag(name: string): boolean };
}

/** `data --check`: leaves check.json in the run and shows the report; with `--json` as one line of JSON before that of the stage. */
export async function showCheck({ run, result, options }: CheckContext, splits: NerSplits, check: CheckOptions = {}): Promise<CheckReport> {
  const report = checkData(splits, check);
  await run.writeJson(checkFile, report);
  if (options.flag('json')) result.json({ check: report });
  else result.line(renderCheck(report));
  return report;
}
