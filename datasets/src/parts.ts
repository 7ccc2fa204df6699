import type { DatasetDescriptor, SplitName } from './descriptor.ts';
import { type FetchOptions, fetchDataset } from './fetch.ts';
import { describeDataset, listDatasets } from './registry.ts';
import { UserError } from './user-error.ts';

/** The train, validation and test part of something, as far as a set has them. */
export type Parts<T> = Partial<Record<SplitName, T>>;

/** How the descriptor of a set says that it is read. Throws a `UserError` that lists the sets that are read so, where it does not. */
export function readingOf<Kind extends 'texts' | 'tagging'>(name: string, kind: Kind, what: string): NonNullable<DatasetDescriptor[Kind]> {
  const reading = describeDataset(name)[kind];
  if (reading !== undefined) return reading;
  const able = listDatasets().filter((descriptor) => descriptor[kind] !== undefined);
  throw new UserError(`'${name}' is not a set of ${what}`, {
    expected: `one of ${able.map((descriptor) => descriptor.name).join(', ')}`,
  });
}

/**
 * Fetches the files of all sources and reads them part by part.
 *
 * @param filesOf the registry paths that a source needs
 * @param read what a source holds; `places` says where each registry path lies
 */
export async function readParts<Source, Item>(
  name: string,
  sources: Parts<Source[]>,
  filesOf: (source: Source) => string[],
  read: (source: Source, places: Readonly<Record<string, string>>) => Promise<Item[]>,
  options: Omit<FetchOptions, 'paths'>,
): Promise<Parts<Item[]>> {
  const lists = Object.entries(sources);
  const places = await fetchDataset(name, { ...options, paths: lists.flatMap(([, list]) => list.flatMap(filesOf)) });
  let parts: Parts<Item[]> = {};
  for (const [part, list] of lists) {
    const items = await Promise.all(list.map((source) => read(source, places)));
    parts = { ...parts, [part]: items.flat() };
  }
  return parts;
}
