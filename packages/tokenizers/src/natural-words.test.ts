import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

describe('natural', () => {
  it("is loaded only when its tokenizers are asked for, and then without the package's database clients", () => {
    const index = resolve(import.meta.dirname, 'index.ts');
    const program = `
      const { createTokenizer } = await import(${JSON.stringify(index)});
      const { createRequire } = await import('node:module');
      const loaded = () => Object.keys(createRequire(${JSON.stringify(index)}).cache).map((file) => file.replaceAll('\\\\', '/'));
      const before = loaded().filter((file) => file.includes('/natural/')).length;
      createTokenizer({ kind: 'natural-words' });
      const after = loaded();
      console.log(JSON.stringify({
        before,
        after: after.filter((file) => file.includes('/natural/')).length > 0,
        databases: after.filter((file) => /\\/(mongoose|pg|redis|memjs)\\//.test(file)),
      }));`;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', program], { encoding: 'utf8' });
    expect(JSON.parse(output)).toEqual({ before: 0, after: true, databases: [] });
  });
});
