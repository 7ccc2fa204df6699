import { nearestName } from '@textloom/datasets';

/** ` Did you mean "x"?`, or nothing when no candidate is near. */
export function didYouMean(name: string, candidates: readonly string[], prefix = ''): string {
  const found = candidates.find((candidate) => letters(candidate) === letters(name)) ?? nearestName(name, candidates);
  return found === undefined ? '' : ` Did you mean "${prefix}${found}"?`;
}

/** The letters of a word in order: equal for words whose letters were only swapped, the commonest slip of all. */
function letters(word: string): string {
  return Array.from(word.toLowerCase()).sort().join('');
}
