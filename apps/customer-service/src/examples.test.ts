import { writeFileSync } from 'node:fs';
import { readSplits, writeSplits } from '@textloom/pipeline';
import { newRun } from '@textloom/pipeline/testing';
import { describe, expect, it } from 'vitest';
import { exampleSchema, intentExample, intentsOf } from './examples.ts';

const source = { file: 'shop.csv', line: 2 };
const splits = {
  train: [
    { text: 'line one\nline "two"', intent: 'track', answer: 'On its way.', source },
    { text: '我要退款 👍', intent: 'refund', source },
  ],
  valid: [],
  test: [{ text: 'hello', intent: 'out_of_scope', source }],
};

describe('examples in a run', () => {
  it('are read as they were written', async () => {
    const run = await newRun('customer-service');
    await writeSplits(run, splits);
    await run.writeJson('data.json', { dataset: 'shop' });
    expect(readSplits(run, exampleSchema)).toEqual(splits);
  });

  it.each(['{"text":1,"intent":"a"}', '{"text":"hello"}'])('a damaged line is named: %s', async (line) => {
    const run = await newRun('customer-service');
    await writeSplits(run, { ...splits, valid: splits.test });
    await run.writeJson('data.json', { dataset: 'shop' });
    writeFileSync(run.path('data', 'valid.jsonl'), `${run.readText('data/valid.jsonl')}${line}\n`);
    const message = expect.stringMatching(/valid\.jsonl:2: this line is not a prepared example/);
    expect(() => readSplits(run, exampleSchema)).toThrow(expect.objectContaining({ name: 'UserError', message }));
  });
});

describe('intentExample', () => {
  it('takes the label that is the intent, and no empty answer', () => {
    expect(intentExample({ text: 'hi', labels: { intent: 'greet', language: 'en' }, answer: '', source }, 'intent')).toEqual({
      text: 'hi',
      intent: 'greet',
      source,
    });
  });
});

describe('intentsOf', () => {
  it('are in the order of their names, without the out-of-scope label unless that is trained as a class', () => {
    const examples = [...splits.train, ...splits.test];
    expect(intentsOf(examples, 'out_of_scope')).toEqual(['refund', 'track']);
    expect(intentsOf(examples, undefined)).toEqual(['out_of_scope', 'refund', 'track']);
  });
});
