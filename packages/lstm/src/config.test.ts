import { describe, expect, it } from 'vitest';
import { resolveTextClassifierConfig } from './config.ts';

const heads = [{ name: 'intent', labels: ['yes', 'no'] }];

describe('resolveTextClassifierConfig', () => {
  it('fills in everything but the heads, and what it gives back is a configuration again', () => {
    const config = resolveTextClassifierConfig({ heads, encoder: { hidden: 64 } });
    expect(config.encoder).toMatchObject({ hidden: 64, layers: 1, bidirectional: true, recurrence: 'output' });
    expect(config.embedding).toMatchObject({ dimension: 128, minFrequency: 2, subwords: { buckets: 20_000, min: 3, max: 5 } });
    expect(config.pooling).toEqual(['max', 'mean', 'attention']);
    expect(config.tokenizer.kind).toBe('mixed');
    expect(resolveTextClassifierConfig(JSON.parse(JSON.stringify(config)))).toEqual(config);
    expect(resolveTextClassifierConfig({ heads, linear: null, embedding: { subwords: null } })).toMatchObject({
      linear: null,
      embedding: { subwords: null, dimension: 128 },
    });
  });

  it.each([
    [{}, /heads/],
    [{ heads, hiden: 3 }, /hiden/],
    [{ heads, encoder: { hidden: '64' } }, /encoder\.hidden/],
    [{ heads, encoder: { hidden: 2.5 } }, /encoder\.hidden/],
    [{ heads, encoder: { units: 2 } }, /encoder: .*units/],
    [{ heads, headDropout: 1 }, /headDropout/],
    [{ heads, pooling: ['sum'] }, /pooling/],
    [{ heads, tokenizer: { kind: 'mixd' } }, /tokenizer.*mixd/],
    [{ heads, tokenizer: { kind: 'mixed', normalizer: { lowercse: true } } }, /tokenizer.*lowercse/],
    [{ heads, embedding: { subwords: { min: 6 } } }, /embedding\.subwords: min is above max/],
    [{ heads, linear: { wordNgrams: [2, 1] } }, /linear\.wordNgrams/],
    [{ heads: [{ name: 'intent', labels: ['only'] }] }, /at least two labels/],
    [{ heads: [{ name: 'intent', labels: ['a', 'a'] }] }, /a label occurs twice/],
    [{ heads: [...heads, ...heads] }, /two heads have the same name/],
    [{ heads: [{ name: 'a/b', labels: ['a', 'b'] }] }, /a name of letters/],
    ['text', /expected object/],
  ])('refuses %j and names what is wrong', (options, message) => {
    expect(() => resolveTextClassifierConfig(options, 'model/config.json')).toThrow(message);
    expect(() => resolveTextClassifierConfig(options, 'model/config.json')).toThrow(expect.objectContaining({ name: 'UserError' }));
    expect(() => resolveTextClassifierConfig(options, 'model/config.json')).toThrow(/^model\/config\.json: /);
  });
});
