import { describe, expect, it } from 'vitest';
import { type BadRow, joinerOf, readTaggedFiles, type TaggedFilesOptions, taggedFormatOf } from './index.ts';
import { temporaryFolder } from './testing/files.ts';

describe('readTaggedFiles', () => {
  it('reads columns, spans and brackets, each file by its ending', async () => {
    await using folder = await temporaryFolder();
    const columns = await folder.write('train.bmes', '上 B-LOC\n海 E-LOC\n\n-DOCSTART- O\n\n我 O\n');
    const spans = await folder.write('train.jsonl', '{"text":"Ada wrote","spans":[{"start":0,"end":4,"type":"PER"}]}\n');
    const brackets = await folder.write('train.md', 'to [London](LOC)\n');
    const { sentences, joiner, notes, badRows } = await readTaggedFiles([columns, spans, brackets]);
    expect(sentences).toEqual([
      {
        kind: 'columns',
        tokens: ['上', '海'],
        tags: ['B-LOC', 'E-LOC'],
        source: { file: columns, line: 1 },
        lines: [1, 2],
        opensDocument: true,
      },
      { kind: 'columns', tokens: ['我'], tags: ['O'], source: { file: columns, line: 6 }, lines: [6], opensDocument: true },
      { kind: 'spans', text: 'Ada wrote', spans: [{ start: 0, end: 3, type: 'PER' }], source: { file: spans, line: 1 } },
      { kind: 'spans', text: 'to London', spans: [{ start: 3, end: 9, type: 'LOC' }], source: { file: brackets, line: 1 } },
    ]);
    expect(notes).toEqual([
      'train.bmes: tokens from column 0, tags from column 1 of 2 (the first is 0), separated by spaces',
      'train.jsonl: white space taken off the ends of 1 span',
    ]);
    expect([joiner, badRows]).toEqual(['', 0]);
  });

  it('takes format, columns, separator, offsets and encoding from the options', async () => {
    await using folder = await temporaryFolder();
    const read = async (name: string, content: string | Uint8Array, options: TaggedFilesOptions) => {
      const { sentences, notes } = await readTaggedFiles(await folder.write(name, content), options);
      return { ...sentences[0], notes };
    };
    const turned = { format: 'conll', tokenColumn: -1, tagColumn: 0 } as const;
    expect(await read('eng.train', 'B-PER\tx\tAda Lovelace\n', turned)).toMatchObject({
      tokens: ['Ada Lovelace'],
      tags: ['B-PER'],
      notes: [expect.stringContaining('tokens from column 2, tags from column 0 of 3 (the first is 0), separated by tabs')],
    });
    expect(await read('a.txt', 'Ada|B-PER\n', { separator: '|' })).toMatchObject({
      tags: ['B-PER'],
      notes: [expect.stringContaining('by "|"')],
    });
    const party = { format: 'jsonl', offsets: 'code-points' } as const;
    expect(await read('a.txt', '{"text":"🎉 Ada","entities":[[2,5,"PER"]]}', party)).toMatchObject({ spans: [{ start: 3, end: 6 }] });
    const latin = Buffer.from('[Jos\xe9](PER)\n', 'latin1');
    expect(await read('a.md', latin, { encoding: 'latin-1' })).toMatchObject({ text: 'José', spans: [{ start: 0, end: 4 }] });
  });

  it('sets bad rows aside and counts them, in every format', async () => {
    await using folder = await temporaryFolder();
    const files = [
      await folder.write('t.conll', 'a O\nb\n\nc O\n'),
      await folder.write('t.jsonl', '{"text":"a"}\n{"text":"c","spans":[]}\n'),
      await folder.write('t.md', '[a\nc\n'),
    ];
    for (const file of files) await expect(readTaggedFiles(file)).rejects.toThrow(`${file}:`);
    const bad: BadRow[] = [];
    const { sentences, badRows } = await readTaggedFiles(files, { onBadRow: (row) => bad.push(row) });
    expect(sentences.map((sentence) => (sentence.kind === 'columns' ? sentence.tokens.join('') : sentence.text))).toEqual(['c', 'c', 'c']);
    expect([badRows, bad.map(({ line }) => line)]).toEqual([3, [2, 1, 1]]);
  });

  it('says what it cannot read', async () => {
    await using folder = await temporaryFolder();
    await expect(readTaggedFiles([])).rejects.toThrow(/no file was given/);
    await expect(readTaggedFiles(await folder.write('eng.testa', 'a O\n'))).rejects.toThrow(
      /the format cannot be told from the ending\n {2}expected: a file that ends in \.conll, .*\n {2}hint: give the format: --format conll, jsonl or brackets/,
    );
    await expect(readTaggedFiles(folder.path)).rejects.toThrow(/this is a folder/);
    const brackets = await folder.write('a.md', '[London](LOC)\n');
    await expect(readTaggedFiles(brackets, { tagColumn: 3 })).rejects.toThrow(
      /this file has no columns\n.*\n {2}hint: leave out --token-column/,
    );
    const bare = await folder.write('bare.conll', 'a\nb\n');
    await expect(readTaggedFiles(bare, { onBadRow: () => {} })).rejects.toThrow(
      `${bare}: no sentence of the file can be used\n  expected: tokens with their tags, one a line`,
    );
  });

  it('puts spaces between words of English and Korean, and nothing between those of Chinese and Japanese', () => {
    const joiner = (...tokens: string[]) => joinerOf([{ tokens }]);
    expect([joiner('New', 'York', ',', '北京'), joiner('서울', '에서'), joiner('1', '.'), joinerOf([])]).toEqual(Array(4).fill(' '));
    expect([joiner('我', '在', 'A', '班', '，', '2'), joiner('我们', '学习'), joiner('ありがとう', 'ます')]).toEqual(Array(3).fill(''));
  });

  it('knows the endings that tagged files have', () => {
    expect(['a.conll', 'a.char.bmes', 'A.BIO', 'a.iob2.gz', 'a.txt'].map(taggedFormatOf)).toEqual(Array(5).fill('conll'));
    expect([taggedFormatOf('a.jsonl.gz'), taggedFormatOf('a.md')]).toEqual(['jsonl', 'brackets']);
  });
});
