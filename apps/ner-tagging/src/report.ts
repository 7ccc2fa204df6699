import type { SequenceTagger } from '@textloom/lstm';
import type { OverlapKind, OverlapReport } from '@textloom/metrics';
import {
  baselineNotes,
  cardData,
  classTable,
  confusionSection,
  dataTable,
  type EvaluateResult,
  type Html,
  html,
  learningCurves,
  numberColumn,
  numberIn,
  percent,
  plainTable,
  type ReportSection,
  type ResultsTable,
  reliabilityDiagram,
  renderModelCard,
  renderReport,
  type StageContext,
  type TrainingFacts,
  trainedModel,
  trainingRows,
} from '@textloom/pipeline';
import type { Config } from './config.ts';
import { errorSentences } from './highlight.ts';
import type { Measured } from './measure.ts';
import { fineTuningNotes, resultColumns, resultRows } from './results.ts';

interface DataFacts {
  readonly dataset: string;
  readonly splits: Readonly<Record<string, { readonly sentences: number; readonly tokens: number; readonly entities: number }>>;
  readonly types: readonly string[];
  readonly notes: readonly string[];
}

interface TaggerFacts extends TrainingFacts {
  readonly pretrained: { readonly file: string } | null;
}

/** Leaves report.html and MODEL_CARD.md in the run, and shows the table of results. */
export async function writeReport(
  context: StageContext<Config>,
  measured: Measured,
  result: EvaluateResult,
  tagger: SequenceTagger,
): Promise<void> {
  const { run } = context;
  const data = run.readJson('data.json') as DataFacts;
  const training = run.readJson('train.json') as TaggerFacts;
  const table: ResultsTable = { columns: resultColumns, rows: resultRows(result, training.seconds) };
  const notes = [...notesOf(result), ...fineTuningNotes(result), ...baselineNotes(result)];
  const counts = Object.entries(data.splits).map(
    ([name, { sentences, entities }]) =>
      `${name} ${sentences.toLocaleString('en-US')} sentences with ${entities.toLocaleString('en-US')} entities`,
  );
  await run.writeText(
    'report.html',
    renderReport({
      title: `Entities: ${data.dataset}`,
      facts: [
        ['data', `${data.dataset}: ${counts.join(', ')}`],
        ['types', data.types.join(', ')],
        ['model', trainedModel(training)],
        ['command', context.command],
      ],
      sections: sections(context, measured, table, [...notes, ...data.notes]),
    }),
  );
  await run.writeText('MODEL_CARD.md', modelCard(context, tagger, table, notes, data, training, counts));
  await context.result.table(
    [`ner-tagging on ${data.dataset}: ${counts.join(', ')}`, '', plainTable(table), ...notes.map((note) => `  ${note}`)].join('\n'),
  );
}

/** What belongs beside the table: the interval, how tokens and parts of entities fare, and entities that training had and had not. */
function notesOf(result: EvaluateResult): string[] {
  const shown = (path: string): string => percent(numberIn(result, `test.${path}`), 2) ?? 'unknown (there are none)';
  const [lower, upper] = (result.test.f1Interval as number[]).map((bound) => percent(bound, 2));
  return [
    `F1 between ${lower} and ${upper} in 95 of 100 resamples of the test sentences; with overlaps counted as half ${shown('overlaps.partial.f1')}`,
    `token accuracy ${shown('tokenAccuracy')}; recall of entities that training has ${shown('seen.recall')}, of others ${shown('unseen.recall')}`,
  ];
}

function sections(
  { run }: StageContext<Config>,
  { report, overlaps, judged, bins, conlleval }: Measured,
  table: ResultsTable,
  notes: readonly string[],
): ReportSection[] {
  const perType = Object.entries(report.byType).map(([label, scores]) => ({ label, ...scores }));
  return [
    { title: 'Results', body: dataTable(table), explanation: notes.join(' · ') },
    { title: 'Learning curves', body: learningCurves(run.readMetrics(), 'validation F1') },
    { title: 'Types', body: classTable(perType), explanation: 'Exact matches: the same tokens and the same type.' },
    {
      title: 'Kinds of errors',
      body: overlapTable(overlaps),
      explanation: 'Every marked entity with what was found for it, and what was found for none.',
    },
    {
      title: 'Confused types',
      body: confusionSection(overlaps.confusion, overlaps.labels),
      explanation: 'Marked entities (rows) and what was found in their place or overlapping it; none: nothing.',
    },
    {
      title: 'Confidence',
      body: reliabilityDiagram(bins),
      explanation:
        'The marginal probability of an entity against how often it is right. On the diagonal a confidence of 0.8 is right 8 times in 10.',
    },
    {
      title: 'Worst errors',
      body: errorSentences(judged.examples.map((example, row) => ({ example, predicted: judged.found[row] }))),
      explanation: 'What is marked, and what was found with its confidence: often an annotation to look at.',
    },
    { title: 'conlleval', body: preformatted(conlleval) },
  ];
}

const kinds: Readonly<Record<OverlapKind, string>> = {
  exact: 'exact',
  'boundary-only': 'right place, other type',
  'type-only': 'overlaps, same type',
  overlap: 'overlaps, other type',
  missed: 'missed',
  spurious: 'invented',
};

function overlapTable({ counts, strict, partial, type, exact }: OverlapReport): Html {
  const percents = ({ precision, recall, f1 }: OverlapReport['partial']): string[] =>
    [precision, recall, f1].map((score) => (score * 100).toFixed(2));
  return html`${dataTable({
    columns: [{ title: 'found' }, numberColumn('entities')],
    rows: Object.entries(kinds).map(([kind, title]) => [title, String(counts[kind as OverlapKind])]),
  })}${dataTable({
    columns: [{ title: 'counted as right (SemEval-2013)' }, numberColumn('precision'), numberColumn('recall'), numberColumn('F1')],
    rows: [
      ['place and type', ...percents(strict)],
      ['place, whatever the type', ...percents(exact)],
      ['place, an overlap as half', ...percents(partial)],
      ['type, with an overlap', ...percents(type)],
    ],
  })}`;
}

/** Text whose columns stay where they are. */
function preformatted(text: string): Html {
  return html`<div class="wide"><pre>${text}</pre></div>`;
}

function modelCard(
  context: StageContext<Config>,
  tagger: SequenceTagger,
  results: ResultsTable,
  resultNotes: readonly string[],
  data: DataFacts,
  training: TaggerFacts,
  counts: readonly string[],
): string {
  const { words, characters, encoder, decoder } = tagger.config;
  const spelling =
    characters === null ? '' : `, ${characters.outputs} outputs of a character ${characters.kind === 'cnn' ? 'convolution' : 'BiLSTM'}`;
  return renderModelCard({
    title: `Entities of ${data.dataset}`,
    summary: `Finds entities of the types ${data.types.join(', ')} in sentences, and how sure each is.`,
    model: [
      [
        'network',
        `${words.dimension}-dimensional word vectors${spelling}, ${encoder.layers} x ${encoder.hidden} bidirectional LSTM, ${decoder === 'crf' ? 'CRF' : 'softmax'}`,
      ],
      ['pretrained vectors', training.pretrained === null ? 'none' : training.pretrained.file],
      ...trainingRows(training, context.seed),
    ],
    data: cardData(data.dataset, `Parts: ${counts.join(', ')}.`),
    intendedUse: ['Finding entities in text of the kind it was trained on, with the confidence saying what a person should look at.'],
    limits: [
      'It knows the types of its training data and nothing else. Entities that it has not seen are found less often: see the recall of unseen ones.',
      'A token has one type: entities within entities are not found.',
      'It reads sentence by sentence; what only another sentence says about a name it does not know.',
    ],
    results,
    resultNotes,
    command: context.command,
  });
}
