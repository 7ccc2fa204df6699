import { decodeTags } from '@textloom/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RandomDecoder, randomDecoder } from '../testing/random-lattice.ts';
import { forbidden } from './crf.ts';

const kinds = ['crf', 'softmax'] as const;
const decoders = { crf: await randomDecoder('crf', ['LOC', '人名']), softmax: await randomDecoder('softmax', ['LOC', '人名']) };

/** Weights and scores, from hardly any preference to some that are all for what the scheme forbids. */
const draws = fc.record({
  seed: fc.nat(10_000),
  size: fc.constantFrom(0.1, 3, 40),
  lengths: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 }),
});

/** All sequences of `length` tags out of K. */
function sequences(K: number, length: number): number[][] {
  if (length === 0) return [[]];
  return sequences(K, length - 1).flatMap((sequence) => Array.from({ length: K }, (_, tag) => [...sequence, tag]));
}

function wellFormed(tags: readonly string[], path: readonly number[]): boolean {
  const { faults } = decodeTags(
    path.map((tag) => tags[tag]),
    'BIOES',
  );
  return faults.length === 0;
}

/** What a sequence of tags scores by the parameters as they are; [K, K], [K] and [K] of zeros for the softmax. */
function scoreOf({ tags, parameters }: RandomDecoder, emissions: readonly (readonly number[])[], path: readonly number[]): number {
  const value = (name: string): Float32Array | undefined => parameters.find((parameter) => parameter.name === `crf.${name}`)?.value;
  const between = path.slice(1).map((tag, i) => value('transitions')?.[path[i] * tags.length + tag] ?? 0);
  const edges = [value('start')?.[path[0]] ?? 0, value('end')?.[path.at(-1)!] ?? 0];
  return [...path.map((tag, t) => emissions[t][tag]), ...between, ...edges].reduce((sum, score) => sum + score, 0);
}

const logSum = (scores: readonly number[]): number => {
  const top = Math.max(...scores);
  return top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
};

describe.each(kinds)('a decoder by %s', (kind) => {
  it('never gives a sequence that BIOES forbids, whatever the weights', () => {
    const { engine, tags, decoder, draw } = decoders[kind];
    fc.assert(
      fc.property(draws, fc.integer({ min: 1, max: 4 }), ({ seed, size, lengths }, n) => {
        const T = Math.max(...lengths);
        engine.step(() => {
          const { best, marginals } = decoder.decode(draw(seed, size, T, lengths.length), Int32Array.from(lengths), n);
          lengths.forEach((length, b) => {
            for (let rank = 0; rank < best.counts.ints[b]; rank++) {
              const path = [...best.paths.ints.subarray((b * n + rank) * T, (b * n + rank) * T + length)];
              const impossible = best.scores.floats[b * n + rank] - marginals.logZ.floats[b] < forbidden / 2;
              expect(wellFormed(tags, path), `${path.map((tag) => tags[tag])}`).toBe(!impossible);
              if (rank === 0) expect(impossible).toBe(false);
            }
          });
        });
      }),
    );
  });

  it('finds the best of all allowed sequences, and spreads a probability of 1 over them', async () => {
    const random = await randomDecoder(kind, ['LOC']);
    const { engine, tags, decoder, draw } = random;
    fc.assert(
      fc.property(fc.nat(10_000), fc.constantFrom(0.3, 3), fc.integer({ min: 1, max: 4 }), (seed, size, T) => {
        engine.step(() => {
          const scores = draw(seed, size, T, 1);
          const decoded = decoder.decode(scores, Int32Array.of(T), 1);
          const rows = Array.from({ length: T }, (_, t) => [...decoded.emissions.floats.subarray(t * 5, t * 5 + 5)]);
          const allowed = sequences(5, T)
            .filter((path) => wellFormed(tags, path))
            .map((path) => scoreOf(random, rows, path));
          const best = Math.max(...allowed);
          const found = [...decoded.best.paths.ints];
          expect(wellFormed(tags, found)).toBe(true);
          expect(scoreOf(random, rows, found)).toBeCloseTo(best, 4);
          expect(decoded.marginals.logZ.item()).toBeCloseTo(logSum(allowed), 4);
        });
      }),
      { numRuns: 40 },
    );
  });
});

describe('the loss', () => {
  it('of a CRF is that of the enumeration of all allowed sequences, summed over the sentences, the padding left out', async () => {
    const random = await randomDecoder('crf', ['LOC']);
    const { engine, tags, decoder, draw } = random;
    fc.assert(
      fc.property(
        fc.nat(10_000),
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 }),
        fc.nat(),
        (seed, lengths, pick) => {
          const [T, B] = [Math.max(...lengths), lengths.length];
          engine.step(() => {
            const scores = draw(seed, 1.5, T, B);
            const gold = new Int32Array(T * B).fill(3);
            let expected = 0;
            lengths.forEach((length, b) => {
              const rows = Array.from({ length }, (_, t) => [...scores.floats.subarray((t * B + b) * 5, (t * B + b + 1) * 5)]);
              const allowed = sequences(5, length).filter((path) => wellFormed(tags, path));
              const path = allowed[pick % allowed.length];
              path.forEach((tag, t) => {
                gold[t * B + b] = tag;
              });
              expected += logSum(allowed.map((each) => scoreOf(random, rows, each))) - scoreOf(random, rows, path);
            });
            expect(decoder.loss(scores, gold, Int32Array.from(lengths)).item()).toBeCloseTo(expected, 4);
          });
        },
      ),
      { numRuns: 40 },
    );
  });

  it('of a softmax is that of each position by itself, over the sentences without the padding', async () => {
    const { engine, decoder, draw } = await randomDecoder('softmax', ['LOC']);
    engine.step(() => {
      const scores = draw(3, 1, 3, 2);
      const tags = Int32Array.of(0, 1, 4, 3, 2, 2);
      const row = (place: number): number[] => [...scores.floats.subarray(place * 5, place * 5 + 5)];
      const expected = [0, 1, 2, 4].reduce((sum, place) => sum + logSum(row(place)) - row(place)[tags[place]], 0);
      expect(decoder.loss(scores, tags, Int32Array.of(3, 1)).item()).toBeCloseTo(expected, 5);
    });
  });

  it('needs parameters for a CRF and none for a softmax', () => {
    const { crf, softmax } = decoders;
    expect(crf.parameters.map(({ name, shape }) => [name, shape])).toEqual([
      ['crf.transitions', [9, 9]],
      ['crf.start', [9]],
      ['crf.end', [9]],
    ]);
    expect(softmax.parameters).toEqual([]);
  });
});
