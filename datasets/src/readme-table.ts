// Writes the table of data sets into README.md, between its markers: node datasets/src/readme-table.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DatasetDescriptor } from './descriptor.ts';
import { bytesOf, formatBytes } from './formatting.ts';
import { listDatasets } from './registry.ts';

const begin = '<!-- registry: begin -->';
const end = '<!-- registry: end -->';

/** The registry as a Markdown table. */
export function registryTable(descriptors: readonly DatasetDescriptor[]): string {
  const rows = [
    ['name', 'task', 'language', 'size', 'licence', 'may be passed on', '`loadSplits` (variants)', '`loadTagged`'],
    ...descriptors.map((descriptor) => {
      const variants = descriptor.texts === undefined ? [] : Object.keys(descriptor.texts.variants);
      return [
        `\`${descriptor.name}\``,
        descriptor.task,
        descriptor.languages.join('-'),
        formatBytes(bytesOf(descriptor)),
        descriptor.licence.terms,
        descriptor.licence.redistribute ? 'yes' : 'no',
        variants.length === 1 ? 'yes' : variants.join(', '),
        descriptor.tagging?.scheme ?? '',
      ];
    }),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const sizes = rows[0].indexOf('size');
  // Padded as the formatter would, so that it has nothing to change.
  const line = (row: string[]) =>
    `| ${row.map((cell, column) => (column === sizes ? cell.padStart(widths[column]) : cell.padEnd(widths[column]))).join(' | ')} |`;
  const rule = widths.map((width, column) => (column === sizes ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(rows[0]), line(rule), ...rows.slice(1).map(line)].join('\n');
}

/** The README's text with its table replaced. Throws where a marker is missing. */
export function withTable(readme: string, table: string): string {
  const from = readme.indexOf(begin);
  const to = readme.indexOf(end);
  if (from < 0 || to < from) throw new Error(`README.md needs the markers ${begin} and ${end}`);
  return `${readme.slice(0, from + begin.length)}\n${table}\n${readme.slice(to)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = fileURLToPath(new URL('../README.md', import.meta.url));
  writeFileSync(file, withTable(readFileSync(file, 'utf8'), registryTable(listDatasets())));
}
