import type { EvaluateResult } from '../result.ts';

/** What has to be known of the baselines to read their results. */
export function baselineNotes({ baselines }: Pick<EvaluateResult, 'baselines'>): string[] {
  return Object.values(baselines).flatMap((baseline) => {
    const { title, note } = baseline as { title: string; note?: string };
    return note === undefined ? [] : [`${title}: ${note}`];
  });
}
