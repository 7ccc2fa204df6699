import type { ResultSink, RunFolder } from '@textloom/pipeline';
import type { NerSplits } from '../examples.ts';
import { type CheckOptions, type CheckReport, checkData } from './check.ts';
import { renderCheck } from './render-check.ts';

/** File of a run with everything that the check found. */
export const checkFile = 'check.json';

/** Where the report goes. */
export interface CheckTarget {
  readonly run: RunFolder;
  readonly result: ResultSink;
  /** True: nothing is shown, the report is for the object that `--json` prints. */
  readonly json: boolean;
}

/** `data --check`: leaves check.json in the run and shows the report. */
export async function showCheck({ run, result, json }: CheckTarget, splits: NerSplits, options: CheckOptions = {}): Promise<CheckReport> {
  const report = checkData(splits, options);
  await run.writeJson(checkFile, report);
  if (!json) result.line(renderCheck(report));
  return report;
}
