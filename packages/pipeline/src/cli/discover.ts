import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '@textloom/datasets';
import type { App } from '../app.ts';
import { isRecord } from '../json.ts';

/** An app that was found, not yet loaded. */
export interface FoundApp {
  /** Name of its folder, and its name on the command line. */
  readonly name: string;
  readonly description: string;
  readonly folder: string;
  /** The module that exports it. */
  readonly module: string;
}

/** Finds the apps of a workspace: folders under `apps/` whose package.json says `"textloom": {"app": "./src/app.ts"}`. */
export function discoverApps(root: string): ReadonlyMap<string, FoundApp> {
  const apps = new Map<string, FoundApp>();
  const parent = join(root, 'apps');
  if (!existsSync(parent)) return apps;
  for (const name of readdirSync(parent).sort()) {
    const file = join(parent, name, 'package.json');
    if (!existsSync(file)) continue;
    const manifest = readManifest(file);
    if (!isRecord(manifest) || !isRecord(manifest.textloom) || typeof manifest.textloom.app !== 'string') continue;
    const description = typeof manifest.description === 'string' ? manifest.description : '';
    apps.set(name, { name, description, folder: join(parent, name), module: resolve(parent, name, manifest.textloom.app) });
  }
  return apps;
}

/**
 * Loads an app: the default export of its module, or the one named `app`.
 *
 * @throws Error when the module exports none, or one of another name than its folder
 */
export async function loadApp(found: FoundApp): Promise<App> {
  if (!existsSync(found.module)) throw new UserError(`The app "${found.name}" names a module that is not there: ${found.module}.`);
  const module: unknown = await import(pathToFileURL(found.module).href);
  const app = isRecord(module) || typeof module === 'object' ? exportedApp(module) : undefined;
  if (app === undefined) throw new Error(`${found.module} exports no app: export const app = defineApp({...})`);
  if (app.name !== found.name)
    throw new Error(`${found.module}: the app is called "${app.name}", its folder "${found.name}"; they must agree`);
  return app;
}

function exportedApp(module: object | null): App | undefined {
  if (module === null) return undefined;
  return [Reflect.get(module, 'app'), Reflect.get(module, 'default')].find(isApp);
}

function isApp(value: unknown): value is App {
  return isRecord(value) && typeof value.name === 'string' && value.stages instanceof Map && typeof value.configure === 'function';
}

function readManifest(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new UserError(`${file} is not valid JSON: ${cause instanceof Error ? cause.message : cause}.`, { cause });
  }
}
