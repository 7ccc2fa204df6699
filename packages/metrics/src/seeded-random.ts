/** A function that draws whole numbers uniformly from 0 .. n-1. */
export type DrawBelow = (n: number) => number;

/** Seeded draws by the sfc32 generator (C. Doty-Humphrey, PractRand): same seed, same numbers, on every machine. */
export function seededDraws(seed: number): DrawBelow {
  let a = seed | 0;
  let b = Math.floor(seed / 2 ** 32) | 0;
  let c = 0x9e3779b9 | 0;
  let counter = 1;
  const next = (): number => {
    const out = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + out) | 0;
    return out >>> 0;
  };
  // The first outputs of neighbouring seeds resemble each other.
  for (let i = 0; i < 16; i++) next();
  return (n) => Math.floor((next() / 2 ** 32) * n);
}
