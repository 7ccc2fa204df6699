/** How a cell of the edit matrix is reached best, from hypothesis to reference. */
export const KEEP = 0;
export const SUBSTITUTE = 1;
/** A word of the hypothesis is taken out. */
export const DELETE = 2;
/** A word of the reference is put in. */
export const INSERT = 3;
const UNREACHED = 4;

/** One row of the edit matrix, `[reference words + 1]` each: after so many words of the hypothesis. */
export interface EditRow {
  readonly cost: Int32Array;
  readonly operation: Uint8Array;
}

const BEAM_WIDTH = 25;
const UNREACHED_COST = 1e9;

/**
 * Edit matrix (Levenshtein 1966) between a hypothesis and a reference in a beam along the diagonal, ties decided as in Tercom: keep or
 * substitute, then delete, then insert.
 *
 * @param kept rows of a hypothesis of the same length that starts with the same words, one more than words in common.
 * @returns `[hypothesis words + 1]`; the last cost of the last row is the distance.
 */
export function editRows(hypothesis: Int32Array, reference: Int32Array, kept: readonly EditRow[] = []): EditRow[] {
  const columns = reference.length + 1;
  const rows = kept.length > 0 ? [...kept] : [firstRow(columns)];
  const slope = hypothesis.length > 0 ? reference.length / hypothesis.length : 1;
  // Sentences of very different lengths: neighbouring rows must overlap.
  const width = BEAM_WIDTH < slope / 2 ? Math.ceil(slope / 2 + BEAM_WIDTH) : BEAM_WIDTH;
  for (let i = rows.length; i <= hypothesis.length; i++) {
    const diagonal = Math.floor(i * slope);
    const from = Math.max(0, diagonal - width);
    const to = i === hypothesis.length ? columns : Math.min(columns, diagonal + width);
    rows.push(nextRow(rows[i - 1]!, hypothesis[i - 1]!, reference, from, to));
  }
  return rows;
}

export function distanceOf(rows: readonly EditRow[]): number {
  return rows.at(-1)!.cost.at(-1)!;
}

/** The operations that turn the hypothesis into the reference. */
export function operationsOf(rows: readonly EditRow[]): number[] {
  const operations: number[] = [];
  let i = rows.length - 1;
  let j = rows[i]!.cost.length - 1;
  while (i > 0 || j > 0) {
    const operation = rows[i]!.operation[j]!;
    if (operation === UNREACHED) throw new Error(`TER: cell ${i}, ${j} of the edit matrix lies outside the beam`);
    operations.push(operation);
    if (operation !== INSERT) i--;
    if (operation !== DELETE) j--;
  }
  return operations.reverse();
}

function firstRow(columns: number): EditRow {
  return { cost: Int32Array.from({ length: columns }, (_, j) => j), operation: new Uint8Array(columns).fill(INSERT) };
}

function nextRow(above: EditRow, word: number, reference: Int32Array, from: number, to: number): EditRow {
  const columns = reference.length + 1;
  const cost = new Int32Array(columns).fill(UNREACHED_COST);
  const operation = new Uint8Array(columns).fill(UNREACHED);
  for (let j = from; j < to; j++) {
    let best = UNREACHED_COST;
    let how = UNREACHED;
    if (j > 0) {
      const same = word === reference[j - 1];
      const substituted = above.cost[j - 1]! + (same ? 0 : 1);
      if (substituted < best) [best, how] = [substituted, same ? KEEP : SUBSTITUTE];
    }
    const deleted = above.cost[j]! + 1;
    if (deleted < best) [best, how] = [deleted, DELETE];
    if (j > 0) {
      const inserted = cost[j - 1]! + 1;
      if (inserted < best) [best, how] = [inserted, INSERT];
    }
    cost[j] = best;
    operation[j] = how;
  }
  return { cost, operation };
}
