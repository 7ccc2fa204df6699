import { readNumber } from './numbers.ts';

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];
const month =
  '(?<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?';
const day = '(?<day>\\d{1,2})(?:st|nd|rd|th)?';
const year = '(?<year>[12]\\d{3})';
const han = '[零〇一二三四五六七八九十]';

/** Each names its parts; a form that lacks the year says no date. */
const forms: readonly RegExp[] = [
  new RegExp(`^${year}[-/.](?<month>\\d{1,2})[-/.](?<day>\\d{1,2})$`),
  new RegExp(`^${year}-(?<month>\\d{2})$`),
  new RegExp(`^${year}\\s*年?$`),
  new RegExp(`^${month}\\s+${day}(?:\\s*,\\s*|\\s+)${year}$`),
  new RegExp(`^(?:the\\s+)?${day}(?:\\s+of)?\\s+${month}\\s*,?\\s*${year}$`),
  new RegExp(`^${month}(?:\\s+of)?\\s*,?\\s*${year}$`),
  new RegExp(`^${year}\\s*年\\s*(?<month>\\d{1,2})\\s*月(?:份)?(?:\\s*(?<day>\\d{1,2})\\s*[日号])?$`),
  new RegExp(`^(?<year>[零〇一二三四五六七八九]{4})年(?:(?<month>${han}{1,3})月(?:份)?(?:(?<day>${han}{1,4})[日号])?)?$`),
];

const slashes = new RegExp(`^(?<first>\\d{1,2})([-/.])(?<second>\\d{1,2})\\2${year}$`);
const weekday = /^(?:on\s+)?(?:(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\.?,?\s+)?/;

/**
 * The day, month or year that a text says, in ISO 8601: 2024-03-12, 2024-03 or 2024. English and Chinese: March 12, 2024; 12 Mar 2024;
 * 25/12/2024; 2024年3月12日; 二〇二四年三月.
 *
 * Null for what is not understood or needs more than the text: days without a year, yesterday, 上周, quarters, 03/04/2024 (March or
 * April), and days that no month has.
 */
export function readDate(text: string): string | null {
  const plain = text
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(weekday, '')
    .replace(/(?:星期|周|礼拜)[一二三四五六日天]$/, '')
    .trim();
  const numeric = slashes.exec(plain)?.groups;
  if (numeric !== undefined) {
    const [first, second] = [Number(numeric.first), Number(numeric.second)];
    if (first > 12) return iso(numeric.year, second, first);
    return second > 12 || first === second ? iso(numeric.year, first, second) : null;
  }
  for (const form of forms) {
    const parts = form.exec(plain)?.groups;
    if (parts !== undefined)
      return iso(parts.year, monthOf(parts.month), parts.day === undefined ? undefined : (readNumber(parts.day) ?? 0));
  }
  return null;
}

function monthOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const named = months.findIndex((name) => name.startsWith(text.slice(0, 3)));
  return named >= 0 ? named + 1 : (readNumber(text) ?? 0);
}

function iso(yearText: string, monthNumber: number | undefined, dayNumber: number | undefined): string | null {
  const yearNumber = readNumber(yearText) ?? 0;
  const padded = (value: number, digits: number): string => String(value).padStart(digits, '0');
  const parts = [padded(yearNumber, 4)];
  if (monthNumber === undefined) return parts[0];
  if (monthNumber < 1 || monthNumber > 12) return null;
  parts.push(padded(monthNumber, 2));
  if (dayNumber === undefined) return parts.join('-');
  if (dayNumber < 1 || dayNumber > new Date(Date.UTC(yearNumber, monthNumber, 0)).getUTCDate()) return null;
  return [...parts, padded(dayNumber, 2)].join('-');
}
