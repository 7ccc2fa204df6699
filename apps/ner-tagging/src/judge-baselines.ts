import { pairedEntityBootstrap } from '@textloom/metrics';
import type { JsonObject, StageContext } from '@textloom/pipeline';
import { createLongestMatch } from './baselines/longest-match.ts';
import { StructuredPerceptron } from './baselines/structured-perceptron.ts';
import type { MarkedWords, TaggingBaseline } from './baselines/tagging-baseline.ts';
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
  const baselines = baselinesOf(config.baselines, seed);
  const task = progress.start('baselines', baselines.length);
  const results = baselines.map(({ name, title, fit }, index): [string, JsonObject] => {
    const result = judge(fit, train, test, filter);
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
        ...(result.note === undefined ? {} : { note: result.note }),
        modelLead: { f1: lead.estimate, interval: [lead.lower, lead.upper], pValue: lead.pValue },
      },
    ];
  });
  task.finish();
  return Object.fromEntries(results);
}

interface Baseline {
  readonly name: string;
  readonly title: string;
  /** Learns from the training sentences; the note is what has to be known to read the result. */
  readonly fit: (train: readonly MarkedWords[]) => { readonly fitted: TaggingBaseline; readonly note?: string };
}

function baselinesOf({ longestMatch, perceptron, seconds }: Config['baselines'], seed: number): Baseline[] {
  const chosen: Baseline[] = [];
  if (longestMatch) {
    const fit: Baseline['fit'] = (train) => {
      const fitted = createLongestMatch();
      fitted.fit(train);
      return { fitted };
    };
    chosen.push({ name: 'longestMatch', title: 'longest match of training entities', fit });
  }
  if (perceptron) {
    const fit: Baseline['fit'] = (train) => {
      const fitted = new StructuredPerceptron({ seed, seconds });
      const { stopped, epochs } = fitted.fit(train);
      return { fitted, ...(stopped ? { note: `stopped after ${seconds} s and ${epochs.toFixed(1)} passes (baselines.seconds)` } : {}) };
    };
    chosen.push({ name: 'perceptron', title: 'structured perceptron', fit });
  }
  return chosen;
}

function judge(
  fit: Baseline['fit'],
  train: readonly NerExample[],
  test: readonly NerExample[],
  filter: Filter,
): { scores: JsonObject; found: (readonly EntitySpan[])[]; seconds: number; note: string | undefined } {
  const started = performance.now();
  const { fitted, note } = fit(annotated(train));
  const seconds = (performance.now() - started) / 1000;
  const found = test.map((example, row) => filter(fitted.tag(wordsOf(example)), row));
  return { scores: measureBaseline(test, found, train), found, seconds, note };
}
