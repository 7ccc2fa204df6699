/**
 * The positions 0 to count-1 in an order that depends on the seed and the name only: each position gets a 32-bit hash
 * of (seed, name, position), and the positions are sorted by it. Adding a class elsewhere in the data moves nothing here.
 */
export function randomOrder(count: number, seed: number, name: string): number[] {
  const base = hashName(name) ^ mix(seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32) >>> 0, 0x9e3779b1);
  const keys = Array.from({ length: count }, (_, position) => mix((base + Math.imul(position + 1, 0x9e3779b9)) >>> 0));
  return keys.map((_, position) => position).sort((a, b) => keys[a] - keys[b] || a - b);
}

/** FNV-1a over the UTF-16 code units of the name. */
function hashName(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** The finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
