import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  auroc,
  averagePrecision,
  classificationReport,
  cohensKappa,
  expectedCalibrationError,
  fitTemperature,
  matthewsCorrelation,
  type PrecisionRecall,
  perplexity,
  retrievalScores,
  temperatureLoss,
  topKAccuracy,
} from '../src/index.ts';

interface Averages {
  micro: PrecisionRecall;
  macro: PrecisionRecall;
  macroPresent: PrecisionRecall;
  weighted: PrecisionRecall;
}
interface Classification {
  kind: 'classification';
  config: { K: number; labels: string[] };
  gold: number[];
  pred: number[];
  expected: Averages & {
    confusion: number[][];
    accuracy: number;
    perClass: { precision: number[]; recall: number[]; f1: number[]; support: number[] };
    mcc: number;
    kappa: number | null;
  };
}
interface Calibration {
  kind: 'calibration';
  config: { bins: number };
  probabilities: number[][];
  gold: number[];
  expected: { confidence: number[]; correct: number[]; binCount: number[]; ece: number; mce: number };
}
interface Ranking {
  kind: 'auroc';
  scores: number[];
  outOfScope: number[];
  expected: { auroc: number; averagePrecision: number };
}
interface Retrieval {
  kind: 'retrieval';
  config: { k: number[] };
  ranked: number[][];
  relevant: number[][];
  expected: { reciprocalRanks: number[]; mrr: number; hitRateAt: Record<string, number>; recallAt: Record<string, number> };
}
interface LanguageModel {
  kind: 'perplexity';
  batches: { meanNll: number; tokens: number }[];
  expected: { tokens: number; meanNll: number; perplexity: number; bitsPerToken: number };
}
type MetricCase = { name: string; tolerance: number } & (Classification | Calibration | Ranking | Retrieval | LanguageModel);

interface RecordedTensor {
  shape: number[];
  data: number[];
}
interface LossCase {
  name: string;
  tolerance: number;
  config: { op: string };
  inputs: Record<string, RecordedTensor>;
  params?: Record<string, RecordedTensor>;
  outputs: Record<string, RecordedTensor>;
}

const shared = process.env.TEXTLOOM_SHARED ?? resolve(import.meta.dirname, '../../../../shared');
const golden = resolve(shared, 'golden');
const recorded = existsSync(resolve(golden, 'metrics.json'));

function cases<T>(file: string): T[] {
  return recorded ? (JSON.parse(readFileSync(resolve(golden, file), 'utf8')) as { cases: T[] }).cases : [];
}

/** Compares numbers, or objects and lists of them, to |got - want| <= tolerance (1 + |want|). */
function expectClose(got: unknown, want: unknown, tolerance: number, path = ''): void {
  if (typeof want === 'number') {
    expect(typeof got, path).toBe('number');
    expect(Math.abs(Number(got) - want), `${path}: ${String(got)} against ${want}`).toBeLessThanOrEqual(tolerance * (1 + Math.abs(want)));
  } else if (want === null) {
    expect(got, path).toBeNull();
  } else {
    for (const [key, value] of Object.entries(want as object)) {
      expectClose((got as Record<string, unknown>)[key], value, tolerance, `${path}.${key}`);
    }
  }
}

describe.skipIf(!recorded)('recorded metrics (needs ../shared)', () => {
  it.each(cases<MetricCase>('metrics.json'))('$kind: $name', (recording) => {
    const { tolerance } = recording;
    switch (recording.kind) {
      case 'classification': {
        const { gold, pred, expected, config } = recording;
        const report = classificationReport(gold, pred, { labels: config.labels });
        const { confusion, perClass, mcc, kappa, ...averages } = expected;
        expect(report.confusion).toEqual(confusion);
        expectClose(report, averages, tolerance);
        for (const field of ['precision', 'recall', 'f1', 'support'] as const) {
          expectClose(
            report.perClass.map((scores) => scores[field]),
            perClass[field],
            tolerance,
            field,
          );
        }
        expect(report.perClass.map((scores) => scores.label)).toEqual(config.labels);
        expectClose(accuracy(gold, pred), expected.accuracy, tolerance);
        expectClose(matthewsCorrelation(gold, pred), mcc, tolerance);
        expectClose(cohensKappa(gold, pred), kappa, tolerance);
        break;
      }
      case 'calibration': {
        const { probabilities, gold, config, expected } = recording;
        const { bins, ece, mce } = expectedCalibrationError(probabilities, gold, config);
        expect(bins.map((bin) => bin.count)).toEqual(expected.binCount);
        expectClose({ ece, mce }, { ece: expected.ece, mce: expected.mce }, tolerance);
        const right = expected.correct.reduce((sum, value) => sum + value, 0);
        expectClose(topKAccuracy(gold, probabilities, 1), right / gold.length, tolerance);
        break;
      }
      case 'auroc':
        expectClose(auroc(recording.scores, recording.outOfScope), recording.expected.auroc, tolerance);
        expectClose(averagePrecision(recording.scores, recording.outOfScope), recording.expected.averagePrecision, tolerance);
        break;
      case 'retrieval':
        expectClose(retrievalScores(recording.ranked, recording.relevant, recording.config), recording.expected, tolerance);
        break;
      case 'perplexity':
        expectClose(perplexity(recording.batches), recording.expected, tolerance);
        break;
    }
  });

  it.each(cases<LossCase>('losses.json').filter((recording) => recording.config.op === 'temperature-nll'))('$name', (recording) => {
    const { shape, data } = recording.inputs.logits!;
    const [items, classes] = shape as [number, number];
    const logits = Array.from({ length: items }, (_, i) => data.slice(i * classes, (i + 1) * classes));
    const targets = recording.inputs.targets!.data;
    const want = (name: string): number => recording.outputs[name]!.data[0]!;
    expectClose(temperatureLoss(logits, targets, recording.params!.temperature!.data[0]!), want('loss'), 1e-8);
    const fit = fitTemperature(logits, targets);
    expectClose(fit.temperature, want('bestTemperature'), recording.tolerance);
    expectClose(fit.loss, want('bestLoss'), 1e-8);
    expect(fit.lossBefore).toBeGreaterThanOrEqual(fit.loss);
  });
});
