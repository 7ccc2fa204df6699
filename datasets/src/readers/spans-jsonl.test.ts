import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { all, temporaryFolder } from '../testing/files.ts';
import type { BadRow } from './bad-row.ts';
import { readSpansJsonl, type SpansJsonlOptions } from './spans-jsonl.ts';

async function read(rows: readonly unknown[], options: SpansJsonlOptions = {}) {
  await using folder = await temporaryFolder();
  const file = await folder.write('t.jsonl', rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  return await all(readSpansJsonl(file, options));
}

/** What is said of one row. */
async function faultOf(row: unknown, options: SpansJsonlOptions = {}): Promise<string> {
  const bad: BadRow[] = [];
  await read([row], { ...options, onBadRow: (one) => bad.push(one) });
  return bad.map(({ problem, hint }) => (hint === undefined ? problem : `${problem} (${hint})`)).join('; ');
}

const text = 'Ada Lovelace 在伦敦工作。';

describe('readSpansJsonl', () => {
  it.each([
    [
      'this project',
      {
        spans: [
          { start: 14, end: 16, type: 'LOC' },
          { start: 0, end: 12, type: 'PER' },
        ],
        domain: 'news',
        language: 'en',
      },
    ],
    [
      'spaCy',
      {
        entities: [
          [0, 12, 'PER'],
          [14, 16, 'LOC'],
        ],
      },
    ],
    [
      'doccano',
      {
        id: 7,
        label: [
          [0, 12, 'PER'],
          [14, 16, 'LOC'],
        ],
        Comments: [],
      },
    ],
    [
      'doccano (seqlabel)',
      {
        labels: [
          [14, 16, 'LOC'],
          [0, 12, 'PER'],
        ],
      },
    ],
    [
      'doccano (relations)',
      {
        entities: [
          { id: 1, label: 'PER', start_offset: 0, end_offset: 12 },
          { id: 2, label: 'LOC', start_offset: 14, end_offset: 16 },
        ],
        relations: [],
      },
    ],
    [
      'prodigy',
      {
        spans: [
          { start: 0, end: 12, label: 'PER', token_start: 0, token_end: 1, text: 'Ada Lovelace' },
          { start: 14, end: 16, label: 'LOC' },
        ],
        answer: 'accept',
        label: 'a class of the text',
      },
    ],
  ])('reads what %s writes', async (_, row) => {
    const [{ source, ...read1 }] = await read([{ text, ...row }]);
    expect(read1).toEqual({
      text,
      spans: [
        { start: 0, end: 12, type: 'PER' },
        { start: 14, end: 16, type: 'LOC' },
      ],
    });
    expect([source.file.endsWith('t.jsonl'), source.line]).toEqual([true, 1]);
  });

  it('counts in UTF-16 code units, or in the code points of Python', async () => {
    const party = '🎉 Ada 在𠮷林';
    // Python: '🎉 Ada 在𠮷林'.index('Ada') == 2, .index('𠮷林') == 7.
    const python = {
      text: party,
      spans: [
        { start: 2, end: 5, type: 'PER' },
        { start: 7, end: 9, type: 'LOC' },
      ],
    };
    const [{ spans }] = await read([python], { offsets: 'code-points' });
    expect(spans).toEqual([
      { start: 3, end: 6, type: 'PER' },
      { start: 8, end: 11, type: 'LOC' },
    ]);
    expect(spans.map(({ start, end }) => party.slice(start, end))).toEqual(['Ada', '𠮷林']);
    expect((await read([{ text: party, spans }]))[0].spans).toEqual(spans);
    // The wrong unit is seen where it leads beyond the text, into a character, or away from the annotation's own text.
    expect(await faultOf(python)).toMatch(
      /^spans\[1\]: the span 7-9 cuts the character '𠮷' at 9 \(this text has characters of two UTF-16 code units .* count in code points, as Python does\?\)$/,
    );
    expect(await faultOf({ text: party, spans: [{ start: 8, end: 11, type: 'LOC' }] }, { offsets: 'code-points' })).toBe(
      'spans[0]: the span 8-11 reaches beyond the text',
    );
    expect(await faultOf({ text: party, spans: [{ start: 2, end: 5, label: 'PER', text: 'Ada' }] })).toMatch(
      /^spans\[0\] says 'Ada', but at its offsets stands ' Ad' \(this text has .* as Python does\?\)$/,
    );
  });

  it('gives the spans of any text in code points as it gives them in code units', async () => {
    await using folder = await temporaryFolder();
    const character = fc.constantFrom('a', '中', '🎉', '𠮷', ' ', 'é');
    const given = fc
      .array(character, { minLength: 1 })
      .chain((points) => fc.tuple(fc.constant(points), fc.nat(points.length - 1), fc.nat(points.length - 1)));
    await fc.assert(
      fc.asyncProperty(given, async ([points, one, other]) => {
        const [start, end] = [Math.min(one, other), Math.max(one, other) + 1];
        fc.pre(points.slice(start, end).join('').trim() !== '');
        const row = (from: number, to: number) => JSON.stringify({ text: points.join(''), spans: [[from, to, 'X']] });
        const units = (count: number) => points.slice(0, count).join('').length;
        const python = await folder.write('python.jsonl', row(start, end));
        const script = await folder.write('script.jsonl', row(units(start), units(end)));
        const spansOf = async (file: string, offsets: 'utf-16' | 'code-points') => (await all(readSpansJsonl(file, { offsets })))[0].spans;
        expect(await spansOf(python, 'code-points')).toEqual(await spansOf(script, 'utf-16'));
      }),
      { numRuns: 60 },
    );
  });

  it('takes white space off the ends of a span and says how often', async () => {
    const trimmed: number[] = [];
    const rows = [
      { text: 'Ada Lovelace wrote', spans: [[0, 13, 'PER']] },
      { text: '在 北京 ', spans: [[1, 5, 'LOC']] },
    ];
    const texts = await read(rows, { onTrimmed: (count) => trimmed.push(count) });
    expect(texts.map(({ text: whole, spans: [{ start, end }] }) => whole.slice(start, end))).toEqual(['Ada Lovelace', '北京']);
    expect(trimmed).toEqual([1, 1]);
  });

  it('names file, line and field of what cannot be used', async () => {
    await using folder = await temporaryFolder();
    const good = JSON.stringify({ text: 'Ada', spans: [] });
    const file = await folder.write('t.jsonl', `${good}\n${JSON.stringify({ text: 'Ada', spans: [{ start: 0, end: 4, type: 'PER' }] })}\n`);
    await expect(all(readSpansJsonl(file))).rejects.toThrow(
      `${file}:2: spans[0]: the span 0-4 reaches beyond the text\n  expected: whole numbers with 0 <= start < end <= 3, the length of the text`,
    );
    const bad: BadRow[] = [];
    expect(await all(readSpansJsonl(file, { onBadRow: (row) => bad.push(row) }))).toHaveLength(1);
    expect(bad).toMatchObject([{ file, line: 2, raw: '{"text":"Ada","spans":[{"start":0,"end":4,"type":"PER"}]}' }]);
  });

  const spans = (...list: unknown[]) => ({ text, spans: list });
  it.each([
    [
      spans([0, 12, 'PER'], [4, 16, 'ORG']),
      "spans[1]: 'Lovelace 在伦敦' (4-16, ORG) overlaps 'Ada Lovelace' (0-12, PER) (keep one of the two)",
    ],
    [spans([0, 3, 'PER'], [0, 3, 'PER']), "spans[1]: 'Ada' (0-3, PER) overlaps 'Ada' (0-3, PER) (keep one of the two)"],
    [spans([-1, 3, 'PER']), 'spans[0]: the span -1-3 reaches beyond the text'],
    [spans([3, 0, 'PER']), 'spans[0]: the span 3-0 ends before it begins'],
    [spans([3, 3, 'PER']), 'spans[0]: the span 3-3 is empty (the end is the offset after the last character)'],
    [spans([0.5, 3, 'PER']), 'spans[0]: the span 0.5-3 is not of whole numbers'],
    [spans([12, 13, 'PER']), 'spans[0]: the span 12-13 covers only white space'],
    [spans(['0', 3, 'PER']), "start of spans[0] is the text '0'"],
    [spans([0, 3, '']), 'type of spans[0] is empty'],
    [spans([0, 3]), 'spans[0] has 2 entries'],
    [spans('Ada'), "spans[0] is the text 'Ada'"],
    [spans({ start: 0, end: 3, typ: 'PER' }), "spans[0] has no 'type' ('typ' is no known field: did you mean 'type'?)"],
    [spans({ start: 0, ende: 3, type: 'PER' }), "spans[0] has no 'end' ('ende' is no known field: did you mean 'end'?)"],
    [spans({ start: 0, end: 3, type: null }), 'type of spans[0] is null'],
    [{ text, span: [] }, "this row has no 'spans' ('span' is no known field: did you mean 'spans'?)"],
    [{ text, spans: { PER: [0, 3] } }, "'spans' of this row is an object"],
    [{ text, spans: [], entities: [] }, "the annotations could be 'spans' and 'entities'"],
    [{ txt: text, spans: [] }, "this row has no 'text' ('txt' is no known field: did you mean 'text'?)"],
    [{ text: ' ', spans: [] }, "this row has no text in 'text'"],
    [{ text: 7, spans: [] }, "'text' of this row is 7"],
  ])('%j: %s', async (row, fault) => {
    expect(await faultOf(row)).toBe(fault);
  });
});
