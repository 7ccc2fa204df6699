import { type EvaluateResult, percent, valueIn } from '@textloom/pipeline';

/** A number of an evaluation by its dotted path (`test.oos.recall`); undefined when it is not there. */
export function scoreIn(evaluation: unknown, path: string): number | undefined {
  const value = valueIn(evaluation, path);
  return typeof value === 'number' ? value : undefined;
}

/** Rows of the table of results: the model, its halves alone, the baselines. Columns: name, accuracy, macro-F1, top-k, out-of-scope recall, seconds. */
export function resultRows(evaluation: EvaluateResult, trainSeconds: number): (string | undefined)[][] {
  const score = (path: string): string | undefined => percent(scoreIn(evaluation, path));
  const hybrid = scoreIn(evaluation, 'test.linearAccuracy') !== undefined;
  const rows: (string | undefined)[][] = [
    [
      hybrid ? 'hybrid (LSTM + linear)' : 'LSTM',
      score('test.accuracy'),
      score('test.macroF1'),
      score('test.topK'),
      score('test.oos.recall'),
      trainSeconds.toFixed(1),
    ],
  ];
  if (scoreIn(evaluation, 'test.oos.inScopeAccuracy') !== undefined) {
    rows.push(['  in scope, with refusals', score('test.oos.inScopeAccuracy'), undefined, undefined, undefined, undefined]);
  }
  if (hybrid) {
    rows.push(['  the LSTM alone', score('test.networkAccuracy'), undefined, undefined, undefined, undefined]);
    rows.push(['  the linear half alone', score('test.linearAccuracy'), undefined, undefined, undefined, undefined]);
  }
  for (const name of Object.keys(evaluation.baselines)) {
    const path = `baselines.${name}`;
    const seconds = scoreIn(evaluation, `${path}.seconds`);
    rows.push([
      String(valueIn(evaluation, `${path}.title`)),
      score(`${path}.accuracy`),
      score(`${path}.macroF1`),
      undefined,
      undefined,
      seconds?.toFixed(1),
    ]);
  }
  return rows;
}

/** What fine-tuning changed, in words; nothing for a model that was trained from the beginning. */
export function fineTuningNotes(evaluation: EvaluateResult): string[] {
  return (['old', 'new'] as const).flatMap((part) => {
    const path = `test.fineTuning.${part}`;
    const examples = scoreIn(evaluation, `${path}.examples`);
    if (examples === undefined || examples === 0) return [];
    const before = percent(scoreIn(evaluation, `${path}.before`));
    const after = percent(scoreIn(evaluation, `${path}.after`));
    return [`${part} test examples (${examples}): accuracy ${before ?? 'unknown'} before fine-tuning, ${after} after`];
  });
}
