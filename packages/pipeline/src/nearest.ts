import { nearestName } from '@textloom/datasets';

/** ` Did you mean "x"?`, or nothing when no candidate is near. */
export function didYouMean(name: string, candidates: readonly string[], prefix = ''): string {
  const found = nearestName(name, candidates);
  return found === undefined ? '' : ` Did you mean "${prefix}${found}"?`;
}
