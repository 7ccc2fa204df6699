/**
 * The candidate that a misspelt name most likely means: the same letters apart from case and marks, one holding the
 * other, or the fewest edits (at most a third of the name's length). Undefined where nothing is near.
 */
export function nearestName(name: string, candidates: readonly string[]): string | undefined {
  const bare = (word: string): string => word.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
  const wanted = bare(name);
  if (wanted === '') return undefined;
  const same = candidates.find((candidate) => bare(candidate) === wanted);
  if (same !== undefined) return same;
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(wanted.length / 3));
  for (const candidate of candidates) {
    const edits = editDistance(wanted, bare(candidate));
    if (edits <= fewest && (best === undefined || edits < fewest)) {
      best = candidate;
      fewest = edits;
    }
  }
  return (
    best ??
    candidates.find((candidate) => bare(candidate).length > 2 && (bare(candidate).includes(wanted) || wanted.includes(bare(candidate))))
  );
}

/**
 * Edits that make one word of the other: insertions, deletions, substitutions and swaps of neighbouring letters, one each (Damerau 1964,
 * no letter edited twice).
 */
export function editDistance(a: string, b: string): number {
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = previous[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = swapped ? beforePrevious[j - 2] + 1 : Number.POSITIVE_INFINITY;
      row.push(Math.min(substitution, swap, previous[j] + 1, row[j - 1] + 1));
    }
    beforePrevious = previous;
    previous = row;
  }
  return previous[b.length];
}
