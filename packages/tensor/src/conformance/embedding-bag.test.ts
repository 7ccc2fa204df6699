import { describe, expect, it } from 'vitest';
import { normal } from '../initializers.ts';
import { multiply, sum } from '../ops/elementwise.ts';
import { embeddingBag } from '../ops/embedding.ts';
import { testedBackends } from '../testing/backends.ts';
import { expectClose } from '../testing/golden.ts';

const bags = [[0, 3, 3], [], [6], [1, 2, 3, 4, 5, 6, 0]];
const ids = bags.flat();
const starts = [0, ...bags.map((_, u) => bags.slice(0, u + 1).flat().length)];
const weights = ids.map((_, j) => 0.25 * (j + 1));

for (const backend of await testedBackends()) {
  describe.skipIf(backend.missing)(`embedding bags against plain loops: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;

    it.each(
      [1, 5, 33].flatMap((D) => (['mean', 'sum'] as const).flatMap((mode) => [false, true].map((weighted) => ({ D, mode, weighted })))),
    )('D $D, $mode, weights: $weighted', ({ D, mode, weighted }) => {
      const table = engine.parameter(`${D}${mode}${weighted}`, [7, D], normal(1), { kind: 'embedding' });
      const expected = new Float64Array(bags.length * D);
      const gradient = new Float64Array(7 * D);
      const upstream = Array.from({ length: bags.length * D }, (_, i) => ((i * 13) % 7) - 3);
      bags.forEach((bag, u) => {
        bag.forEach((id, k) => {
          const factor = (weighted ? weights[starts[u] + k] : 1) / (mode === 'mean' ? bag.length : 1);
          for (let d = 0; d < D; d++) {
            expected[u * D + d] += factor * table.value[id * D + d];
            gradient[id * D + d] += factor * upstream[u * D + d];
          }
        });
      });
      engine.step(() => {
        const options = { mode, ...(weighted ? { weights: engine.tensor(weights, [weights.length]) } : {}) };
        const y = embeddingBag(table, engine.ints(starts, [starts.length]), engine.ints(ids, [ids.length]), options);
        expectClose('y', y.floats, expected, 1e-5);
        engine.backward(sum(multiply(y, engine.tensor(upstream, y.shape))));
      });
      expectClose('gradient', table.gradientData(), gradient, 1e-5);
      expect(table.rows?.count).toBe(7);
    });

    it('lists only the rows it touched, and clearing forgets them', () => {
      const table = engine.parameter('touched', [1000, 2], normal(1), { kind: 'embedding' });
      engine.step(() => engine.backward(sum(embeddingBag(table, engine.ints([0, 2, 3], [3]), engine.ints([7, 3, 7], [3])))));
      expect(Array.from(table.rows?.rows ?? [])).toEqual([7, 3]);
      engine.zeroGradients();
      expect(table.rows?.count).toBe(0);
      expect(table.rows?.seen.some((flag) => flag !== 0)).toBe(false);
      expect(table.gradientData().some((value) => value !== 0)).toBe(false);
    });

    it('refuses an id that is not a row, and starts that fall', () => {
      const table = engine.parameter('refusing', [4, 2], normal(1), { kind: 'embedding' });
      const bag = (from: number[], which: number[]) => () =>
        engine.step(() => void embeddingBag(table, engine.ints(from, [from.length]), engine.ints(which, [which.length])));
      expect(bag([0, 1], [4])).toThrow('embeddingBag: ids[0] is 4, expected 0 to 3');
      expect(bag([0, 2, 1], [0, 1])).toThrow('starts[2] is 1, less than starts[1] = 2');
      expect(bag([0, 1], [0, 1])).toThrow('starts ends at 1, expected the number of ids, 2');
    });
  });
}
