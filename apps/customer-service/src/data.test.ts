import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@textloom/pipeline/testing';
import { describe, expect, it } from 'vitest';
import { shopRows } from '../test/shop.ts';
import { command } from '../test/textloom.ts';
import type { IntentExample } from './examples.ts';

const cwd = temporaryFolder();

let runs = 0;

/** What the data stage makes of a table. */
async function prepare(rows: readonly string[], ...args: string[]) {
  const out = `run-${++runs}`;
  writeFileSync(join(cwd, 'train.csv'), ['text,intent', ...rows].join('\n'));
  const { code, stderr } = await command(['data', '--train', 'train.csv', '--out', out, ...args], cwd);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const part = (name: string): IntentExample[] =>
    readFileSync(join(cwd, out, 'data', `${name}.jsonl`), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  const data: { notes: string[]; conflicts: string[]; outOfScopeLabel: string } = JSON.parse(
    readFileSync(join(cwd, out, 'data.json'), 'utf8'),
  );
  return { train: part('train'), valid: part('valid'), test: part('test'), ...data };
}

const shop = shopRows().map((row) => row.split(',').slice(0, 2).join(','));
const count = (examples: readonly IntentExample[], intent: string): number =>
  examples.filter((example) => example.intent === intent).length;
const textsOf = (examples: readonly IntentExample[]): string[] => examples.map(({ text }) => text);

/** The note on what was understood of a file. */
const asRead = (file: string): string => `${file}: text from the column 'text', intent from 'intent'`;

describe('splits', { timeout: 30_000 }, () => {
  it('keep the share of each intent, leave nothing out and repeat with the seed', async () => {
    const first = await prepare(shop);
    for (const intent of ['track', 'refund', 'account', 'hours']) {
      expect([first.train, first.valid, first.test].map((part) => count(part, intent))).toEqual([15, 2, 3]);
    }
    expect([...first.train, ...first.valid, ...first.test].map(({ text, intent }) => `${text},${intent}`).sort()).toEqual([...shop].sort());
    expect(await prepare(shop)).toEqual(first);
    const other = await prepare(shop, '--seed', '2');
    expect(textsOf(other.test)).not.toEqual(textsOf(first.test));
    expect(first.notes).toEqual([
      asRead('train.csv'),
      'set aside from the training examples: 8 for validation and 12 for the test (stratified, seed 1)',
    ]);
  });

  it('are taken only where there is no file for them', async () => {
    writeFileSync(join(cwd, 'test.csv'), 'text,intent\nwhere do i see my parcel,track\n');
    const { train, valid, test, notes } = await prepare(shop, '--test', 'test.csv');
    expect([train.length, valid.length, textsOf(test)]).toEqual([72, 8, ['where do i see my parcel']]);
    expect(notes).toEqual([
      asRead('train.csv'),
      asRead('test.csv'),
      'set aside from the training examples: 8 for validation (stratified, seed 1)',
    ]);
  });

  it('say which columns were read, and what separates them where that is no comma', async () => {
    writeFileSync(join(cwd, 'test.csv'), 'utterance;label;answer\nwhere do i see my parcel;track;In your account.\n');
    const { notes } = await prepare(shop, '--test', 'test.csv');
    expect(notes[1]).toBe(
      "test.csv: text from the column 'utterance', intent from 'label', answers from 'answer', columns separated by semicolons",
    );
  });

  it('say when the test is in the training data', async () => {
    writeFileSync(join(cwd, 'test.csv'), 'text,intent\nWhere is my PARCEL,track\nno such text,track\n');
    const { notes } = await prepare(shop, '--test', 'test.csv');
    expect(notes).toContain('test: 1 of 2 utterances also stand in the training file, which makes the test too easy');
  });
});

describe('duplicates and conflicts', { timeout: 30_000 }, () => {
  const rows = [...shop, 'Track my Parcel,track', 'refund it,refund', 'refund it,refund', 'refund it,track', 'torn,refund', 'torn,track'];

  it('every utterance is left once; of several intents the majority counts, else it is dropped', async () => {
    const { train, valid, test, notes, conflicts } = await prepare(rows);
    const all = [...train, ...valid, ...test];
    expect(all).toHaveLength(81);
    expect(all.filter(({ text }) => text === 'refund it')).toMatchObject([{ intent: 'refund' }]);
    expect(textsOf(all)).not.toContain('torn');
    expect(notes.slice(0, 3)).toEqual([
      asRead('train.csv'),
      'train: 2 repeated utterances left out',
      'train: 2 utterances have several intents; 3 rows left out (data.conflicts: majority)',
    ]);
    expect(conflicts).toEqual([
      expect.stringMatching(/^"refund it" is refund \(.*train\.csv:83, .*train\.csv:84\) and track \(.*train\.csv:85\)$/),
      expect.stringMatching(/^"torn" is refund \(.*:86\) and track \(.*:87\)$/),
    ]);
  });

  it.each([
    ['first', 82, ['refund', 'refund']],
    ['drop', 80, []],
  ])('data.conflicts: %s', async (way, size, intents) => {
    const { train, valid, test } = await prepare(rows, '--set', `data.conflicts=${way}`);
    const all = [...train, ...valid, ...test];
    expect(all).toHaveLength(size);
    expect(all.filter(({ text }) => ['refund it', 'torn'].includes(text)).map(({ intent }) => intent)).toEqual(intents);
  });

  it('data.duplicates: keep leaves all of them, a text in one part only', async () => {
    const { train, valid, test } = await prepare(rows, '--set', 'data.duplicates=keep');
    expect(train.length + valid.length + test.length).toBe(rows.length);
    const where = [train, valid, test].filter((part) => part.some(({ text }) => text === 'refund it'));
    expect(where).toHaveLength(1);
  });
});

describe('out of scope', { timeout: 30_000 }, () => {
  it('is the label of the config, stays among the examples, and is no intent', async () => {
    const rows = [...shop, ...Array.from({ length: 20 }, (_, i) => `nonsense number ${i},other`)];
    const { train, test, outOfScopeLabel, ...data } = await prepare(rows, '--set', 'outOfScope.label=other');
    expect(outOfScopeLabel).toBe('other');
    expect([count(train, 'other'), count(test, 'other')]).toEqual([15, 3]);
    expect(data).toMatchObject({ intents: 4, splits: { test: { outOfScope: 3 } } });
  });

  it('may stand in the test without being in the training data', async () => {
    writeFileSync(join(cwd, 'test.csv'), 'text,intent\nwhere is it,track\nsing a song,out_of_scope\n');
    expect((await prepare(shop, '--test', 'test.csv')).test).toHaveLength(2);
  });
});
