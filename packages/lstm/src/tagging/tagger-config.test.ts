import { describe, expect, it } from 'vitest';
import { resolveTaggerConfig, taggerOptionsSchema } from './tagger-config.ts';

describe('resolveTaggerConfig', () => {
  it('fills in everything but the types', () => {
    const config = resolveTaggerConfig({ types: ['LOC', '人名'] });
    expect(config).toMatchObject({
      words: { dimension: 100, minFrequency: 1, singletonDropout: 0.5, subwords: null, normalizer: { lowercase: true, digits: 'zero' } },
      characters: { kind: 'cnn', outputs: 50, widths: [3] },
      boundaries: 0,
      bigrams: null,
      decoder: 'crf',
      types: ['LOC', '人名'],
    });
    expect(resolveTaggerConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
    const { types, ...rest } = config;
    expect(taggerOptionsSchema.parse({})).toEqual(rest);
  });

  it.each([
    [{ types: [] }, /types: at least one type/],
    [{}, /types/],
    [{ types: ['PER', 'PER'] }, /types: a type occurs twice/],
    [{ types: ['PER'], encoder: { hiden: 3 } }, /encoder.*hiden/],
    [{ types: ['PER'], decoder: 'viterbi' }, /decoder/],
    [{ types: ['PER'], characters: { kind: 'lstm', outputs: 7 } }, /characters: outputs of a BiLSTM must be even/],
    [{ types: ['PER'], characters: { outputs: 1, widths: [2, 3] } }, /characters: fewer outputs than widths/],
    [{ types: ['PER'], characters: { widths: [3, 3] } }, /characters\.widths: a width occurs twice/],
    [{ types: ['PER'], words: { singletonDropout: 1 } }, /words\.singletonDropout/],
    [{ types: ['PER'], words: { subwords: { min: 4, max: 3 } } }, /words\.subwords: min is above max/],
  ])('refuses %j', (options, message) => {
    expect(() => resolveTaggerConfig(options, 'ner.yaml')).toThrow(message);
    expect(() => resolveTaggerConfig(options, 'ner.yaml')).toThrow(expect.objectContaining({ name: 'UserError' }));
    expect(() => resolveTaggerConfig(options, 'ner.yaml')).toThrow(/^ner\.yaml: /);
  });
});
