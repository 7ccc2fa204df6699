import { describe, expect, it } from 'vitest';
import { readDate } from './dates.ts';
import { readMoney } from './money.ts';
import { readNumber } from './numbers.ts';

describe('readMoney', () => {
  it.each([
    ['$5.2 million', 5_200_000, 'USD'],
    ['US$1,200', 1200, 'USD'],
    ['about $1.1 million', 1_100_000, 'USD'],
    ['$3bn', 3e9, 'USD'],
    ['€ 40,000', 40_000, 'EUR'],
    ['£2m', 2e6, 'GBP'],
    ['20 euros', 20, 'EUR'],
    ['two million dollars', 2e6, 'USD'],
    ['twenty-five thousand pounds', 25_000, 'GBP'],
    ['a hundred and five Swiss francs', 105, 'CHF'],
    ['HK$500', 500, 'HKD'],
    ['1.5 hundred million yuan', 1.5e8, 'CNY'],
    ['JPY 1000', 1000, 'JPY'],
    ['12.5亿美元', 1_250_000_000, 'USD'],
    ['三百万元', 3e6, 'CNY'],
    ['人民币三百二十万元', 3.2e6, 'CNY'],
    ['5000元人民币', 5000, 'CNY'],
    ['两千五百欧元', 2500, 'EUR'],
    ['约１２００万港元', 12e6, 'HKD'],
    ['3.6万亿日元', 3.6e12, 'JPY'],
    ['￥99.50', 99.5, null],
    ['500块钱', 500, 'CNY'],
  ])('%s', (text, amount, currency) => expect(readMoney(text)).toEqual({ amount, currency }));

  it.each([
    '5',
    '12 percent',
    '$5-10 million',
    'over $5 million',
    '超过三百万元',
    '数百万元',
    'millions of dollars',
    '50 cents',
    '$5 million euros',
    '$1.234.567',
    'dollar',
    '',
    '€5k£',
  ])('does not guess: %s', (text) => expect(readMoney(text)).toBeNull());
});

describe('readNumber', () => {
  it.each([
    ['三万五', 35_000],
    ['三万五千', 35_000],
    ['一百零五', 105],
    ['十五', 15],
    ['二〇二四', 2024],
    ['一亿二千万', 120_000_000],
    ['一万亿', 1e12],
    ['一百二', 120],
    ['three hundred thousand', 300_000],
    ['two million five hundred', 2_000_500],
    ['1,234,567.89', 1_234_567.89],
  ])('%s', (text, number) => expect(readNumber(text)).toBe(number));

  it.each(['12,34', '二三十', 'five six', 'hundred thousand', '1.2.3', 'twelve eleven', '百分之五'])('is not a number: %s', (text) =>
    expect(readNumber(text)).toBeNull(),
  );
});

describe('readDate', () => {
  it.each([
    ['2024-03-12', '2024-03-12'],
    ['2024/3/12', '2024-03-12'],
    ['March 12, 2024', '2024-03-12'],
    ['Mar. 12th, 2024', '2024-03-12'],
    ['12 March 2024', '2024-03-12'],
    ['the 1st of May 1999', '1999-05-01'],
    ['Tuesday, 12 Sept. 2023', '2023-09-12'],
    ['March 2024', '2024-03'],
    ['2024', '2024'],
    ['25/12/2024', '2024-12-25'],
    ['12/25/2024', '2024-12-25'],
    ['03.03.2024', '2024-03-03'],
    ['29 February 2024', '2024-02-29'],
    ['2024年3月12日', '2024-03-12'],
    ['２０２４年３月１２号', '2024-03-12'],
    ['2024年3月12日星期二', '2024-03-12'],
    ['2024年3月', '2024-03'],
    ['2024年', '2024'],
    ['二〇二四年三月十二日', '2024-03-12'],
    ['二零二四年十二月三十一日', '2024-12-31'],
  ])('%s', (text, iso) => expect(readDate(text)).toBe(iso));

  it.each([
    '03/04/2024',
    'March 12',
    '3月12日',
    'last Tuesday',
    '去年',
    '上周三',
    '2023年第三季度',
    'Q3 2023',
    '2024-13-01',
    '29 February 2023',
    '31/11/2024',
    '2024年2月30日',
    'May',
    '',
  ])('does not guess: %s', (text) => expect(readDate(text)).toBeNull());
});
