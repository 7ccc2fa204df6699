import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mixScores } from './mixture.ts';
import { rankLabels } from './prediction.ts';

const logs = (probabilities: number[]): Float32Array => Float32Array.from(probabilities, Math.log);

describe('mixScores', () => {
  it('is the normalised product of p_network and p_linear to the power of its weight', () => {
    const network = logs([0.7, 0.2, 0.1, 0.5, 0.25, 0.25]);
    const linear = logs([0.1, 0.8, 0.1, 0.2, 0.6, 0.2]);
    const mixed = mixScores({ labels: 3, network, linear }, { linearWeight: 0.5, temperature: 1 });
    const product = [0.7 * Math.sqrt(0.1), 0.2 * Math.sqrt(0.8), 0.1 * Math.sqrt(0.1)];
    const total = product[0] + product[1] + product[2];
    product.forEach((p, i) => {
      expect(mixed[i]).toBeCloseTo(p / total, 6);
    });
  });

  it('gives distributions, is the network where the weight is 0 and is flatter the higher the temperature', () => {
    const probability = fc.double({ min: 1e-6, max: 1, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(probability, { minLength: 2, maxLength: 6 }),
        fc.double({ min: 1.1, max: 5, noNaN: true }),
        (raw, temperature) => {
          const total = raw.reduce((sum, p) => sum + p);
          const network = logs(raw.map((p) => p / total));
          const plain = mixScores({ labels: raw.length, network }, { linearWeight: 0.4, temperature: 1 });
          raw.forEach((p, i) => {
            expect(plain[i]).toBeCloseTo(p / total, 5);
          });
          const flat = mixScores({ labels: raw.length, network, linear: network }, { linearWeight: 0, temperature });
          expect(flat.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
          expect(Math.max(...flat)).toBeLessThanOrEqual(Math.max(...plain) + 1e-6);
        },
      ),
    );
  });
});

describe('rankLabels', () => {
  it('gives the most probable labels, best first, ties in the order of the head', () => {
    expect(rankLabels(['a', 'b', 'c', 'd'], Float32Array.of(0.125, 0.25, 0.5, 0.125), 3)).toEqual({
      label: 'c',
      confidence: 0.5,
      probabilities: [
        { label: 'c', probability: 0.5 },
        { label: 'b', probability: 0.25 },
        { label: 'a', probability: 0.125 },
      ],
    });
  });
});
