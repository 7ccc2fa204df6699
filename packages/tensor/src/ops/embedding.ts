import { NONE } from '../kernels/op-table.ts';
import { Parameter } from '../parameter.ts';
import type { RowGradientPlace } from '../row-gradient.ts';
import { ShapeError } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expectFloats, expectIds, expectInts } from './expect.ts';

/**
 * Rows of a table: y[..] = x[ids[..]].
 * @param x [V, D]
 * @param ids int [..]
 * @returns [.., D]
 * @throws RangeError for an id that is not a row
 */
export function gatherRows(x: Tensor, ids: Tensor): Tensor {
  return gather('gatherRows', x, ids, -1);
}

export interface EmbeddingOptions {
  /** id whose row gets no gradient; default: that of the table */
  readonly paddingId?: number | undefined;
}

/**
 * Vectors of ids. Repeated ids add up in the gradient.
 * @param table [V, D]
 * @param ids int [..]
 * @returns [.., D]
 * @throws RangeError for an id that is not a row
 */
export function embedding(table: Parameter, ids: Tensor, options: EmbeddingOptions = {}): Tensor {
  return gather('embedding', table, ids, options.paddingId ?? table.paddingId ?? -1);
}

function gather(name: string, table: Tensor, ids: Tensor, paddingId: number): Tensor {
  const { engine } = table;
  expectFloats(name, 'table', table, ['V', 'D']);
  const [V, D] = table.shape;
  expectInts(name, 'ids', ids);
  expectIds(name, 'ids', ids, V);
  const n = ids.size;
  const y = engine.result(name, [...ids.shape, D]);
  engine.kernels.gatherRows({ n, D, ids: ids.offset, table: table.offset, y: y.offset });
  if (engine.records(table)) {
    engine.tape.record([y], () => {
      const dy = y.existingGradient();
      if (paddingId < 0 && !isRowSparse(table)) {
        engine.kernels.scatterAddRows({ n, D, ids: ids.offset, dy, dTable: table.gradientOffset() });
        return;
      }
      const { values: dTable, rows, count: rowCount, seen } = rowGradientPlace(table);
      engine.kernels.scatterAddSparse({ n, D, paddingId, ids: ids.offset, dy, dTable, rows, rowCount, seen });
    });
  }
  return y;
}

export interface EmbeddingBagOptions {
  /** `mean` divides by the number of ids in the bag; default `mean` */
  readonly mode?: 'mean' | 'sum' | undefined;
  /** factor for each id, [n]; has no gradient */
  readonly weights?: Tensor | undefined;
}

/**
 * One vector a bag of ids, as for the character n-grams of a word (Bojanowski et al. 2017). An empty bag gives zeros.
 * @param table [V, D]
 * @param starts int [U + 1]: bag u holds ids[starts[u]] to ids[starts[u + 1] - 1]
 * @param ids int [n]
 * @returns [U, D]
 * @throws RangeError for an id that is not a row, or starts that do not rise from 0 to n
 */
export function embeddingBag(table: Parameter, starts: Tensor, ids: Tensor, options: EmbeddingBagOptions = {}): Tensor {
  const { engine } = table;
  const { mode = 'mean', weights } = options;
  expectFloats('embeddingBag', 'table', table, ['V', 'D']);
  expectInts('embeddingBag', 'starts', starts, ['U + 1']);
  expectInts('embeddingBag', 'ids', ids, ['n']);
  if (weights) expectFloats('embeddingBag', 'weights', weights, [ids.size]);
  const [V, D] = table.shape;
  expectIds('embeddingBag', 'ids', ids, V);
  expectStarts(starts, ids.size);
  const U = starts.size - 1;
  const places = { U, D, mean: mode === 'mean' ? 1 : 0, starts: starts.offset, ids: ids.offset, weights: weights?.offset ?? NONE };
  const y = engine.result('embeddingBag', [U, D]);
  engine.kernels.bagForward({ ...places, table: table.offset, y: y.offset });
  if (engine.records(table)) {
    engine.tape.record([y], () => {
      const { values: dTable, rows, count: rowCount, seen } = rowGradientPlace(table);
      engine.kernels.bagBackward({ ...places, dy: y.existingGradient(), dTable, rows, rowCount, seen });
    });
  }
  return y;
}

function expectStarts(starts: Tensor, n: number): void {
  const data = starts.ints;
  if (data.length === 0) throw new ShapeError('embeddingBag: starts is [0], expected [U + 1]');
  if (data[0] !== 0) throw new RangeError(`embeddingBag: starts[0] is ${data[0]}, expected 0`);
  for (let u = 1; u < data.length; u++) {
    if (data[u] < data[u - 1])
      throw new RangeError(`embeddingBag: starts[${u}] is ${data[u]}, less than starts[${u - 1}] = ${data[u - 1]}`);
  }
  if (data[data.length - 1] !== n) {
    throw new RangeError(`embeddingBag: starts ends at ${data[data.length - 1]}, expected the number of ids, ${n}`);
  }
}

function isRowSparse(table: Tensor): table is Parameter {
  return table instanceof Parameter && table.kind === 'embedding';
}

/** Where to add a gradient by rows. A table that has a dense gradient lends itself a list of rows for this one call. */
function rowGradientPlace(table: Tensor): RowGradientPlace {
  const { engine } = table;
  if (isRowSparse(table)) return table.rowGradient(engine.worker).place;
  const [V] = table.shape;
  const flags = engine.allocate(V + 1, 'row flags', [V + 1]);
  engine.kernels.fill({ n: V + 1, value: 0, x: flags });
  return { values: table.gradientOffset(), rows: engine.allocate(V, 'row list', [V]), seen: flags, count: flags + 4 * V };
}
