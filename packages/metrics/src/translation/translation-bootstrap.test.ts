import { describe, expect, it } from 'vitest';
import { bleuMetric, corpusBleu } from './bleu.ts';
import { chrfMetric } from './chrf.ts';
import { terMetric } from './ter.ts';
import { pairedTranslationBootstrap, translationInterval } from './translation-bootstrap.ts';

const references = Array.from({ length: 120 }, (_, i) =>
  i % 2 === 0 ? `der Hund Nummer ${i} beißt heute den Mann` : `今天第${i}只狗咬了人。`,
);
/** Every third segment misses its end; the better system repairs every sixth. */
const system = references.map((text, i) => (i % 3 === 0 ? text.slice(0, -6) : text));
const better = system.map((text, i) => (i % 6 === 0 ? references[i]! : text));

describe('translationInterval', () => {
  it('lies around the corpus score', () => {
    const interval = translationInterval(bleuMetric({ tokenizer: 'zh' }), system, references, { samples: 300 });
    expect(interval.estimate).toBe(corpusBleu(system, references, { tokenizer: 'zh' }).score);
    expect(interval.lower).toBeLessThan(interval.estimate);
    expect(interval.upper).toBeGreaterThan(interval.estimate);
  });

  it('scores each draw as a corpus', () => {
    // One segment right and a longer one all wrong: a draw has twice the one, twice the other, or both. The mean of their sentence scores
    // would be 50 for both; as a corpus they have 4 of 12 words right, 3 of 10 bigrams and so on.
    const [short, long] = ['a b c d', 'e f g h i j k l'];
    const mixed = corpusBleu([short, 'x x x x x x x x'], [short, long]).score;
    const { lower, upper, estimate } = translationInterval(bleuMetric(), [short, 'x x x x x x x x'], [short, long], { samples: 200 });
    expect([lower, estimate, upper]).toEqual([0, mixed, 100]);
    expect(Math.abs(mixed - 50)).toBeGreaterThan(10);
  });
});

describe('pairedTranslationBootstrap', () => {
  it.each([
    { metric: bleuMetric({ tokenizer: 'zh' }), sign: 1 },
    { metric: chrfMetric({ wordOrder: 2 }), sign: 1 },
    { metric: terMetric({ normalized: true, asianSupport: true }), sign: -1 },
  ])('sees with $metric.name which system is better', ({ metric, sign }) => {
    const comparison = pairedTranslationBootstrap(metric, better, system, references, { samples: 300 });
    expect(Math.sign(comparison.lower)).toBe(sign);
    expect(Math.sign(comparison.upper)).toBe(sign);
    expect(comparison.pValue).toBeLessThan(0.01);
  });

  it('sees nothing between a system and itself', () => {
    const comparison = pairedTranslationBootstrap(bleuMetric(), system, system, references, { samples: 50 });
    expect(comparison).toMatchObject({ estimate: 0, lower: 0, upper: 0, pValue: 1 });
    expect(() => pairedTranslationBootstrap(bleuMetric(), system, [], references)).toThrow('found 0 and 120 entries');
  });
});
