import { describe, expect, it } from 'vitest';
import { bitsPerCharacter, perplexity } from './perplexity.ts';

describe('perplexity', () => {
  it('is the size of the vocabulary for a uniform model', () => {
    expect(perplexity([{ meanNll: Math.log(50), tokens: 7 }]).perplexity).toBeCloseTo(50, 10);
  });

  it('weighs batches by their tokens, so that splitting a batch changes nothing', () => {
    const whole = perplexity([{ meanNll: 4, tokens: 12 }]);
    const split = perplexity([
      { meanNll: 3, tokens: 6 },
      { meanNll: 5, tokens: 6 },
    ]);
    expect(split).toEqual(whole);
    expect(whole.bitsPerToken).toBeCloseTo(4 / Math.LN2, 12);
  });

  it('spreads nats over characters', () => {
    expect(bitsPerCharacter(Math.LN2 * 30, 10)).toBeCloseTo(3, 12);
    expect(() => bitsPerCharacter(1, 0)).toThrow('positive number of characters');
  });
});
