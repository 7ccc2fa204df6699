import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type DatasetDescriptor, descriptorSchema } from './descriptor.ts';
import { nearestName } from './readers/nearest-name.ts';
import { UserError } from './user-error.ts';

/** The folder of the descriptors that come with this package. */
export function registryFolder(): string {
  return fileURLToPath(new URL('../registry/', import.meta.url));
}

/** The folder of an application's own sample data (it is there in the repository; not every application has one). */
export function samplesFolder(app: string): string {
  return fileURLToPath(new URL(`../samples/${app}/`, import.meta.url));
}

/** All registered data sets, by name. Throws a `UserError` that names file and field for a descriptor of the wrong shape. */
export function listDatasets(folder: string = registryFolder()): DatasetDescriptor[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => readDescriptor(`${folder.replace(/\/$/, '')}/${name}`));
}

/** The data set of this name. Throws a `UserError` that lists the names there are. */
export function describeDataset(name: string, folder: string = registryFolder()): DatasetDescriptor {
  const all = listDatasets(folder);
  const found = all.find((descriptor) => descriptor.name === name);
  if (found !== undefined) return found;
  const names = all.map((descriptor) => descriptor.name);
  const near = nearestName(name, names);
  throw new UserError(`there is no data set '${name}'`, {
    expected: `one of ${names.join(', ')}`,
    ...(near === undefined ? {} : { hint: `did you mean '${near}'?` }),
  });
}

function readDescriptor(file: string): DatasetDescriptor {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(`the descriptor is not JSON: ${error instanceof Error ? error.message : String(error)}`, { file });
  }
  const parsed = descriptorSchema.safeParse(json);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0];
    throw new UserError(`the descriptor is wrong at '${path.join('.')}': ${message}`, { file });
  }
  if (!file.endsWith(`/${parsed.data.name}.json`)) {
    throw new UserError(`the descriptor calls itself '${parsed.data.name}'`, { file, expected: 'a file of the name of its data set' });
  }
  return parsed.data;
}
