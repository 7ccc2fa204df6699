import type { DatasetDescriptor } from './descriptor.ts';

/** One line a data set, in columns: name, task, language, size, licence. */
export function formatList(descriptors: readonly DatasetDescriptor[]): string {
  const rows = descriptors.map((descriptor) => [
    descriptor.name,
    descriptor.task,
    descriptor.languages.join('-'),
    formatBytes(bytesOf(descriptor)),
    descriptor.licence.terms,
  ]);
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) => row.map((cell, column) => (column === 3 ? cell.padStart(widths[3]) : cell.padEnd(widths[column] ?? 0))).join('  '))
    .join('\n');
}

/** All that is known of a data set, for a person to read. */
export function formatDescriptor(descriptor: DatasetDescriptor): string {
  const { texts, tagging, licence } = descriptor;
  const lines = [
    `${descriptor.title} (${descriptor.name}): ${descriptor.task}, ${descriptor.languages.join('-')}`,
    descriptor.summary,
    '',
    ...descriptor.quirks.map((quirk) => `- ${quirk}`),
    '',
    `Licence: ${licence.terms}; ${licence.redistribute ? 'may be passed on under these terms' : 'not to be passed on'}; commercial use: ${licence.commercial}`,
    `Cite: ${descriptor.citation}`,
  ];
  if (texts !== undefined) {
    lines.push(
      `Labels: ${texts.labels.join(', ')}${texts.outOfScopeLabel === undefined ? '' : ` (out of scope: ${texts.outOfScopeLabel})`}`,
    );
    lines.push(`Variants: ${Object.keys(texts.variants).join(', ')}`);
  }
  if (tagging !== undefined) lines.push(`Tags: ${tagging.scheme}, on ${tagging.joiner === '' ? 'characters' : 'words'}`);
  lines.push('', 'Files:');
  for (const file of descriptor.files) {
    lines.push(`  ${file.path}  ${formatBytes(file.bytes)}  sha256 ${file.sha256.slice(0, 12)}…`, `    ${file.url}`);
    if (file.derivation?.from === 'zip') lines.push(`    derived: the member ${file.derivation.member} of the zip archive at this URL`);
    if (file.derivation?.from === 'hand') lines.push(`    derived, from a mirror only; to make it: ${file.derivation.steps}`);
  }
  if (descriptor.results.length > 0) lines.push('', 'Published (read at the source, secondary, recalled or measured here):');
  for (const { system, setting, scores, confidence, source } of descriptor.results) {
    const figures = Object.entries(scores).map(([metric, value]) => `${metric} ${value}`);
    lines.push(`  ${system}${setting === undefined ? '' : `, ${setting}`}: ${figures.join(', ')} [${confidence}: ${source}]`);
  }
  return lines.join('\n');
}

/** Sum of the sizes of all files of a set. */
export function bytesOf(descriptor: DatasetDescriptor): number {
  return descriptor.files.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A size for a person: `912 B`, `84 kB`, `3.6 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
