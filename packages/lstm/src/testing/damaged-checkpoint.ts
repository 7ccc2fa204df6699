import { cp, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What happens to the content of a file. */
export type Damage = (content: Buffer) => string | Uint8Array;

/** A copy of the checkpoint beside it, under another name, in which one file is another. */
export async function damagedCopy(whole: string, name: string, file: string, damage: Damage): Promise<string> {
  const folder = join(dirname(whole), name);
  await cp(whole, folder, { recursive: true });
  await writeFile(join(folder, file), damage(await readFile(join(folder, file))));
  return folder;
}

/** Damage to a JSON file as a change of what it holds. */
export function edited(change: (json: Record<string, never>) => unknown): Damage {
  return (content) => {
    const json = JSON.parse(content.toString());
    return JSON.stringify(change(json) ?? json);
  };
}
