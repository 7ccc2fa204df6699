import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readConll } from '@textloom/datasets';
import { decodeTags } from '@textloom/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentencesOf } from '../src/documents/document.ts';
import type { Tagger } from '../src/documents/tag-documents.ts';
import { type SourceDocument, type TaggedDocument, tagDocuments } from '../src/documents/tag-documents.ts';
import { standoffLines } from '../src/predict/standoff.ts';
import { answer, folderWith, type Gazetteer, GazetteerTagger, tokenizer } from './gazetteer.ts';

const names: Gazetteer = {
  'Ada Lovelace': ['PER', 0.97],
  李娜: ['PER', 0.9],
  'Acme Corp.': ['ORG', 0.8],
  阿里巴巴: ['ORG', 0.95],
  Paris: ['LOC', 0.4],
  杭州: ['LOC', 0.99],
};

interface Line {
  readonly text?: string;
  readonly file?: string;
  readonly line?: number;
  readonly id?: string;
  readonly entities: readonly { text: string; type: string; start: number; end: number; confidence: number }[];
  readonly nBest?: readonly {
    start: number;
    end: number;
    readings: readonly { probability: number; entities: readonly { text: string }[] }[];
  }[];
  readonly ms: number;
}
const parse = (lines: readonly string[]): Line[] => lines.map((line) => JSON.parse(line));
const predict = (args: readonly string[], cwd: string) => answer('predict', args, names, cwd);

describe('predict: JSON lines', () => {
  it('gives text, type, offsets into the text and confidence of each entity', async () => {
    const { lines, result } = await predict(['🙂 Ada Lovelace lives in Paris.', '李娜在杭州加入阿里巴巴。'], folderWith());
    const [english, chinese] = parse(lines);
    expect(english).toEqual({
      text: '🙂 Ada Lovelace lives in Paris.',
      entities: [
        { text: 'Ada Lovelace', type: 'PER', start: 3, end: 15, confidence: 0.97 },
        { text: 'Paris', type: 'LOC', start: 25, end: 30, confidence: 0.4 },
      ],
      ms: expect.any(Number),
    });
    expect(chinese.entities.map(({ text, start, end }) => [text, start, end])).toEqual([
      ['李娜', 0, 2],
      ['杭州', 3, 5],
      ['阿里巴巴', 7, 11],
    ]);
    expect(result).toEqual({ documents: 2, sentences: 2, tokens: expect.any(Number), entities: 5 });
  });

  it('puts the sentences of a file together again: offsets are those of the file, CRLF and all', async () => {
    const text = '\r\nMr. Smith met Ada Lovelace.\r\n\r\n李娜在杭州。他们去了Paris。';
    const folder = folderWith({ 'news.txt': `\ufeff${text}`, 'empty.txt': '' });
    const { lines } = await predict(['--file', 'news.txt', '--file', 'empty.txt'], folder);
    const [news, empty] = parse(lines);
    expect(news.file).toBe('news.txt');
    expect(news.text).toBeUndefined();
    expect(news.entities.map((entity) => entity.text)).toEqual(['Ada Lovelace', '李娜', '杭州', 'Paris']);
    for (const { start, end, text: found } of news.entities) expect(text.slice(start, end)).toBe(found);
    expect(empty).toMatchObject({ file: 'empty.txt', entities: [] });
  });

  it('reads one document a line, and JSON lines with their ids', async () => {
    const folder = folderWith({
      'a.txt': 'Paris\r\n\r\n李娜来了\n',
      'b.jsonl': '{"id":"x1","body":"In Paris"}\n{"id":7,"body":"杭州"}\n',
    });
    const lines = parse((await predict(['--file', 'a.txt', '--lines'], folder)).lines);
    expect(lines.map(({ line, text }) => [line, text])).toEqual([
      [1, 'Paris'],
      [3, '李娜来了'],
    ]);
    const rows = parse((await predict(['--file', 'b.jsonl', '--text-field', 'body'], folder)).lines);
    expect(rows.map(({ id, line, entities }) => [id, line, entities[0].text])).toEqual([
      ['x1', 1, 'Paris'],
      [7, 2, '杭州'],
    ]);
  });

  it('lists readings of each sentence, and leaves out entities below a threshold', async () => {
    const { lines } = await predict(['Ada Lovelace sings. Paris sleeps.', '--n-best', '2', '--threshold', '0.5'], folderWith());
    const [{ entities, nBest }] = parse(lines);
    expect(entities.map(({ text }) => text)).toEqual(['Ada Lovelace']);
    expect(nBest).toEqual([
      {
        start: 0,
        end: 19,
        readings: [
          { probability: 0.75, entities: [{ text: 'Ada Lovelace', type: 'PER', start: 0, end: 12 }] },
          { probability: 0.125, entities: [] },
        ],
      },
      { start: 20, end: 33, readings: [{ probability: 0.75, entities: [expect.objectContaining({ text: 'Paris' })] }, expect.anything()] },
    ]);
  });

  it('writes to a file that is there whole or not at all', async () => {
    const folder = folderWith({ 'bad.jsonl': '{"text":"Paris"}\n{"text":5}\n', 'out.jsonl': 'kept' });
    const failed = predict(['--file', 'bad.jsonl', '--to', 'out.jsonl'], folder);
    await expect(failed).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('bad.jsonl:2: the field "text" is no text'),
    });
    expect(readFileSync(join(folder, 'out.jsonl'), 'utf8')).toBe('kept');
    expect((await predict(['Paris', '--to', 'out.jsonl'], folder)).lines).toEqual([]);
    expect(JSON.parse(readFileSync(join(folder, 'out.jsonl'), 'utf8')).entities).toHaveLength(1);
    expect(readdirSync(folder).sort()).toEqual(['bad.jsonl', 'out.jsonl']);
  });
});

describe('predict: documents', () => {
  const document = (text: string): SourceDocument => ({ origin: {}, text, sentences: sentencesOf(text, tokenizer, 20) });
  async function* documents(texts: readonly string[]): AsyncGenerator<SourceDocument> {
    for (const text of texts) yield document(text);
  }
  const tag = async (texts: readonly string[], tagger: Tagger, options = {}): Promise<TaggedDocument[]> => {
    const tagged: TaggedDocument[] = [];
    for await (const one of tagDocuments(documents(texts), tagger, options)) tagged.push(one);
    return tagged;
  };

  it('keeps order, and entities are always what stands at their offsets, in batches of any size', async () => {
    const piece = fc.constantFrom(
      'Ada Lovelace ',
      '李娜',
      '阿里巴巴',
      'Paris',
      ', ',
      '。',
      '\r\n',
      '\n\n',
      '🙂',
      ' met ',
      'Ｐａｒｉｓ',
      '. ',
    );
    const text = fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(''));
    await fc.assert(
      fc.asyncProperty(fc.array(text, { maxLength: 6 }), fc.integer({ min: 1, max: 60 }), async (texts, batchTokens) => {
        const tagged = await tag(texts, new GazetteerTagger(names), { batchTokens });
        expect(tagged.map((one) => one.text)).toEqual(texts);
        const whole = await tag(texts, new GazetteerTagger(names));
        for (const [index, one] of tagged.entries()) {
          expect(one.entities).toEqual(whole[index].entities);
          for (const entity of one.entities) {
            expect(one.text.slice(entity.start, entity.end)).toBe(entity.text);
            const { offsets, firstToken } = one.sentences[entity.sentence];
            expect(offsets[2 * (entity.tokens.start - firstToken)]).toBe(entity.start);
            expect(offsets[2 * (entity.tokens.end - firstToken) - 1]).toBe(entity.end);
          }
        }
      }),
    );
  });

  it('tags sentences of many documents together, and a long one in parts', async () => {
    const small = new GazetteerTagger(names);
    await tag(
      Array.from({ length: 100 }, () => 'Paris.'),
      small,
    );
    expect(small.calls).toEqual([100]);
    const large = new GazetteerTagger(names);
    const [one] = await tag(['李娜在Paris。'.repeat(3000)], large, { batchTokens: 1000 });
    expect(one.entities).toHaveLength(6000);
    expect(large.calls.length).toBeGreaterThan(10);
  });

  it('answers what is there when the next document lets wait', async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* typed(): AsyncGenerator<SourceDocument> {
      yield document('Paris');
      await gate;
      yield document('杭州');
    }
    const answers = tagDocuments(typed(), new GazetteerTagger(names), { patience: 5 });
    expect((await answers.next()).value).toMatchObject({ text: 'Paris' });
    release();
    expect((await answers.next()).value).toMatchObject({ text: '杭州' });
  });

  it('reads no further than it is asked to, and closes what it reads', async () => {
    let [read, closed] = [0, false];
    async function* endless(): AsyncGenerator<SourceDocument> {
      try {
        for (;;) {
          read++;
          yield document('Paris');
        }
      } finally {
        closed = true;
      }
    }
    for await (const one of tagDocuments(endless(), new GazetteerTagger(names), { batchTokens: 10 })) {
      expect(one.entities).toHaveLength(1);
      break;
    }
    expect(read).toBe(10);
    expect(closed).toBe(true);
  });
});

describe('predict: columns', () => {
  const spansIn = async (file: string): Promise<string[][]> => {
    const found: string[][] = [];
    for await (const { tokens, tags } of readConll(file)) {
      const { spans, faults } = decodeTags(tags, 'IOB2');
      expect(faults).toEqual([]);
      found.push(spans.map(({ start, end, type }) => `${tokens.slice(start, end).join(' ')}/${type}`));
    }
    return found;
  };

  it('is read back by the reader of column files to the same entities', async () => {
    const folder = folderWith({ 'a.txt': 'Ada Lovelace left Acme Corp. yesterday. Paris!\n李娜Paris' });
    await predict(['--file', 'a.txt', '--output', 'conll', '--to', 'out.conll'], folder);
    expect(await spansIn(join(folder, 'out.conll'))).toEqual([
      ['Ada Lovelace/PER', 'Acme Corp ./ORG'],
      ['Paris/LOC'],
      ['李 娜/PER', 'Paris/LOC'],
    ]);
  });

  it('keeps tokens, columns and documents of a column file, and puts the tag behind them', async () => {
    const input = [
      '-DOCSTART- -X- O',
      '',
      'Ada NNP B-PER',
      'Lovelace NNP I-PER',
      'sings VB O',
      '',
      '-DOCSTART- -X- O',
      '',
      'Paris NNP O',
      '',
    ];
    const folder = folderWith({ 'in.conll': `${input.join('\n')}\n` });
    const { lines } = await predict(['--file', 'in.conll', '--output', 'conll', '--tags', 'BIOES'], folder);
    expect(lines).toEqual([
      '-DOCSTART- -X- -X- O',
      '',
      'Ada NNP B-PER B-PER',
      'Lovelace NNP I-PER E-PER',
      'sings VB O O',
      '',
      '-DOCSTART- -X- -X- O',
      '',
      'Paris NNP O S-LOC',
      '',
    ]);
  });

  it('takes words without tags, in any column, and joins Chinese without spaces', async () => {
    const folder = folderWith({ 'words.txt': '# sent_id = 1\n1\t李\n2\t娜\n3\t在\n4\t杭\n5\t州\n\n1\tParis\n2\tsleeps\n' });
    const args = ['--file', 'words.txt', '--format', 'conll', '--words-column', '1'];
    expect(parse((await predict(args, folder)).lines)).toMatchObject([
      {
        line: 2,
        text: '李娜在杭州',
        entities: [
          { text: '李娜', start: 0 },
          { text: '杭州', start: 3 },
        ],
      },
      { line: 8, text: 'Paris sleeps', entities: [{ text: 'Paris', end: 5 }] },
    ]);
    await expect(predict(['--file', 'words.txt', '--format', 'conll', '--words-column', '2'], folder)).rejects.toThrow(
      /^words\.txt:2: this line has no token in column 2\n.*at least 3 columns/,
    );
  });
});

describe('predict: standoff', () => {
  /** What brat reads of a line: Python counts code points. */
  const bratTexts = (lines: readonly string[], text: string): string[] => {
    const points = Array.from(text);
    return lines.flatMap((line) => {
      const [, places, shown] = /^T\d+\t\S+ ([\d ;]+)\t(.*)$/.exec(line) ?? [];
      if (places === undefined) return [];
      const read = places.split(';').map((place) => points.slice(...place.split(' ').map(Number)).join(''));
      expect(read.join(' ')).toBe(shown);
      return [shown];
    });
  };

  it('counts code points, as brat does, beyond emoji and rare characters', async () => {
    const text = '👩‍👩‍👧 𠮷野 Ada Lovelace 🙂 在杭州\n';
    const folder = folderWith({ 'note.txt': text });
    expect((await predict(['--file', 'note.txt', '--output', 'standoff'], folder)).lines).toEqual([join(folder, 'note.ann')]);
    const lines = readFileSync(join(folder, 'note.ann'), 'utf8').trimEnd().split('\n');
    expect(lines[0]).toBe('T1\tPER 9 21\tAda Lovelace');
    expect(lines[1]).toBe('#1\tAnnotatorNotes T1\tconfidence 0.9700');
    expect(bratTexts(lines, text)).toEqual(['Ada Lovelace', '杭州']);
  });

  it('breaks entities at line breaks into fragments', () => {
    const entity = { text: 'New\r\n  York', type: 'LOC', start: 3, end: 14, confidence: 1, sentence: 0, tokens: { start: 1, end: 3 } };
    expect(standoffLines({ text: '🙂 New\r\n  York', entities: [entity] })[0]).toBe('T1\tLOC 2 5;9 13\tNew York');
  });

  it('writes texts and annotations into a folder, never over others', async () => {
    const folder = folderWith({ 'a.txt': 'Paris\n杭州\n' });
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'other', 'a.txt'), 'Paris');
    const args = ['--file', 'a.txt', '--file', 'other/a.txt', '--lines', '--output', 'standoff', '--to', 'brat'];
    expect((await predict(args, folder)).lines).toEqual([]);
    expect(readdirSync(join(folder, 'brat')).sort()).toEqual(
      ['a-000001', 'a-000001-2', 'a-000002']
        .flatMap((stem) => [`${stem}.ann`, `${stem}.txt`])
        .concat('annotation.conf')
        .sort(),
    );
    expect(readFileSync(join(folder, 'brat', 'annotation.conf'), 'utf8')).toMatch(/^\[entities\]\nLOC\nORG\nPER\n/);
    expect(readFileSync(join(folder, 'brat', 'a-000002.txt'), 'utf8')).toBe('杭州');
    await expect(predict(args, folder)).rejects.toThrow(/a-000001\.ann: this file is there already\n.*never written over/);
  });

  it('refuses texts that brat would count otherwise, or that are in no file', async () => {
    const folder = folderWith({ 'mark.txt': '\ufeffParis', 'lines.txt': 'Paris' });
    const standoff = ['--output', 'standoff'];
    await expect(predict(['--file', 'mark.txt', ...standoff], folder)).rejects.toThrow(
      /mark\.txt: brat would count other offsets.*\n.*\n.*--to DIR/,
    );
    await expect(predict(['Paris', ...standoff], folder)).rejects.toThrow(/without --to writes beside \.txt files/);
    expect(existsSync(join(folder, 'mark.ann'))).toBe(false);
  });
});

describe('predict: HTML', () => {
  it('is one page that escapes everything, with a legend of counts and confidence to point at', async () => {
    const folder = folderWith({ '<b>&".txt': 'Ada Lovelace <script>alert("1")</script> & 李娜\n\n阿里巴巴' });
    const { lines } = await predict(['--file', '<b>&".txt', '--output', 'html'], folder);
    const page = lines.join('\n');
    expect(page).toContain(
      '<mark class="t2" data-type="PER" title="PER, 97.0 %, 0–12">Ada Lovelace</mark> &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; ',
    );
    expect(page).toContain('<h2>&lt;b&gt;&amp;&quot;.txt</h2>');
    expect(page).toMatch(/<li><mark class="t1" data-type="ORG">1<\/mark><\/li><li><mark class="t2" data-type="PER">2<\/mark>/);
    expect(page).not.toMatch(/<script|https?:|src=|@import/);
    expect(page.match(/<article/g)).toHaveLength(1);
    expect(page.trimEnd()).toMatch(/<\/html>$/);
  });

  it('shows the text as it is, also where names are hidden behind emoji and line breaks', async () => {
    const text = '🙂 Ada Lovelace\n  在杭州。\r\n\r\nParis & more';
    const folder = folderWith({ 'a.txt': text });
    const page = (await predict(['--file', 'a.txt', '--output', 'html'], folder)).lines.join('\n');
    const paragraphs = [...page.matchAll(/<p>(.*?)<\/p>/gs)].map(([, inner]) => inner.replaceAll(/<[^>]+>/g, '').replaceAll('&amp;', '&'));
    // The last is the explanation of the legend.
    expect(paragraphs.slice(0, -1)).toEqual(['🙂 Ada Lovelace', '  在杭州。', '', 'Paris & more']);
    expect(page).toContain('class="t0 unsure"');
  });
});

describe('predict: mistakes of the user', () => {
  it.each([
    [['a text', '--file', 'a.txt'], /as arguments and with --file/],
    [['--file', 'missing.txt'], /missing\.txt: there is no such file/],
    [['--file', '.'], /this is a folder/],
    [['x', '--threshold', '2'], /--threshold 2: a probability/],
    [['x', '--n-best', '0'], /--n-best 0: from 1 to 100/],
    [['x', '--n-best', '2', '--output', 'html'], /only --output jsonl lists readings/],
    [['x', '--format', 'conll'], /arguments are plain text/],
    [['--file', 'latin.txt'], /not valid UTF-8: byte 0xe9.*--encoding latin-1/s],
    [['--file', 'a.txt', '--encoding', 'klingon'], /unknown encoding/],
    [['x', '--to', 'no/such/out.jsonl'], /the folder does not exist/],
  ])('%j', async (args, message) => {
    const folder = folderWith({ 'a.txt': 'x', 'latin.txt': Buffer.from([0x63, 0x61, 0x66, 0xe9, 0x20]) });
    await expect(predict(args, folder)).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
  });

  it('reads Latin-1 when told', async () => {
    const folder = folderWith({ 'latin.txt': Buffer.from('Paris caf\xe9', 'latin1') });
    expect(parse((await predict(['--file', 'latin.txt', '--encoding', 'latin-1'], folder)).lines)[0].entities).toHaveLength(1);
  });
});
