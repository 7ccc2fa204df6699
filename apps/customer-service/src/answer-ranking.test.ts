import { describe, expect, it } from 'vitest';
import { AnswerRanking } from './answer-ranking.ts';

const past = (question: string, answer: string) => ({ intent: 'hours', question, answer });

describe('AnswerRanking', () => {
  const ranking = new AnswerRanking([
    past('when do you open', 'We open at nine.'),
    past('when do you close', 'We close at six.'),
    past('what time does the shop close', 'We close at six.'),
  ]);

  it('puts the answer to the most similar question first', () => {
    expect(ranking.rank('When do you open tomorrow?')[0]).toBe('We open at nine.');
    expect(ranking.rank('the shop closes when?')[0]).toBe('We close at six.');
  });

  it('looks at what tells questions apart, not at what they share', () => {
    const chinese = new AnswerRanking([
      past('几点开门', '九点开门。'),
      past('周日几点开门', '九点开门。'),
      ...['关门', '营业', '上班', '下班'].map((thing) => past(`什么时候${thing}`, `${thing}：六点。`)),
    ]);
    expect(chinese.rank('什么时候开门')[0]).toBe('九点开门。');
  });

  it('weighs what all questions of an answer have in common', () => {
    const things = new AnswerRanking(
      ['shoes', 'bag', 'lamp'].flatMap((thing) =>
        ['refund my', 'how do i return my', 'i will return my'].map((opening) => past(`${opening} ${thing}`, `About the ${thing}.`)),
      ),
    );
    expect(things.rank('how can i return shoes')[0]).toBe('About the shoes.');
    expect(things.rank('return, return! the bag')[0]).toBe('About the bag.');
  });

  it('has every answer once, and keeps their order where nothing fits', () => {
    expect(ranking.rank('xyz')).toEqual(['We open at nine.', 'We close at six.']);
    expect(new AnswerRanking([]).rank('hello')).toEqual([]);
  });
});
