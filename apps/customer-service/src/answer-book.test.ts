import { describe, expect, it } from 'vitest';
import { parseAnswerBook } from './answer-book.ts';

const good = `
slots:
  order_number: { pattern: '#?(\\d{5,})', default: { en: 'your order', zh: '您的订单' } }
out_of_scope: { en: ['I cannot help with that.'], zh: ['这个我帮不上忙。'] }
intents:
  track_order:
    en: ['{order_number} is on its way.']
    zh: ['{order_number}正在路上。']
  refund_status:
    en: ['Refunds take five days.']
    zh: ['退款需要五天。']
`;
const parse = (text: string, intents?: string[]) => parseAnswerBook(text, 'answers.yaml', intents);

describe('answers.yaml', () => {
  it('is read and checked against the intents', () => {
    expect(Object.keys(parse(good, ['track_order', 'refund_status']).intents)).toEqual(['track_order', 'refund_status']);
  });

  it.each([
    [
      'a missing intent',
      good,
      ['track_order', 'refund_status', 'cancel_order'],
      /answers\.yaml:5.*No answers for the intent: cancel_order/s,
    ],
    ['an unused intent, with its line', good, ['track_order'], /answers\.yaml:9.*"refund_status"/s],
    ['a slot that is not described', good.replace("'Refunds take", "'{when}: refunds take"), undefined, /\{when\}/],
    ['a pattern that is no regular expression', good.replace('\\d{5,})', '\\d{5,}'), undefined, /slot "order_number"/],
    ['an unknown key', good.replace('intents:', 'intent:'), undefined, /intent/],
    ['a language left out', good.replace("    zh: ['退款需要五天。']\n", ''), undefined, /refund_status/],
    ['broken YAML', `${good}\n  x: [`, undefined, /Not valid YAML/],
  ])('%s is an error that says where', (_, text, intents, message) => {
    expect(() => parse(text, intents)).toThrow(expect.objectContaining({ name: 'UserError', message: expect.stringMatching(message) }));
  });
});
