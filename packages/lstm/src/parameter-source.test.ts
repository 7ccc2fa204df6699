import { createEngine, zeros } from '@textloom/tensor';
import { describe, expect, it } from 'vitest';
import { existingParameters, notedSource } from './parameter-source.ts';

describe('existingParameters', () => {
  it('gives what is on the engine, and names what is not or has another shape', async () => {
    const engine = await createEngine();
    const weight = engine.parameter('weight', [2, 3], zeros());
    const source = existingParameters(engine);
    expect(source.parameter('weight', [2, 3], zeros())).toBe(weight);
    expect(() => source.parameter('weight', [3, 2], zeros())).toThrow(/'weight' has shape \[2, 3\]; expected one of shape \[3, 2\]/);
    expect(() => source.parameter('bias', [3], zeros())).toThrow(/'bias' is not on the engine/);
  });
});

describe('notedSource', () => {
  it('lists the parameters that one network took, in order', async () => {
    const engine = await createEngine();
    engine.parameter('of another network', [1], zeros());
    const source = notedSource(engine);
    const first = source.parameter('table', [4, 2], zeros(), { kind: 'embedding' });
    const second = source.parameter('bias', [2], zeros());
    expect(source.parameters).toEqual([first, second]);
    expect(first.kind).toBe('embedding');
  });
});
