import { decodeTags, encodeSpans } from '@textloom/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forbidden } from '../layers/crf.ts';
import { randomDecoder } from '../testing/random-lattice.ts';
import { type SentenceLattice, spanProbability } from './span-probability.ts';

const kinds = { crf: await randomDecoder('crf', ['LOC', '人名']), softmax: await randomDecoder('softmax', ['LOC', '人名']) };
const lengths = [3, 2];
const [T, B, K] = [3, 2, 9];

describe.each(['crf', 'softmax'] as const)('spanProbability with %s', (kind) => {
  it('is the sum of the probabilities of all readings that have just this entity', () => {
    const { engine, tags, decoder, draw } = kinds[kind];
    const n = K ** T;
    fc.assert(
      fc.property(fc.nat(10_000), fc.constantFrom(0.2, 1, 4), (seed, size) => {
        engine.step(() => {
          const { best, marginals, emissions, weights } = decoder.decode(draw(seed, size, T, B), Int32Array.from(lengths), n);
          lengths.forEach((length, b) => {
            const logZ = marginals.logZ.floats[b];
            const sums = new Map<string, number>();
            for (let rank = 0; rank < best.counts.ints[b]; rank++) {
              const score = best.scores.floats[b * n + rank] - logZ;
              if (score < forbidden / 2) continue;
              const path = best.paths.ints.subarray((b * n + rank) * T, (b * n + rank) * T + length);
              const { spans } = decodeTags(
                Array.from(path, (tag) => tags[tag]),
                'BIOES',
              );
              for (const span of [...spans.map((each) => JSON.stringify(each)), 'all'])
                sums.set(span, (sums.get(span) ?? 0) + Math.exp(score));
            }
            expect(sums.get('all')).toBeCloseTo(1, 4);
            expect(sums.size).toBe(1 + 2 * ((length * (length + 1)) / 2));
            const lattice: SentenceLattice = {
              emissions: emissions.floats,
              alpha: marginals.alpha.floats,
              beta: marginals.beta.floats,
              transitions: weights.transitions.floats,
              logZ,
              B,
              K,
              b,
            };
            sums.delete('all');
            for (const [span, sum] of sums) {
              const { start, end, type } = JSON.parse(span);
              const path = encodeSpans([{ start: 0, end: end - start, type }], end - start, 'BIOES').map((tag) => tags.indexOf(tag));
              expect(spanProbability(lattice, start, path)).toBeCloseTo(sum, 4);
            }
          });
        });
      }),
      { numRuns: 15 },
    );
  });
});

describe('spanProbability', () => {
  it('needs a span of at least one token', () => {
    const none = new Float32Array(1);
    const lattice = { emissions: none, alpha: none, beta: none, transitions: none, logZ: 0, B: 1, K: 1, b: 0 };
    expect(() => spanProbability(lattice, 0, [])).toThrow(/a span without tags/);
    expect(spanProbability(lattice, 0, [0])).toBe(1);
  });
});
