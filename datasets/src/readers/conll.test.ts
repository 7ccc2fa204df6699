import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { all, mirrorForTests, temporaryFolder } from '../testing/files.ts';
import type { BadRow } from './bad-row.ts';
import { type ConllOptions, readConll } from './conll.ts';

const mirror = mirrorForTests();

/** What is read of a file of this content. */
async function read(content: string, options: ConllOptions = {}) {
  await using folder = await temporaryFolder();
  return await all(readConll(await folder.write('t.conll', content), options));
}

/** Tokens and tags as `token/tag`, a string a sentence. */
async function pairs(content: string, options: ConllOptions = {}): Promise<string[]> {
  return (await read(content, options)).map(({ tokens, tags }) => tokens.map((token, index) => `${token}/${tags[index]}`).join(' '));
}

describe('readConll', () => {
  it('reads sentences between blank lines, tabs included, and passes over -DOCSTART-', async () => {
    const sentences = await read('-DOCSTART- -X- O O\n\nEU NNP I-NP I-ORG\nrejects VBZ I-VP O\n \t\nPeter NNP I-NP I-PER\n');
    expect(sentences.map(({ rows, ...sentence }) => sentence)).toEqual([
      { line: 3, lines: [3, 4], tokens: ['EU', 'rejects'], tags: ['I-ORG', 'O'], opensDocument: true },
      { line: 6, lines: [6], tokens: ['Peter'], tags: ['I-PER'], opensDocument: false },
    ]);
    expect(sentences[0].rows[1][1]).toBe('VBZ');
  });

  it.each(['-DOCSTART-', '-DOCSTART- O', '-DOCSTART-\t-X-\t-X-\tO', '--DOCSTART--', '-docstart-', '0\t-DOCSTART-\tO', '-DOCSTART- (3)'])(
    'takes %j for the beginning of a document, with or without blank lines around it',
    async (mark) => {
      const sentences = await read(`a O\nb O\n${mark}\nc O\n\n${mark}\n\nd O\n`);
      expect(sentences.map(({ tokens, opensDocument }) => [tokens.join(''), opensDocument])).toEqual([
        ['ab', false],
        ['c', true],
        ['d', true],
      ]);
    },
  );

  it('takes columns in any order', async () => {
    expect(await pairs('B-PER 1 Ada\nO 2 wrote\n', { tokenColumn: -1, tagColumn: 0 })).toEqual(['Ada/B-PER wrote/O']);
    expect(await pairs('1\tAda\tB-PER\tx\n', { tokenColumn: 1, tagColumn: -2 })).toEqual(['Ada/B-PER']);
  });

  it('tells tabs from spaces, and with tabs lets a token hold a space', async () => {
    expect(await pairs('New York\tB-LOC\n,\tO\n')).toEqual(['New York/B-LOC ,/O']);
    expect(await pairs('北京\t\t B-LOC\n 的   O\n')).toEqual(['北京/B-LOC 的/O']);
    expect(await pairs('# a comment\twith a tab\nEU NNP B-ORG\n')).toEqual(['EU/B-ORG']);
    expect(await pairs('\u3000 O\n中 B-LOC\n')).toEqual(['\u3000/O 中/B-LOC']);
  });

  it('takes any separator', async () => {
    expect(await pairs('EU,NNP,B-ORG\nrejects,VBZ,O\n', { separator: ',' })).toEqual(['EU/B-ORG rejects/O']);
    expect(await pairs('上 | B-LOC\n海 | I-LOC\n', { separator: '|' })).toEqual(['上/B-LOC 海/I-LOC']);
    expect(await pairs('a ||| b ||| O\n', { separator: ' ||| ' })).toEqual(['a/O']);
  });

  it('takes a space as a token when lines are cut at the last space', async () => {
    expect((await read('我 O\n  O\n歌 B-song\n', { separator: 'last-space' }))[0].tokens).toEqual(['我', ' ', '歌']);
  });

  it('reads on past a byte order mark, CRLF, blank lines of white space and a missing end of line', async () => {
    expect(await pairs('\ufeffEU\tB-ORG\r\n \t \r\n\t\r\n\r\n中国\tB-LOC')).toEqual(['EU/B-ORG', '中国/B-LOC']);
  });

  it('reads a stream once, whatever must be seen of it to know its columns', async () => {
    const input = (async function* () {
      for (const piece of ['# a comment\n\nEU\tB-', 'ORG\n中国\tB-LOC\n']) yield Buffer.from(piece);
    })();
    expect((await all(readConll('stdin', { input })))[0]).toMatchObject({
      tokens: ['EU', '中国'],
      tags: ['B-ORG', 'B-LOC'],
      lines: [3, 4],
    });
  });

  it('passes over comments, and never over a token #', async () => {
    const columns = '# sent_id = 1\n# text = Buy # 7\n# NN O O\nBuy VB O O\n# # O O\n7 CD O B-NUM\n\n# global\n# # B-NP O\n';
    expect(await pairs(columns)).toEqual(['#/O Buy/O #/O 7/B-NUM', '#/O']);
    // As many columns as the file: `sent_id`, `=` and `1` are no token line, for 1 is no tag.
    expect(await pairs('# id e4b2 domain=en\nEU _ _ B-ORG\n\n# sent_id = 2\n# SYM = O\n')).toEqual(['EU/B-ORG', '#/O']);
    expect(await pairs('# a\n#\tO\nb\tO\n')).toEqual(['#/O b/O']);
    expect(await pairs('# O\n')).toEqual(['#/O']);
    await expect(read('# a comment\nb O\n', { comments: 'none' })).rejects.toThrow(/t\.conll:1: this line has 3 columns/);
    // Within a sentence a line that begins with # is a token line, so a tag that is missing there is seen.
    await expect(read('a O\n#\nb O\n')).rejects.toThrow(/t\.conll:2: this line has 1 column: the token '#' has no tag/);
  });

  it('reads CoNLL-U: documents, comments, words written as one, empty nodes', async () => {
    const line = (id: string, form: string, tag: string) => `${[id, form, ...'______'.split(''), tag, '_'].join('\t')}\n`;
    const content = `# newdoc id = d1\n# sent_id = 1\n${line('1-2', '¡Vámonos', '_')}${line('1', '¡', 'O')}${line('2', 'Vamos', 'O')}${line('2.1', 'a', '_')}`;
    const [sentence] = await read(content, { tokenColumn: 1, tagColumn: 8 });
    expect(sentence).toMatchObject({ tokens: ['¡', 'Vamos'], tags: ['O', 'O'], lines: [4, 5], opensDocument: true });
  });

  it('names a token without a tag with its line, or leaves out its sentence', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('t.conll', 'a O\n\nb O\nc\nd O\n\ne O\n');
    await expect(all(readConll(file))).rejects.toThrow(
      `${file}:4: this line has 1 column: the token 'c' has no tag\n  expected: 2 columns, as in line 1\n  hint: a sentence ends with a blank line`,
    );
    const bad: BadRow[] = [];
    expect((await all(readConll(file, { onBadRow: (row) => bad.push(row) }))).map(({ tokens }) => tokens[0])).toEqual(['a', 'e']);
    expect(bad.map(({ line, raw }) => [line, raw])).toEqual([[4, 'c']]);
    await expect(read('中\tO\n国\t\n')).rejects.toThrow(/:2: the token '国' has no tag\n {2}expected: a tag in column -1, O for none/);
    await expect(read('中\tO\n\tB-LOC\n')).rejects.toThrow(/:2: this line has no token\n {2}expected: a token in column 0/);
  });

  it('does not take a first line without a tag for the measure of the others', async () => {
    const bad: BadRow[] = [];
    expect(await pairs('EU\n\nNew York\tB-LOC\n', { onBadRow: (row) => bad.push(row) })).toEqual(['New York/B-LOC']);
    expect(bad).toMatchObject([{ line: 1, expected: '2 columns, with tabs between them, as in line 3' }]);
    await expect(read('EU\nrejects\n')).rejects.toThrow(
      /:1: this line has 1 column: the token 'EU' has no tag\n {2}expected: at least 2 columns, for the token in column 0 and the tag in column -1/,
    );
    const opening: BadRow[] = [];
    const [kept] = await read('-DOCSTART- O\n\nspoilt\n\nkept O\n', { onBadRow: (row) => opening.push(row) });
    expect(kept.opensDocument).toBe(true);
  });

  it('says what is wrong with the width of a line, in the terms of its separator', async () => {
    await expect(read('a O\nNew York B-LOC\n')).rejects.toThrow(
      /:2: this line has 3 columns\n.*\n {2}hint: a token that holds a space needs tabs/,
    );
    await expect(read('a\tO\nb O\n')).rejects.toThrow(/hint: put a tab between the columns/);
    await expect(read('a O\n', { separator: '|' })).rejects.toThrow(/hint: the separator is "\|", which this line does not hold/);
    await expect(read('a O\n', { columnCount: 4 })).rejects.toThrow(/:1: this line has 2 columns\n {2}expected: 4 columns\n/);
    await expect(read('a O\n', { tagColumn: 5 })).rejects.toThrow(/at least 6 columns, for the token in column 0 and the tag in column 5/);
  });

  it('refuses a file without sentences and columns that cannot be', async () => {
    await expect(read('\n\t\n')).rejects.toThrow(/the file is empty/);
    await expect(read('a O\n', { tokenColumn: -1 })).rejects.toThrow(/token and tag are both in column -1/);
    await expect(read('a O\n', { tagColumn: 0.5 })).rejects.toThrow(/column 0\.5\n {2}expected: a whole number/);
    await expect(read('a O\n', { separator: '' })).rejects.toThrow(/an empty separator/);
  });

  it('gives back whatever tokens and tags were written, # and Chinese among them, in any order of columns', async () => {
    await using folder = await temporaryFolder();
    const token = fc.oneof(fc.constantFrom('#', '#1', '=', '-', '中', '　', '𠮷', '"'), fc.stringMatching(/^[!-~一-龥]{1,5}$/));
    const tag = fc.constantFrom('O', 'B-PER', 'I-PER', 'S-ORG');
    const sentence = fc.array(fc.record({ token, tag }), { minLength: 1, maxLength: 5 });
    const blank = fc.constantFrom('\n', '\t\n', ' \n\n', '\r\n');
    await fc.assert(
      fc.asyncProperty(
        fc.array(sentence, { minLength: 1 }),
        fc.boolean(),
        fc.constantFrom(' ', '\t'),
        blank,
        async (given, first, mark, gap) => {
          const row = ({ token: word, tag: name }: { token: string; tag: string }) =>
            (first ? [word, 'x', name] : [name, 'x', word]).join(mark);
          const content = given.map((rows) => `${rows.map(row).join('\n')}\n`).join(gap);
          const file = await folder.write('any.conll', content);
          const sentences = await all(readConll(file, first ? {} : { tokenColumn: -1, tagColumn: 0 }));
          expect(sentences.map(({ tokens, tags }) => tokens.map((word, index) => ({ token: word, tag: tags[index] })))).toEqual(given);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.skipIf(mirror === undefined)('counts what is known of CoNLL-2003, ResumeNER and SEC filings (needs ../shared)', async () => {
    const counts = async (file: string) => {
      const sentences = await all(readConll(`${mirror}/${file}`));
      return [sentences.length, sentences.reduce((sum, { tokens }) => sum + tokens.length, 0)];
    };
    expect(await counts('conll2003-en/eng.testa')).toEqual([3250, 51_362]);
    expect(await counts('conll2003-en/eng.testb')).toEqual([3453, 46_435]);
    expect(await counts('resume-ner-zh/dev.char.bmes')).toEqual([463, 13_890]);
    expect(await counts('sec-filings-ner/test/FIN3.txt')).toEqual([303, 13_246]);
  });
});
