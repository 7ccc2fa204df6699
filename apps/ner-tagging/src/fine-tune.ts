import { extendTagger, SequenceTagger } from '@textloom/lstm';
import { besideOld, filesOf, fineTuningSchema, type Mixed, RunFolder, readFineTuning, readSplits, without } from '@textloom/pipeline';
import { createEngine, type Engine, Random } from '@textloom/tensor';
import { z } from 'zod';
import type { Config } from './config.ts';
import { type EntitySpan, exampleSchema, type NerExample, type NerSplits, typesOf, wordsOf } from './examples.ts';
import { annotated } from './model.ts';
import { sentenceKey } from './parts.ts';
import { mentionsOf, withUnmarkedMention } from './unmarked-mentions.ts';

const names = z.array(z.string());
const recordSchema = fineTuningSchema.extend({
  newTypes: names,
  /** Types that are marked in the old and in the new data; each test part is judged on its own. */
  oldTypes: names,
  markedTypes: names,
});

/** How a run goes on from an earlier one. */
export type FineTuning = z.infer<typeof recordSchema>;

/**
 * Adds old sentences to new ones, so that what was learnt is not forgotten (rehearsal). Nothing is written.
 *
 * No sentence is in two parts: new ones that stand in the old validation or test data are left out of training, new ones for
 * validation and test that the old model was trained on are left out altogether. Where an old training sentence occurs again, the
 * new one counts.
 *
 * New annotations often mark new types only, and old ones know nothing of them. So, in what is trained on and validated with:
 * - old types that the new annotations never mark are marked in them by the old model, where it is sure enough;
 * - old sentences with an unmarked mention of a new entity, word for word, are left out. Other unmarked ones stay and count as none.
 *
 * @throws UserError when the old data is missing or damaged
 */
export async function mixWithOld(
  oldRun: RunFolder,
  fresh: NerSplits,
  { fineTuning }: Config,
  seed: number,
): Promise<Mixed<NerExample, FineTuning>> {
  const old = readSplits(oldRun, exampleSchema);
  const oldTypes = typesOf([...old.train, ...old.valid, ...old.test]);
  const markedTypes = typesOf([...fresh.train, ...fresh.valid, ...fresh.test]);
  const newTypes = markedTypes.filter((type) => !oldTypes.includes(type));
  const notes: string[] = [];

  const { splits: own, notes: leftOut } = besideOld(fresh, old, sentenceKey, 'sentences');
  const { train, valid, test } = own;
  const missing = oldTypes.filter((type) => !markedTypes.includes(type));
  const completed =
    missing.length === 0 ? { train, valid, added: 0 } : await complete(oldRun, { train, valid }, missing, fineTuning.completeAbove);

  const mentions = mentionsOf([...train, ...valid], newTypes);
  const unclear = (examples: readonly NerExample[]): NerExample[] => examples.filter((example) => !withUnmarkedMention(example, mentions));
  const oldValid = unclear(old.valid);
  const usable = unclear(without(old.train, [...train, ...valid, ...test], sentenceKey));
  const stream = new Random(seed).stream('rehearsal');
  const rehearsed = usable.filter((_, index) => stream.uniform(index) < fineTuning.rehearsal);

  const types = newTypes.length === 0 ? 'no new type' : `new types: ${newTypes.join(', ')}`;
  notes.push(`going on from ${oldRun.folder}: ${train.length} new training sentences and ${rehearsed.length} old ones; ${types}`);
  if (missing.length > 0) {
    notes.push(
      `the new annotations mark no ${missing.join(', ')}: ${completed.added} of them marked by the old model, where it is at least ${fineTuning.completeAbove} sure`,
    );
  }
  const left = without(old.train, [...train, ...valid, ...test], sentenceKey).length - usable.length + old.valid.length - oldValid.length;
  if (left > 0) notes.push(`${left} old sentences hold an unmarked mention of a new entity and were left out of training and validation`);
  notes.push(...leftOut);
  return {
    splits: { train: [...completed.train, ...rehearsed], valid: [...oldValid, ...completed.valid], test: [...old.test, ...test] },
    record: {
      from: oldRun.folder,
      epochs: fineTuning.epochs,
      learningRate: fineTuning.learningRate,
      rehearsed: rehearsed.length,
      oldTest: old.test.length,
      newTest: test.length,
      newTypes,
      oldTypes,
      markedTypes,
    },
    notes,
    files: filesOf(oldRun),
  };
}

type Trained = Pick<NerSplits, 'train' | 'valid'>;

/** Marks entities of the types that the annotations leave out, where the old model is sure and nothing else is marked. */
async function complete(
  oldRun: RunFolder,
  { train, valid }: Trained,
  types: readonly string[],
  above: number,
): Promise<Trained & { added: number }> {
  const old = await SequenceTagger.load(oldRun.require('model'), { engine: await createEngine() });
  let added = 0;
  const add = (examples: readonly NerExample[]): NerExample[] => {
    const tagged = old.tag(examples.map(wordsOf));
    return examples.map((example, index) => {
      const found = tagged[index].entities
        .filter(({ type, confidence }) => types.includes(type) && confidence >= above)
        .filter(({ start, end }) => example.entities.every((marked) => end <= marked.start || start >= marked.end))
        .map(({ start, end, type }): EntitySpan => ({ start, end, type }));
      added += found.length;
      return { ...example, entities: [...example.entities, ...found].sort((a, b) => a.start - b.start) };
    });
  };
  return { train: add(train), valid: add(valid), added };
}

/** Undefined for a run that starts from nothing. @throws UserError for a damaged record */
export function fineTuningOf(run: RunFolder): FineTuning | undefined {
  return readFineTuning(run, recordSchema);
}

/** The types that a test sentence's annotations know; undefined: all. */
export function judgedTypes(tuning: FineTuning | undefined, row: number): readonly string[] | undefined {
  if (tuning === undefined) return undefined;
  return row < tuning.oldTest ? tuning.oldTypes : tuning.markedTypes;
}

/** The old tagger with room for the new types and words. */
export async function extendedTagger(
  engine: Engine,
  { from, newTypes }: FineTuning,
  examples: readonly NerExample[],
): Promise<SequenceTagger> {
  const folder = RunFolder.open(from, 'ner-tagging').require('model');
  const old = await SequenceTagger.load(folder, { engine: await createEngine() });
  return extendTagger(old, { types: newTypes, sentences: annotated(examples) }, engine);
}
