import { writeFileSync } from 'node:fs';
import { newRun } from '@textloom/pipeline/testing';
import { describe, expect, it } from 'vitest';
import { readAnswersFromHistory, writeAnswersFromHistory } from './answer-history.ts';
import type { IntentExample } from './examples.ts';

const example = (text: string, intent: string, answer?: string): IntentExample => ({
  text,
  intent,
  answer,
  source: { file: 'a.csv', line: 2 },
});

describe('answers from the history', () => {
  it('are kept by intent, each with its questions; what has none is passed over', async () => {
    const run = await newRun('customer-service');
    await writeAnswersFromHistory(run, [
      example('where is my parcel', 'track', 'On its way.'),
      example('where is it', 'track', 'On its way.'),
      example('track it', 'track', 'See the tracking page.'),
      example('我要退款', 'refund', '五天内退款。'),
      example('hello', 'greet'),
    ]);
    const answers = readAnswersFromHistory(run);
    expect([...answers.keys()]).toEqual(['track', 'refund']);
    expect(answers.get('track')).toEqual([
      { intent: 'track', question: 'where is my parcel', answer: 'On its way.' },
      { intent: 'track', question: 'where is it', answer: 'On its way.' },
      { intent: 'track', question: 'track it', answer: 'See the tracking page.' },
    ]);
  });

  it('stay small: 200 answers an intent, 10 questions an answer', async () => {
    const run = await newRun('customer-service');
    const many = Array.from({ length: 5000 }, (_, i) => example(`question ${i}`, 'track', `answer ${i % 250}`));
    await writeAnswersFromHistory(run, many);
    const kept = readAnswersFromHistory(run).get('track') ?? [];
    expect(new Set(kept.map(({ answer }) => answer)).size).toBe(200);
    expect(kept).toHaveLength(2000);
  });

  it('of the run that is gone on from follow the new ones', async () => {
    const run = await newRun('customer-service');
    const earlier = new Map([['track', [{ intent: 'track', question: 'where is it', answer: 'Old answer.' }]]]);
    await writeAnswersFromHistory(run, [example('where is it', 'track', 'New answer.')], earlier);
    expect(
      readAnswersFromHistory(run)
        .get('track')
        ?.map(({ answer }) => answer),
    ).toEqual(['New answer.', 'Old answer.']);
  });

  it.each(['{', '{"intent":"track"}', 'null'])('a damaged line is named: %s', async (line) => {
    const run = await newRun('customer-service');
    await writeAnswersFromHistory(run, [example('where is it', 'track', 'On its way.')]);
    writeFileSync(run.path('answers.jsonl'), `${run.readText('answers.jsonl')}${line}\n`);
    expect(() => readAnswersFromHistory(run)).toThrow(
      expect.objectContaining({ name: 'UserError', message: expect.stringMatching(/answers\.jsonl:2: this line is not an answer/) }),
    );
  });
});
