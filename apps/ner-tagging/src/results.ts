import { type EvaluateResult, percent, type TableColumn, valueIn } from '@textloom/pipeline';

/** A number of an evaluation by its dotted path (`test.strict.f1`); undefined when it is not there. */
export function scoreIn(evaluation: unknown, path: string): number | undefined {
  const value = valueIn(evaluation, path);
  return typeof value === 'number' ? value : undefined;
}

const right = (title: string): TableColumn => ({ title, align: 'right' });

/** Columns of the table of results. */
export const resultColumns: readonly TableColumn[] = [
  { title: 'entities of the test set, %' },
  right('precision'),
  right('recall'),
  right('F1'),
  right('macro-F1'),
  right('recall, unseen'),
  right('seconds'),
];

/** Rows of the table of results: the tagger, then its languages where there are several, then the baselines. */
export function resultRows(evaluation: EvaluateResult, trainSeconds: number): (string | undefined)[][] {
  const score = (path: string): string | undefined => percent(scoreIn(evaluation, path), 2);
  const row = (name: string, path: string, seconds: number | undefined): (string | undefined)[] => [
    name,
    score(`${path}.precision`),
    score(`${path}.recall`),
    score(`${path}.f1`),
    score(`${path}.macroF1`),
    score(`${path}.unseen.recall`),
    seconds?.toFixed(1),
  ];
  const languages = valueIn(evaluation, 'test.byLanguage') as Record<string, unknown> | undefined;
  return [
    row('BiLSTM tagger', 'test', trainSeconds),
    ...Object.keys(languages ?? {}).map((language) =>
      row(`  of that ${languageNames[language] ?? language}`, `test.byLanguage.${language}`, undefined),
    ),
    ...Object.keys(evaluation.baselines).map((name) => {
      const path = `baselines.${name}`;
      return row(String(valueIn(evaluation, `${path}.title`)), path, scoreIn(evaluation, `${path}.seconds`));
    }),
  ];
}

const languageNames: Readonly<Record<string, string>> = { en: 'English', zh: 'Chinese' };

/** What has to be known of the baselines to read their results. */
export function baselineNotes({ baselines }: EvaluateResult): string[] {
  return Object.values(baselines).flatMap((baseline) => {
    const { title, note } = baseline as { title: string; note?: string };
    return note === undefined ? [] : [`${title}: ${note}`];
  });
}

/** What fine-tuning changed, in words; nothing for a model that was trained from the beginning. */
export function fineTuningNotes(evaluation: EvaluateResult): string[] {
  return (['old', 'new'] as const).flatMap((part) => {
    const path = `test.fineTuning.${part}`;
    const sentences = scoreIn(evaluation, `${path}.sentences`);
    if (sentences === undefined || sentences === 0) return [];
    const before = percent(scoreIn(evaluation, `${path}.before`), 2);
    const after = percent(scoreIn(evaluation, `${path}.after`), 2);
    const types = (valueIn(evaluation, `${path}.types`) as string[]).join(', ');
    return [`${part} test sentences (${sentences}; ${types}): F1 ${before ?? 'unknown'} before fine-tuning, ${after} after`];
  });
}
