import { rmSync } from 'node:fs';
import { UserError } from '@textloom/datasets';
import {
  type ClassificationObjective,
  classificationTask,
  type EncodedCorpus,
  type ModelTask,
  TextClassifier,
  tfidfTask,
} from '@textloom/lstm';
import { engineFor, identityOf, RunFolder, readSplits, type StageContext, showTraining, type TrainResult } from '@textloom/pipeline';
import { balancedClassWeights, type TrainingOptions, type TrainingReport, train, type Validation } from '@textloom/trainer';
import { readAnswersFromHistory, writeAnswersFromHistory } from './answer-history.ts';
import { chooseOnValidation } from './calibrate.ts';
import type { Config } from './config.ts';
import { prepareData } from './data.ts';
import { decide } from './decision.ts';
import { exampleSchema, intentsOf } from './examples.ts';
import { extendedModel, fineTuningOf } from './fine-tune.ts';
import { goldOf, head, intentsOfModel, labelled, writeDecision } from './model.ts';

/** Where the training of the linear half keeps what `--resume` needs; the network's is in the run folder itself. */
const linearFolder = 'linear';

/** The `train` stage: the linear half, the network, then what is chosen on validation; leaves `model/` and `decision.json`. */
export async function trainModel(context: StageContext<Config>): Promise<TrainResult> {
  const { config, run } = context;
  if (!run.has('data')) await run.writeJson('data.json', await prepareData(context));
  const splits = readSplits(run, exampleSchema);
  const { outOfScopeLabel } = run.readJson('data.json') as { outOfScopeLabel: string };
  const asClass = config.outOfScope.method === 'class';
  const inScope = asClass ? splits.train : splits.train.filter(({ intent }) => intent !== outOfScopeLabel);

  const engine = await engineFor(context);
  const from = fineTuningOf(run);
  const model =
    from === undefined
      ? TextClassifier.fromTexts(
          engine,
          { ...config.network, heads: [{ name: head, labels: intentsOf(inScope, asClass ? undefined : outOfScopeLabel) }] },
          inScope.map(({ text }) => text),
        )
      : await extendedModel(engine, from, inScope, outOfScopeLabel);
  const intents = intentsOfModel(model);
  const corpus = model.encode(labelled(inScope, intents));
  const valid = model.encode(labelled(splits.valid, intents));
  const identity = identityOf(config.network, config.objective, intents, inScope);

  const reports: TrainingReport[] = [];
  const fit = async (name: string, folder: string, task: ModelTask<unknown>, options: TrainingOptions): Promise<void> => {
    const report = await train(engine, task, {
      ...options,
      seed: context.seed,
      workers: context.workers,
      taskModule: task.module,
      folder,
      resume: context.resume,
      identity,
      signal: context.signal,
      onEvent: name === 'network' ? showTraining(context.progress, context.log, 'accuracy') : () => {},
    });
    if (report.interrupted) throw new UserError('The training was interrupted.', { hint: 'go on with the same command and --resume' });
    reports.push(report);
  };

  const labelsSeen = goldOf(corpus);
  if (model.linear !== undefined) {
    const { learningRate, epochs, batchSize } = config.linear;
    await fit('linear', run.path(linearFolder), tfidfTask(model, corpus), {
      epochs: from === undefined ? epochs : from.epochs,
      batchSize,
      optimizer: { kind: 'adagrad', lr: learningRate },
      schedule: { kind: 'constant' },
      clipNorm: 0,
      evaluationEvery: epochs,
      checkpointEvery: epochs,
    });
  }
  const { classWeights, ...objective } = config.objective;
  const weights: ClassificationObjective =
    classWeights === 'balanced'
      ? { ...objective, classWeights: { [head]: [...balancedClassWeights(countsOf(labelsSeen, intents.length))] } }
      : objective;
  await fit('network', run.folder, classificationTask(model, corpus, weights), {
    ...config.training,
    ...(from === undefined ? {} : { epochs: from.epochs, optimizer: { ...config.training.optimizer, lr: from.learningRate } }),
    ...(hasLabels(valid) ? { validate: () => validate(model, valid) } : {}),
  });

  // The network has not seen the out-of-scope utterances of the training data, so they can help to choose what is refused.
  const unseen = asClass || !config.outOfScope.chooseWithTraining ? [] : splits.train.filter(({ intent }) => intent === outOfScopeLabel);
  const held = model.encode(labelled([...splits.valid, ...unseen], intents));
  const choices = chooseOnValidation(model.scores(held)[head], goldOf(held), config);
  model.calibrate(head, { linearWeight: choices.linearWeight, temperature: choices.temperature });
  await model.save(run.partPath('model'));
  await writeDecision(run, { ...choices, outOfScopeLabel, method: config.outOfScope.method, topK: config.topK });
  await writeAnswersFromHistory(run, splits.train, from && readAnswersFromHistory(RunFolder.open(from.from, run.app)));
  run.remove('checkpoints', 'evaluation', 'summary', 'report', 'modelCard');
  rmSync(run.path(linearFolder), { recursive: true, force: true });

  const network = reports[reports.length - 1];
  const result: TrainResult = {
    seconds: reports.reduce((sum, report) => sum + report.seconds, 0),
    examples: inScope.length,
    tokensPerSecond: network.tokensPerSecond,
    epochs: network.epochs,
    parameters: model.parameters.reduce((sum, parameter) => sum + parameter.size, 0),
    networkSeconds: network.seconds,
    kernels: engine.kernelsName,
    workers: context.workers,
    seed: context.seed,
    linearWeight: choices.linearWeight,
    temperature: choices.temperature,
    threshold: choices.scope.threshold,
    margin: choices.scope.margin,
    validationAccuracy: network.best?.score ?? null,
  };
  await run.writeJson('train.json', result);
  return result;
}

/** Accuracy and loss of the network alone on the validation examples that have an intent. */
function validate(model: TextClassifier, valid: EncodedCorpus): Validation {
  const { network, labels } = model.scores(valid)[head];
  const gold = goldOf(valid);
  let right = 0;
  let known = 0;
  let loss = 0;
  decide(network, labels).forEach(({ best }, row) => {
    if (gold[row] < 0) return;
    known++;
    if (best === gold[row]) right++;
    loss -= network[row * labels + gold[row]];
  });
  return { score: right / known, metrics: { accuracy: right / known, loss: loss / known } };
}

function hasLabels(corpus: EncodedCorpus): boolean {
  return goldOf(corpus).some((label) => label >= 0);
}

function countsOf(labels: Int32Array, size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const label of labels) if (label >= 0) counts[label]++;
  return counts;
}
