import type { TextTrap } from './descriptor.ts';
import { partBySeenText, removeDuplicates } from './duplicates.ts';
import { decodeEntities } from './entities.ts';
import type { Parts } from './parts.ts';
import type { TextExample } from './text-example.ts';
import { UserError } from './user-error.ts';

/** The parts of a data set while it is being mended. */
export type TextParts = Parts<TextExample[]>;

/** Mends one known fault of a data set in all its parts, and says in a note what was changed and how often. */
export function applyTrap(parts: TextParts, trap: TextTrap): { parts: TextParts; notes: string[] } {
  const notes: string[] = [];
  const each = (change: (examples: TextExample[], part: string) => TextExample[]): TextParts =>
    Object.fromEntries(Object.entries(parts).map(([part, examples]) => [part, change(examples, part)]));

  switch (trap.do) {
    case 'name-labels':
      return { parts: each((examples) => examples.map((example) => nameLabel(example, trap.label, trap.names))), notes };
    case 'decode-entities': {
      const mended = each((examples, part) => {
        const decoded = examples.map((example) => ({ ...example, text: decodeEntities(example.text) }));
        const changed = decoded.filter(({ text }, index) => text !== examples[index].text).length;
        if (changed > 0) notes.push(`${part}: HTML entities turned into characters in ${count(changed, 'text')}`);
        return decoded;
      });
      return { parts: mended, notes };
    }
    case 'keep-labels':
      return { parts: each((examples, part) => keepLabels(examples, trap, part, notes)), notes };
    case 'drop-leaks': {
      const { fresh, leaked } = partBySeenText(parts[trap.from] ?? [], parts[trap.seenIn] ?? []);
      notes.push(
        `${trap.from}: ${count(leaked.length, 'text')} left out because ${trap.seenIn} has the same text, ${fresh.length.toLocaleString('en')} remain`,
      );
      return { parts: { ...parts, [trap.from]: fresh }, notes };
    }
    case 'drop-duplicates': {
      const mended = each((examples, part) => {
        const { kept, repeated, conflicts, dropped } = removeDuplicates(examples, { conflicts: trap.conflicts });
        if (repeated.length > 0) notes.push(`${part}: ${count(repeated.length, 'repeated text')} left out`);
        if (conflicts.length > 0) {
          const settled = trap.conflicts === 'drop' ? 'all their rows' : 'the rows of the other labels';
          notes.push(
            `${part}: ${count(conflicts.length, 'text')} with different labels; ${settled} (${dropped.length.toLocaleString('en')}) left out`,
          );
        }
        return kept;
      });
      return { parts: mended, notes };
    }
  }
}

/** "1 text", "1,097 texts". */
export function count(number: number, thing: string): string {
  return `${number.toLocaleString('en')} ${thing}${number === 1 ? '' : 's'}`;
}

function nameLabel(example: TextExample, label: string, names: Record<string, string>): TextExample {
  const name = names[example.labels[label]];
  if (name === undefined) {
    const { file, line } = example.source;
    throw new UserError(`unknown ${label} '${example.labels[label]}'`, { file, line, expected: `one of ${Object.keys(names).join(', ')}` });
  }
  return { ...example, labels: { ...example.labels, [label]: name } };
}

function keepLabels(examples: TextExample[], trap: Extract<TextTrap, { do: 'keep-labels' }>, part: string, notes: string[]): TextExample[] {
  let mended = 0;
  const kept: TextExample[] = [];
  for (const example of examples) {
    const found = example.labels[trap.label].split(' ');
    if (found.some((label) => !trap.allowed.includes(label))) mended++;
    const labels = trap.allowed.filter((label) => found.includes(label));
    if (labels.length > 0) kept.push({ ...example, labels: { ...example.labels, [trap.label]: labels.join(' ') } });
  }
  if (mended > 0)
    notes.push(
      `${part}: ${count(mended, 'row')} with stray labels, of which ${examples.length - kept.length} had no other and were left out`,
    );
  return kept;
}
