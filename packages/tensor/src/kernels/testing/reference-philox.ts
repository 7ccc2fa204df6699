const MASK = 0xffffffffn;

/** Philox 4x32-10 with unlimited integers, straight from the paper: four words from a counter of four words and a key of two. */
export function philoxBlock(counter: readonly number[], key: readonly number[]): number[] {
  let [c0, c1, c2, c3] = counter.map((word) => BigInt(word >>> 0));
  let [k0, k1] = key.map((word) => BigInt(word >>> 0));
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0;
    const p1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & MASK, (p0 >> 32n) ^ c3 ^ k1, p0 & MASK];
    k0 = (k0 + 0x9e3779b9n) & MASK;
    k1 = (k1 + 0xbb67ae85n) & MASK;
  }
  return [c0, c1, c2, c3].map(Number);
}

/** Whether dropout keeps number j of the stream of this key. */
export function keptByDropout(key0: number, key1: number, j: number, keep: number): boolean {
  const word = philoxBlock([Math.floor(j / 4), 0, 0, 0], [key0, key1])[j % 4];
  return (word >>> 8) / 2 ** 24 < Math.fround(keep);
}
