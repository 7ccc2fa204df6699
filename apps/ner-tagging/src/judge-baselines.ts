import { pairedEntityBootstrap } from '@textloom/metrics';
import type { JsonObject, StageContext } from '@textloom/pipeline';
import { createLongestMatch } from './baselines/longest-match.ts';
import { StructuredPerceptron } from './baselines/structured-perceptron.ts';
import type { TaggingBaseline } from './baselines/tagging-baseline.ts';
import type { Config } from './config.ts';
import { type EntitySpan, type NerExample, type NerSplits, wordsOf } from './examples.ts';
import { type Judged, measureBaseline } from './measure.ts';
import { annotated } from './model.ts';

/** What a test sentence's annotations know of what was found in it. */
export type Filter = <T extends EntitySpan>(entities: readonly T[], row: number) => readonly T[];

/** The simple taggers on the same test sentences, and by how much the model is better (paired bootstrap over the sentences). */
export function judgeBaselines(
  { config, progress, seed }: Pick<StageContext<Config>, 'config' | 'progress' | 'seed'>,
  { train, test }: NerSplits,
  { found }: Judged,
  filter: Filter,
): JsonObject {
  const baselines: [name: string, title: string, make: () => TaggingBaseline][] = [];
  if (config.baselines.longestMatch) baselines.push(['longestMatch', 'longest match of training entities', createLongestMatch]);
  if (config.baselines.perceptron)
    baselines.push(['perceptron', 'structured perceptron', () => new StructuredPerceptron({ seed, seconds: config.baselines.seconds })]);
  const task = progress.start('baselines', baselines.length);
  const results = baselines.map(([name, title, make], index): [string, JsonObject] => {
    const result = judge(make(), train, test, filter);
    const lead = pairedEntityBootstrap(
      test.map(({ entities }) => entities),
      found,
      result.found,
      { seed },
    );
    task.update({ done: index + 1 });
    return [
      name,
      {
        title,
        ...result.scores,
        seconds: result.seconds,
        modelLead: { f1: lead.estimate, interval: [lead.lower, lead.upper], pValue: lead.pValue },
      },
    ];
  });
  task.finish();
  return Object.fromEntries(results);
}

function judge(
  baseline: TaggingBaseline,
  train: readonly NerExample[],
  test: readonly NerExample[],
  filter: Filter,
): { scores: JsonObject; found: (readonly EntitySpan[])[]; seconds: number } {
  const started = performance.now();
  baseline.fit(annotated(train));
  const seconds = (performance.now() - started) / 1000;
  const found = test.map((example, row) => filter(baseline.tag(wordsOf(example)), row));
  return { scores: measureBaseline(test, found, train), found, seconds };
}
