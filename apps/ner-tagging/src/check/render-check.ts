import { basename } from 'node:path';
import { percent, plainTable, type TableColumn } from '@textloom/pipeline';
import type { CheckReport } from './check.ts';
import { fewWords } from './near-duplicates.ts';
import { type Place, splitNames } from './places.ts';

/** Rows of a list that are shown; check.json has all. */
const shown = 10;
const shownPlaces = 3;

/** The report for a terminal: tables first, then what to look at, each list with its length. */
export function renderCheck(report: CheckReport): string {
  const { options } = report;
  const sections = [
    partsTable(report),
    typesTable(report),
    lengthsTable(report),
    languagesTable(report),
    unseenTable(report),
    repetitionsTable(report),
    listed(
      'types that may be misspelt',
      report.misspeltTypes,
      ({ type, entities, perhaps, perhapsEntities, places }) =>
        `${type} (${entities}): perhaps ${perhaps} (${perhapsEntities})? ${placesText(places)}`,
    ),
    listed(
      `types with fewer than ${options.fewEntities} training entities`,
      report.rareTypes,
      ({ type, train, valid, test }) => `${type}: ${train} in train, ${valid} in valid, ${test} in test`,
    ),
    listed(
      'equal sentences that are marked differently',
      report.markedDifferently,
      ({ text, places }) => `${shortened(text)} ${placesText(places)}`,
    ),
    listed('entities with several types, the most suspicious first', report.twoTypes, ({ surface, types }) => {
      const counts = types.map(({ type, count }) => `${type} ${count}`).join(', ');
      const { type, places } = types[types.length - 1];
      return `${shortened(surface)}: ${counts}; ${type} in ${placesText(places)}`;
    }),
    listed(
      'marked in most sentences and bare in others: perhaps missed',
      report.bareMentions,
      ({ surface, type, marked, bare, places }) =>
        `${shortened(surface)}: ${type}, marked ${marked} times, bare ${bare}: ${placesText(places)}`,
    ),
    listed(
      'odd boundaries',
      report.boundaries,
      ({ surface, type, problem, place }) => `${shortened(surface)} (${type}) ${problem}: ${placesText([place])}`,
    ),
    listed(
      'titles that are inside some names and outside others',
      report.titles,
      ({ title, type, inside, outside, rarer, places }) =>
        `${title} and ${type}: inside ${inside}, outside ${outside}; ${rarer} in ${placesText(places)}`,
    ),
    listed(
      `sentences with more than ${options.maxTokens} tokens`,
      report.longSentences,
      ({ tokens, place }) => `${tokens} tokens: ${placesText([place])}`,
    ),
  ];
  return sections.filter((section) => section !== '').join('\n\n');
}

const right = (title: string): TableColumn => ({ title, align: 'right' });
const whole = (value: number): string => value.toLocaleString('en-US');

function partsTable({ parts }: CheckReport): string {
  return plainTable({
    columns: [{ title: 'part' }, ...['sentences', 'tokens', 'entities', 'without any', 'median length', '95 %', 'longest'].map(right)],
    rows: Object.entries(parts).map(([name, { sentences, tokens, entities, withoutEntity, lengths }]) => [
      name,
      ...[sentences, tokens, entities, withoutEntity, lengths.median, lengths.p95, lengths.longest].map(whole),
    ]),
  });
}

function typesTable({ parts }: CheckReport): string {
  const types = [...new Set(Object.values(parts).flatMap(({ byType }) => Object.keys(byType)))].sort();
  return plainTable({
    columns: [{ title: 'entities' }, ...splitNames.flatMap((name) => [right(name), right('%')])],
    rows: types.map((type) => [
      type,
      ...splitNames.flatMap((name) => {
        const count = parts[name].byType[type] ?? 0;
        return [whole(count), percent(count / parts[name].entities)];
      }),
    ]),
  });
}

function lengthsTable({ parts }: CheckReport): string {
  const { histogram } = parts.train;
  return plainTable({
    columns: [{ title: 'tokens' }, ...splitNames.map(right)],
    rows: histogram.map(({ upTo }, index) => [
      upTo === null ? `more than ${histogram[index - 1].upTo}` : `up to ${upTo}`,
      ...splitNames.map((name) => whole(parts[name].histogram[index].sentences)),
    ]),
  });
}

function languagesTable({ languages }: CheckReport): string {
  const types = [...new Set(Object.values(languages).flatMap(({ byType }) => Object.keys(byType)))].sort();
  return plainTable({
    columns: [{ title: 'language' }, right('sentences'), right('entities'), ...types.map((type) => right(`${type} %`))],
    rows: Object.entries(languages).map(([language, { sentences, entities, byType }]) => [
      language,
      whole(sentences),
      whole(entities),
      ...types.map((type) => percent((byType[type] ?? 0) / entities)),
    ]),
  });
}

function unseenTable({ unseen }: CheckReport): string {
  return plainTable({
    columns: [{ title: 'unseen in train' }, right('entities'), right('new %'), right('known, but with another type %')],
    rows: Object.entries(unseen).flatMap(([name, part]) =>
      [[name, part] as const, ...Object.entries(part.byType).map(([type, counts]) => [`  ${type}`, counts] as const)].map(
        ([title, { entities, unseen: fresh, otherType }]) => [
          title,
          whole(entities),
          percent(fresh / entities),
          percent(otherType / entities),
        ],
      ),
    ),
  });
}

function repetitionsTable({ repetitions, parts, options }: CheckReport): string {
  const table = plainTable({
    columns: [{ title: 'repeats train' }, ...['sentences', 'same words', '%', 'nearly', '%'].map(right)],
    rows: splitNames.map((name) => {
      const { exact, near } = repetitions[name];
      const all = parts[name].sentences;
      return [
        name === 'train' ? 'train (what stands earlier)' : name,
        whole(all),
        whole(exact),
        percent(exact / all),
        whole(near),
        percent(near / all),
      ];
    }),
  });
  const note = `nearly: Jaccard similarity of word triples of at least ${options.similarity}, sentences of ${fewWords} tokens or more`;
  const lists = splitNames.map((name) =>
    listed(
      `${name}: sentences that repeat ${name === 'train' ? 'an earlier one' : 'one of train'}, the longest first`,
      repetitions[name].repetitions,
      ({ text, similarity, place, of }) => `${shortened(text)} (${similarity.toFixed(2)}) ${placesText([place, of])}`,
    ),
  );
  return [`${table}\n${note}`, ...lists].filter((part) => part !== '').join('\n\n');
}

function listed<Row>(title: string, rows: readonly Row[], line: (row: Row) => string): string {
  if (rows.length === 0) return '';
  const more = rows.length > shown ? [`  … and ${whole(rows.length - shown)} more in check.json`] : [];
  return [`${title} (${whole(rows.length)})`, ...rows.slice(0, shown).map((row) => `  ${line(row)}`), ...more].join('\n');
}

function placesText(places: readonly Place[]): string {
  const first = places.slice(0, shownPlaces).map(({ file, line }) => `${basename(file)}:${line}`);
  return first.join(', ') + (places.length > shownPlaces ? ` and ${places.length - shownPlaces} more` : '');
}

function shortened(text: string): string {
  const characters = [...text];
  return `"${characters.length > 60 ? `${characters.slice(0, 59).join('')}…` : text}"`;
}
