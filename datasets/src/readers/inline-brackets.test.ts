import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { all, temporaryFolder } from '../testing/files.ts';
import type { BadRow } from './bad-row.ts';
import type { CharacterSpan } from './character-spans.ts';
import { parseInlineBrackets, readInlineBrackets, writeInlineBrackets } from './inline-brackets.ts';

describe('readInlineBrackets', () => {
  it('reads one text a line, in English and Chinese', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('t.md', '[Ada Lovelace](PER) moved to [London](LOC).\r\n\r\n[王小明](人名)在[上海](LOC)(中国)。');
    const texts = await all(readInlineBrackets(file));
    expect(texts.map(({ source, ...read }) => [source.line, read])).toEqual([
      [
        1,
        {
          text: 'Ada Lovelace moved to London.',
          spans: [
            { start: 0, end: 12, type: 'PER' },
            { start: 22, end: 28, type: 'LOC' },
          ],
        },
      ],
      [
        3,
        {
          text: '王小明在上海(中国)。',
          spans: [
            { start: 0, end: 3, type: '人名' },
            { start: 4, end: 6, type: 'LOC' },
          ],
        },
      ],
    ]);
  });

  it('reads escaped brackets, backslashes and line breaks as text, and leaves white space outside an entity', () => {
    expect(parseInlineBrackets('\\[1\\] C:\\\\x [a\\]b](T\\)Y) one\\ntwo')).toEqual({
      text: '[1] C:\\x a]b one\ntwo',
      spans: [{ start: 9, end: 12, type: 'T)Y' }],
      trimmed: 0,
    });
    expect(parseInlineBrackets('in [ 北京 ](LOC)')).toEqual({ text: 'in  北京 ', spans: [{ start: 4, end: 6, type: 'LOC' }], trimmed: 1 });
  });

  it('names line and column of a bracket that is wrong, or hands the line over', async () => {
    await using folder = await temporaryFolder();
    const file = await folder.write('t.md', 'Plain.\n在🎉[London(LOC)\n[Oslo](LOC)\n');
    await expect(all(readInlineBrackets(file))).rejects.toThrow(
      `${file}:2:3: a [ that is not closed\n  expected: [entity](TYPE)\n  hint: write \\[ and \\] for brackets that belong to the text`,
    );
    const bad: BadRow[] = [];
    expect((await all(readInlineBrackets(file, { onBadRow: (row) => bad.push(row) }))).map(({ text }) => text)).toEqual(['Plain.', 'Oslo']);
    expect(bad).toMatchObject([{ line: 2, column: 3, raw: '在🎉[London(LOC)' }]);
    await expect(all(readInlineBrackets(await folder.write('empty.md', '\n')))).rejects.toThrow(/the file is empty/);
  });

  it.each([
    ['[New [York](LOC)](ORG)', 5, 'a [ inside the brackets of another entity'],
    ['London](LOC)', 6, 'a ] that closes nothing'],
    ['see [1] there', 7, 'no type after the entity'],
    ['[London](', 8, 'a ( that is not closed'],
    ['[London](L[O)', 10, 'a [ in the type of an entity'],
    ['[London]( )', 8, 'an empty type'],
    ['in [](LOC)', 3, 'an entity without text'],
    ['in [ ](LOC)', 3, 'the span 3-4 covers only white space'],
    ['C:\\temp', 2, "'\\t' means nothing"],
    ['end\\', 3, 'a backslash at the end of the line'],
  ])('%j: at %i, %s', (line, at, problem) => {
    expect(parseInlineBrackets(line)).toMatchObject({ at, problem });
  });

  it('reads back whatever writeInlineBrackets wrote', () => {
    const piece = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\\[\]()\n\ra 中🎉]*$/u));
    const type = fc.oneof(piece, fc.constant('LOC')).map((name) => name.trim() || 'X');
    const stretch = fc.record({ before: piece, entity: piece, type });
    fc.assert(
      fc.property(fc.array(stretch), piece, (stretches, after) => {
        let text = '';
        const spans: CharacterSpan[] = [];
        for (const { before, entity, type: name } of stretches) {
          text += before;
          const covered = entity.trim() || '中';
          spans.push({ start: text.length, end: text.length + covered.length, type: name });
          text += covered;
        }
        text += after;
        const line = writeInlineBrackets({ text, spans });
        expect(line).not.toMatch(/[\n\r]/);
        expect(parseInlineBrackets(line)).toEqual({ text, spans, trimmed: 0 });
      }),
    );
  });

  it('refuses to write what could not be read back', () => {
    const write =
      (...spans: CharacterSpan[]) =>
      () =>
        writeInlineBrackets({ text: 'in Oslo ', spans });
    expect(write({ start: 3, end: 8, type: 'LOC' })).toThrow(/a span with white space at its ends/);
    expect(write({ start: 3, end: 9, type: 'LOC' })).toThrow(/reaches beyond the text/);
    expect(write({ start: 3, end: 7, type: ' ' })).toThrow(/the entity type ' '/);
    expect(write({ start: 0, end: 4, type: 'A' }, { start: 3, end: 7, type: 'B' })).toThrow(/overlaps/);
  });
});
