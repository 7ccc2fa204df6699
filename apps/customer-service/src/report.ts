import type { TextClassifier } from '@textloom/lstm';
import { calibrationError } from '@textloom/metrics';
import {
  baselineNotes,
  cardData,
  classTable,
  confidenceHistogram,
  confusionSection,
  dataTable,
  type EvaluateResult,
  errorTable,
  learningCurves,
  numberColumn,
  plainTable,
  type ReportSection,
  type ResultsTable,
  reliabilityDiagram,
  renderModelCard,
  renderReport,
  type StageContext,
  type TableColumn,
  type TrainingFacts,
  trainedModel,
  trainingRows,
} from '@textloom/pipeline';
import type { Config } from './config.ts';
import type { Measured } from './measure.ts';
import { fineTuningNotes, resultRows } from './results.ts';

const columns: readonly TableColumn[] = [
  { title: 'on the test set, %' },
  numberColumn('accuracy'),
  numberColumn('macro-F1'),
  numberColumn('top-3'),
  numberColumn('OOS recall'),
  numberColumn('seconds'),
];

/** Leaves report.html and MODEL_CARD.md in the run, and shows the table of results. */
export async function writeReport(
  context: StageContext<Config>,
  measured: Measured,
  result: EvaluateResult,
  model: TextClassifier,
): Promise<void> {
  const { run } = context;
  const data = run.readJson('data.json') as {
    dataset: string;
    splits: Record<string, { examples: number }>;
    intents: number;
    notes: string[];
  };
  const training = run.readJson('train.json') as TrainingFacts;
  const table: ResultsTable = {
    columns: columns.with(3, numberColumn(`top-${context.config.topK}`)),
    rows: resultRows(result, training.seconds),
  };
  const notes = [...fineTuningNotes(result), ...baselineNotes(result)];
  const counts = Object.entries(data.splits).map(([name, { examples }]) => `${name} ${examples.toLocaleString('en-US')}`);

  await run.writeText(
    'report.html',
    renderReport({
      title: `Customer service: ${data.dataset}`,
      facts: [
        ['data', `${data.dataset}: ${counts.join(', ')}; ${data.intents} intents`],
        ['model', trainedModel(training)],
        ['command', context.command],
      ],
      sections: sections(context, measured, table, [...notes, ...data.notes]),
    }),
  );
  await run.writeText('MODEL_CARD.md', modelCard(context, model, table, notes, data, training));
  await context.result.table(
    [
      `customer-service on ${data.dataset}: ${data.intents} intents, ${counts.join(', ')}`,
      '',
      plainTable(table),
      ...notes.map((note) => `  ${note}`),
    ].join('\n'),
  );
}

function sections(
  { run }: StageContext<Config>,
  { judged, report }: Measured,
  table: ResultsTable,
  notes: readonly string[],
): ReportSection[] {
  const { examples, intents, gold, outOfScope, decisions, rule } = judged;
  const inside = decisions.flatMap((_, row) => (outOfScope[row] === 1 ? [] : [row]));
  const outside = decisions.flatMap((_, row) => (outOfScope[row] === 1 ? [row] : []));
  const right = inside.map((row) => decisions[row].best === gold[row]);
  const confidence = (rows: readonly number[]): number[] => rows.map((row) => decisions[row].confidence);
  const { bins } = calibrationError(confidence(inside), right);
  const wrong = inside.filter((row) => decisions[row].best !== gold[row]);
  const list: ReportSection[] = [
    { title: 'Results', body: dataTable(table), explanation: notes.join(' · ') },
    {
      title: 'Learning curves',
      body: learningCurves(run.readMetrics(), 'validation accuracy'),
      explanation: 'Of the network; the linear half is trained before it.',
    },
    {
      title: 'Confidence',
      body: reliabilityDiagram(bins),
      explanation: 'After temperature scaling on the validation set. On the diagonal a confidence of 0.8 is right 8 times in 10.',
    },
  ];
  if (outside.length > 0) {
    const certainty = (rows: readonly number[]): number[] => rows.map((row) => decisions[row].certainty);
    const groups = { inScope: certainty(inside), outOfScope: certainty(outside), measure: 'certainty' };
    list.push({
      title: 'In and out of scope',
      body: confidenceHistogram(rule.method === 'class' ? groups : { ...groups, threshold: rule.scope.threshold }),
      explanation: `Certainty: 1 less the entropy over all intents, as a share of the largest possible. Below the threshold${rule.scope.margin > 0 ? `, or with a lead under ${rule.scope.margin} over the second intent,` : ''} an utterance counts as out of scope.`,
    });
  }
  list.push(
    { title: 'Confused intents', body: confusionSection(report.confusion, intents) },
    { title: 'Every intent', body: classTable(report.perClass.map((scores, i) => ({ ...scores, label: intents[i] }))) },
    {
      title: 'Worst errors',
      body: errorTable(
        wrong.map((row) => ({
          text: examples[row].text,
          gold: examples[row].intent,
          predicted: intents[decisions[row].best],
          confidence: decisions[row].confidence,
        })),
      ),
      explanation: 'The wrong answers that the model was surest of: often a label to look at, or two intents that are one.',
    },
  );
  return list;
}

function modelCard(
  context: StageContext<Config>,
  model: TextClassifier,
  results: ResultsTable,
  resultNotes: readonly string[],
  data: { dataset: string; splits: Record<string, { examples: number }>; intents: number },
  training: TrainingFacts,
): string {
  const { encoder, embedding, linear } = model.config;
  const counts = Object.entries(data.splits).map(([name, { examples }]) => `${name} ${examples}`);
  return renderModelCard({
    title: `Intents of ${data.dataset}`,
    summary: `Tells which of ${data.intents} intents a customer's message has, or that it has none of them, and how sure that is.`,
    model: [
      [
        'network',
        `${embedding.dimension}-dimensional word and n-gram vectors, ${encoder.layers} x ${encoder.hidden} ${encoder.bidirectional ? 'bidirectional ' : ''}LSTM, ${model.config.pooling.join(' + ')} pooling`,
      ],
      ['linear half', linear === null ? 'none' : `softmax regression on ${model.vectorizer?.size ?? 0} tf-idf features`],
      ...trainingRows(training, context.seed),
    ],
    data: cardData(data.dataset, `Examples: ${counts.join(', ')}.`),
    intendedUse: ['Routing and answering customer messages of the kind it was trained on, with a person behind it for what it refuses.'],
    limits: [
      'It knows the intents of its training data and nothing else; messages of another kind are refused or mistaken for the nearest intent.',
      'One message has one intent: of two wishes in one message it names one.',
      'The threshold for out of scope was chosen on the validation examples; with few of them it is uncertain.',
    ],
    results,
    resultNotes,
    command: context.command,
  });
}
