import { basename, resolve } from 'node:path';
import { sha256Of, UserError } from '@textloom/datasets';
import { readWordVectors, SequenceTagger, taggingTask, type WordVectors } from '@textloom/lstm';
import { entityScores } from '@textloom/metrics';
import { engineFor, identityOf, readSplits, type StageContext, showTraining, type TrainResult } from '@textloom/pipeline';
import { train, type Validation } from '@textloom/trainer';
import type { Config } from './config.ts';
import { prepareData } from './data.ts';
import { exampleSchema, type NerExample, typesOf, wordsOf } from './examples.ts';
import { extendedTagger, fineTuningOf } from './fine-tune.ts';
import { annotated } from './model.ts';

/** The `train` stage: the tagger, by entity F1 on the validation sentences; leaves `model/`. */
export async function trainModel(context: StageContext<Config>): Promise<TrainResult> {
  const { config, run } = context;
  if (!run.has('data')) await run.writeJson('data.json', await prepareData(context));
  const { train: sentences, valid } = readSplits(run, exampleSchema);
  const types = typesOf(sentences);

  const engine = await engineFor(context);
  const from = fineTuningOf(run);
  const pretrained = from === undefined ? await pretrainedVectors(context) : undefined;
  const tagger =
    from === undefined
      ? SequenceTagger.fromSentences(engine, { ...config.network, types }, annotated(sentences), {
          vectors: pretrained?.vectors,
          frozen: config.pretrained.frozen,
        })
      : await extendedTagger(engine, from, sentences);
  const task = taggingTask(tagger, tagger.encode(annotated(sentences)));
  const report = await train(engine, task, {
    ...config.training,
    ...(from === undefined ? {} : { epochs: from.epochs, optimizer: { ...config.training.optimizer, lr: from.learningRate } }),
    ...(valid.some(({ entities }) => entities.length > 0) ? { validate: () => validate(tagger, valid) } : {}),
    seed: context.seed,
    workers: context.workers,
    taskModule: task.module,
    folder: run.folder,
    resume: context.resume,
    identity: identityOf(tagger.config, pretrained?.sha256, sentences),
    signal: context.signal,
    onEvent: showTraining(context.progress, context.log, 'F1'),
  });
  if (report.interrupted) throw new UserError('The training was interrupted.', { hint: 'go on with the same command and --resume' });
  await tagger.save(run.partPath('model'));
  run.remove('checkpoints', 'evaluation', 'summary', 'report', 'modelCard');

  const result: TrainResult = {
    seconds: report.seconds,
    examples: sentences.length,
    tokensPerSecond: report.tokensPerSecond,
    epochs: report.epochs,
    parameters: tagger.parameters.reduce((sum, parameter) => sum + parameter.size, 0),
    types: [...tagger.config.types],
    kernels: engine.kernelsName,
    workers: context.workers,
    seed: context.seed,
    pretrained:
      pretrained === undefined ? null : { file: pretrained.name, sha256: pretrained.sha256, words: pretrained.vectors.vectors.size },
    validationF1: report.best?.score ?? null,
    bestEpoch: report.best?.epoch ?? null,
  };
  await run.writeJson('train.json', result);
  return result;
}

/** Entity F1 on the validation sentences, as it is reported for the test. */
function validate(tagger: SequenceTagger, valid: readonly NerExample[]): Validation {
  const predicted = tagger.tag(valid.map(wordsOf)).map(({ entities }) => entities);
  const { precision, recall, f1 } = entityScores(
    valid.map(({ entities }) => entities),
    predicted,
  ).micro;
  return { score: f1, metrics: { precision, recall, f1 } };
}

interface Pretrained {
  readonly name: string;
  readonly sha256: string;
  readonly vectors: WordVectors;
}

/** The word vectors of the configuration; the file is found from where the command runs. */
async function pretrainedVectors({ config, cwd, progress }: StageContext<Config>): Promise<Pretrained | undefined> {
  if (config.pretrained.file === null) return undefined;
  const file = resolve(cwd, config.pretrained.file);
  const task = progress.start('word vectors');
  const vectors = await readWordVectors(file);
  task.finish();
  const { dimension } = config.network.words;
  if (vectors.dimension !== dimension) {
    throw new UserError(`the vectors have ${vectors.dimension} numbers, the model's word vectors ${dimension}`, {
      file,
      expected: `network.words.dimension: ${vectors.dimension}`,
      hint: `--set network.words.dimension=${vectors.dimension}`,
    });
  }
  return { name: basename(file), sha256: await sha256Of(file), vectors };
}
