import { type EvaluateResult, numberIn, percent, valueIn } from '@textloom/pipeline';

/** Rows of the table of results: the model, its halves alone, the baselines. Columns: name, accuracy, macro-F1, top-k, out-of-scope recall, seconds. */
export function resultRows(evaluation: EvaluateResult, trainSeconds: number): (string | undefined)[][] {
  const score = (path: string): string | undefined => percent(numberIn(evaluation, path));
  const hybrid = numberIn(evaluation, 'test.linearAccuracy') !== undefined;
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
  if (numberIn(evaluation, 'test.oos.inScopeAccuracy') !== undefined) {
    rows.push(['  in scope, with refusals', score('test.oos.inScopeAccuracy'), undefined, undefined, undefined, undefined]);
  }
  if (hybrid) {
    rows.push(['  the LSTM alone', score('test.networkAccuracy'), undefined, undefined, undefined, undefined]);
    rows.push(['  the linear half alone', score('test.linearAccuracy'), undefined, undefined, undefined, undefined]);
  }
  for (const name of Object.keys(evaluation.baselines)) {
    const path = `baselines.${name}`;
    const seconds = numberIn(evaluation, `${path}.seconds`);
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
    const examples = numberIn(evaluation, `${path}.examples`);
    if (examples === undefined || examples === 0) return [];
    const before = percent(numberIn(evaluation, `${path}.before`));
    const after = percent(numberIn(evaluation, `${path}.after`));
    return [`${part} test examples (${examples}): accuracy ${before ?? 'unknown'} before fine-tuning, ${after} after`];
  });
}
