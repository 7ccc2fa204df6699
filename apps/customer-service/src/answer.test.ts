import { describe, expect, it } from 'vitest';
import { rankAnswers } from './answer.ts';
import { parseAnswerBook } from './answer-book.ts';

const book = parseAnswerBook(
  `
slots:
  order_number: { pattern: '#?(\\d{5,})', default: { en: 'your order', zh: '您的订单' } }
  customer_name: { default: { en: 'there', zh: '您' } }
out_of_scope: { en: ['Sorry, that is not for us.'], zh: ['抱歉，这不归我们管。'] }
low_confidence: { en: ['What do you mean?'], zh: ['您的意思是？'] }
intents:
  track_order:
    en: ['Hello {customer_name}, {order_number} is on its way.', '{order_number} is on its way.', 'It is on its way.']
    zh: ['{order_number}正在路上。']
`,
  'answers.yaml',
);

describe('rankAnswers', () => {
  it('prefers the template that the message fills most', () => {
    const [best] = rankAnswers(book, 'track_order', 'en', 'where is #4711123?');
    expect(best).toEqual({ text: '4711123 is on its way.', filled: { order_number: '4711123' }, open: [] });
  });

  it('takes slots that the caller knows', () => {
    const [best] = rankAnswers(book, 'track_order', 'en', 'where is 4711123', { customer_name: 'Mei' });
    expect(best.text).toBe('Hello Mei, 4711123 is on its way.');
  });

  it('falls back to default wording and says which slots stay open', () => {
    expect(rankAnswers(book, 'track_order', 'en', 'where is it').map((answer) => answer.text)).toEqual([
      'It is on its way.',
      'your order is on its way.',
      'Hello there, your order is on its way.',
    ]);
    expect(rankAnswers(book, 'track_order', 'zh', '我的包裹呢')).toEqual([
      { text: '您的订单正在路上。', filled: {}, open: ['order_number'] },
    ]);
  });

  it('answers what is out of scope', () => {
    expect(rankAnswers(book, undefined, 'zh', '今天天气怎么样')[0].text).toBe('抱歉，这不归我们管。');
  });

  it('asks again where it is unsure, if the book has words for that', () => {
    expect(rankAnswers(book, undefined, 'en', 'parcel??', {}, true)[0].text).toBe('What do you mean?');
    const { low_confidence: _, ...without } = book;
    expect(rankAnswers(without, undefined, 'en', 'parcel??', {}, true)[0].text).toBe('Sorry, that is not for us.');
  });
});
