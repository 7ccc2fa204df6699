import { DELETE, distanceOf, type EditRow, editRows, INSERT, KEEP, operationsOf } from './edit-rows.ts';

/** Tercom's limits: words moved at once, how far they move; sacreBLEU's: shifts tried in one segment. */
const MAX_SHIFT_SIZE = 10;
const MAX_SHIFT_DISTANCE = 50;
const MAX_CANDIDATES = 1000;

interface Shift {
  readonly gain: number;
  readonly start: number;
  readonly length: number;
  readonly target: number;
}

/**
 * Least edits found between a hypothesis and a reference (Snover, Dorr, Schwartz, Micciulla and Makhoul 2006, algorithm 1): the shift of a
 * phrase that saves most is made as long as one saves anything, each an edit, then the edit distance is added. The order in which shifts are
 * preferred and the limits are those of Tercom as sacreBLEU ports it.
 */
export function translationEdits(hypothesis: readonly string[], reference: readonly string[]): number {
  if (reference.length === 0) return hypothesis.length;
  const ids = new Map<string, number>();
  const idOf = (word: string): number => ids.get(word) ?? ids.set(word, ids.size).size - 1;
  const expected = Int32Array.from(reference, idOf);
  let found = Int32Array.from(hypothesis, idOf);
  let tried = 0;
  for (let shifts = 0; ; shifts++) {
    const rows = editRows(found, expected);
    const { shift, candidates } = bestShift(found, expected, rows, tried);
    tried = candidates;
    if (tried >= MAX_CANDIDATES || shift === undefined || shift.gain <= 0) return shifts + distanceOf(rows);
    found = shifted(found, shift);
  }
}

function bestShift(
  hypothesis: Int32Array,
  reference: Int32Array,
  rows: readonly EditRow[],
  tried: number,
): { shift?: Shift; candidates: number } {
  const { positions, referenceWrong, hypothesisWrong } = align(operationsOf(rows));
  const distance = distanceOf(rows);
  let best: Shift | undefined;
  let candidates = tried;
  for (const { start, place, length } of commonPhrases(hypothesis, reference)) {
    // Worth moving is only what is wrong where it stands, to where something is wrong, out of itself.
    if (!hypothesisWrong.slice(start, start + length).includes(true)) continue;
    if (!referenceWrong.slice(place, place + length).includes(true)) continue;
    const now = positions[place]!;
    if (start <= now && now < start + length) continue;

    let previous = -1;
    for (let offset = -1; offset < length; offset++) {
      const target = place + offset < 0 ? 0 : positions[place + offset]! + 1;
      if (target === previous) continue;
      previous = target;
      const move = { start, length, target };
      const kept = rows.slice(0, Math.min(start, target) + 1);
      const gain = distance - distanceOf(editRows(shifted(hypothesis, move), reference, kept));
      candidates++;
      const shift = { gain, ...move };
      if (best === undefined || precedes(shift, best)) best = shift;
    }
    if (candidates >= MAX_CANDIDATES) break;
  }
  return best === undefined ? { candidates } : { shift: best, candidates };
}

/** The greater gain first, then the longer phrase, the earlier one, the earlier target. */
function precedes(first: Shift, second: Shift): boolean {
  if (first.gain !== second.gain) return first.gain > second.gain;
  if (first.length !== second.length) return first.length > second.length;
  if (first.start !== second.start) return first.start < second.start;
  return first.target < second.target;
}

/** Phrases of the hypothesis that stand somewhere in the reference, not too far away. */
function* commonPhrases(
  hypothesis: Int32Array,
  reference: Int32Array,
): Generator<{ readonly start: number; readonly place: number; readonly length: number }> {
  for (let start = 0; start < hypothesis.length; start++) {
    for (let place = 0; place < reference.length; place++) {
      if (Math.abs(place - start) > MAX_SHIFT_DISTANCE) continue;
      const longest = Math.min(MAX_SHIFT_SIZE, hypothesis.length - start, reference.length - place);
      for (let length = 1; length <= longest && hypothesis[start + length - 1] === reference[place + length - 1]; length++) {
        yield { start, place, length };
      }
    }
  }
}

/**
 * Which word of the hypothesis each word of the reference stands beside, and which words are wrong.
 *
 * @returns `positions`, `referenceWrong`: `[reference words]`; `hypothesisWrong`: `[hypothesis words]`. A missing word stands beside the word
 * before it, -1 at the beginning.
 */
function align(operations: readonly number[]): { positions: number[]; referenceWrong: boolean[]; hypothesisWrong: boolean[] } {
  const positions: number[] = [];
  const referenceWrong: boolean[] = [];
  const hypothesisWrong: boolean[] = [];
  for (const operation of operations) {
    if (operation !== INSERT) hypothesisWrong.push(operation !== KEEP);
    if (operation === DELETE) continue;
    positions.push(hypothesisWrong.length - 1);
    referenceWrong.push(operation !== KEEP);
  }
  return { positions, referenceWrong, hypothesisWrong };
}

/** The words with a phrase taken out and put in before `target`; inside the phrase `target` counts as so many words after it. */
function shifted(words: Int32Array, { start, length, target }: Omit<Shift, 'gain'>): Int32Array<ArrayBuffer> {
  const phrase = words.subarray(start, start + length);
  const before = words.subarray(0, start);
  const after = words.subarray(start + length);
  if (target < start) return joined(before.subarray(0, target), phrase, before.subarray(target), after);
  const passed = target > start + length ? target - start - length : target - start;
  return joined(before, after.subarray(0, passed), phrase, after.subarray(passed));
}

function joined(...parts: readonly Int32Array[]): Int32Array<ArrayBuffer> {
  const all = new Int32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
