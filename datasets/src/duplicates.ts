import { labelKey, normaliseText, type TextExample } from './text-example.ts';

/** A text that occurs with different labels. */
export interface LabelConflict {
  text: string;
  /** Every occurrence in order, with its labels and its place. */
  occurrences: { labels: Record<string, string>; source: TextExample['source'] }[];
}

export interface DuplicateReport {
  /** The examples with every text once, conflicts settled as asked; the first occurrence stays, in its place. */
  kept: TextExample[];
  /** Occurrences left out because the same text with the same labels came before. */
  repeated: TextExample[];
  conflicts: LabelConflict[];
  /** Examples left out because of a conflict. */
  dropped: TextExample[];
}

export interface DuplicateOptions {
  /**
   * What becomes of a text with different labels: `drop` (default) leaves out all its occurrences, `majority` keeps
   * the labels of more than half of them and else drops, `first` believes the first one.
   */
  conflicts?: 'drop' | 'majority' | 'first';
  /** Key under which two texts are the same; default `normaliseText`. */
  keyOf?: (text: string) => string;
}

/** Finds texts that occur more than once (after normalisation) and leaves each in at most once. */
export function removeDuplicates(examples: readonly TextExample[], options: DuplicateOptions = {}): DuplicateReport {
  const groups = groupByText(examples, options.keyOf);
  const report: DuplicateReport = { kept: [], repeated: [], conflicts: [], dropped: [] };
  const keep = new Set<TextExample>();
  for (const group of groups.values()) {
    const byLabels = new Map<string, TextExample[]>();
    for (const example of group) {
      const key = labelKey(example);
      byLabels.set(key, [...(byLabels.get(key) ?? []), example]);
    }
    let believed: TextExample[] | undefined = [...byLabels.values()][0];
    if (byLabels.size > 1) {
      report.conflicts.push({ text: group[0].text, occurrences: group.map(({ labels, source }) => ({ labels, source })) });
      believed = settle(byLabels, group.length, options.conflicts ?? 'drop');
    }
    if (believed !== undefined) keep.add(believed[0]);
    for (const example of group) {
      if (believed?.includes(example) !== true) report.dropped.push(example);
      else if (example !== believed[0]) report.repeated.push(example);
    }
  }
  report.kept = examples.filter((example) => keep.has(example));
  return report;
}

/** Parts `examples` into those whose text (after normalisation) also occurs in `seen`, and the others. */
export function partBySeenText(
  examples: readonly TextExample[],
  seen: readonly TextExample[],
  keyOf: (text: string) => string = normaliseText,
): { fresh: TextExample[]; leaked: TextExample[] } {
  const keys = new Set(seen.map(({ text }) => keyOf(text)));
  const leaked = examples.filter(({ text }) => keys.has(keyOf(text)));
  const fresh = examples.filter(({ text }) => !keys.has(keyOf(text)));
  return { fresh, leaked };
}

/** A conflict as a person reads it: the text, and each label with the places that say so. */
export function describeConflict({ text, occurrences }: LabelConflict): string {
  const places = new Map<string, string[]>();
  for (const { labels, source } of occurrences) {
    const label = Object.values(labels).join(' + ');
    places.set(label, [...(places.get(label) ?? []), `${source.file}:${source.line}`]);
  }
  const shown = text.length > 80 ? `${text.slice(0, 79)}…` : text;
  return `"${shown}" is ${[...places].map(([label, where]) => `${label} (${where.join(', ')})`).join(' and ')}`;
}

function groupByText(examples: readonly TextExample[], keyOf: (text: string) => string = normaliseText): Map<string, TextExample[]> {
  const groups = new Map<string, TextExample[]>();
  for (const example of examples) {
    const key = keyOf(example.text);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [example]);
    else group.push(example);
  }
  return groups;
}

function settle(
  byLabels: ReadonlyMap<string, TextExample[]>,
  count: number,
  way: 'drop' | 'majority' | 'first',
): TextExample[] | undefined {
  const sides = [...byLabels.values()];
  if (way === 'first') return sides[0];
  if (way === 'majority') return sides.find((side) => side.length * 2 > count);
  return undefined;
}
