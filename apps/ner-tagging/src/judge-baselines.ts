import { pairedEntityBootstrap } from '@textloom/metrics';
import type { JsonObject, StageContext } from '@textloom/pipeline';
import { runTaggingBaselines, type TaggingBaselineName, taggingBaselineTitles } from './baselines/run.ts';
import type { Config } from './config.ts';
import { type EntitySpan, type NerSplits, wordsOf } from './examples.ts';
import { type Judged, measureBaseline } from './measure.ts';
import { annotated } from './model.ts';

/** What a test sentence's annotations know of what was found in it. */
export type Filter = <T extends EntitySpan>(entities: readonly T[], row: number) => readonly T[];

/** The simple taggers on the same test sentences, and by how much the model is better (paired bootstrap over the sentences). */
export async function judgeBaselines(
  { config, progress, seed, signal }: Pick<StageContext<Config>, 'config' | 'progress' | 'seed' | 'signal'>,
  { train, test }: NerSplits,
  { found }: Judged,
  filter: Filter,
): Promise<JsonObject> {
  const names = (Object.keys(taggingBaselineTitles) as TaggingBaselineName[]).filter((name) => config.baselines[name]);
  if (names.length === 0) return {};
  const task = progress.start('baselines', 1);
  const results = await runTaggingBaselines({
    train: annotated(train),
    test: test.map(wordsOf),
    names,
    seconds: config.baselines.seconds,
    seed,
    signal,
    onProgress: (done, total) => task.update({ done: done / total }),
  });
  task.finish();
  const gold = test.map(({ entities }) => entities);
  return Object.fromEntries(
    results.map(({ name, title, predicted, seconds, note }): [string, JsonObject] => {
      const told = note === undefined ? {} : { note };
      if (predicted === undefined) return [name, { title, seconds, ...told }];
      const marked = predicted.map((entities, row) => filter(entities, row));
      const lead = pairedEntityBootstrap(gold, found, marked, { seed });
      return [
        name,
        {
          title,
          ...measureBaseline(test, marked, train),
          seconds,
          ...told,
          modelLead: { f1: lead.estimate, interval: [lead.lower, lead.upper], pValue: lead.pValue },
        },
      ];
    }),
  );
}
