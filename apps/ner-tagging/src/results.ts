import { type EvaluateResult, numberColumn, numberIn, percent, type TableColumn, valueIn } from '@textloom/pipeline';

/** Columns of the table of results. */
export const resultColumns: readonly TableColumn[] = [
  { title: 'entities of the test set, %' },
  numberColumn('precision'),
  numberColumn('recall'),
  numberColumn('F1'),
  numberColumn('macro-F1'),
  numberColumn('recall, unseen'),
  numberColumn('seconds'),
];

/** Rows of the table of results: the tagger, then its languages where there are several, then the baselines. */
export function resultRows(evaluation: EvaluateResult, trainSeconds: number): (string | undefined)[][] {
  const score = (path: string): string | undefined => percent(numberIn(evaluation, path), 2);
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
      return row(String(valueIn(evaluation, `${path}.title`)), path, numberIn(evaluation, `${path}.seconds`));
    }),
  ];
}

const languageNames: Readonly<Record<string, string>> = { en: 'English', zh: 'Chinese' };

/** What fine-tuning changed, in words; nothing for a model that was trained from the beginning. */
export function fineTuningNotes(evaluation: EvaluateResult): string[] {
  return (['old', 'new'] as const).flatMap((part) => {
    const path = `test.fineTuning.${part}`;
    const sentences = numberIn(evaluation, `${path}.sentences`);
    if (sentences === undefined || sentences === 0) return [];
    const before = percent(numberIn(evaluation, `${path}.before`), 2);
    const after = percent(numberIn(evaluation, `${path}.after`), 2);
    const types = (valueIn(evaluation, `${path}.types`) as string[]).join(', ');
    return [`${part} test sentences (${sentences}; ${types}): F1 ${before ?? 'unknown'} before fine-tuning, ${after} after`];
  });
}
