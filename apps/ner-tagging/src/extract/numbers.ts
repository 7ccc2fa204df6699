/** English and Chinese words that multiply the number before them. */
const scales: Readonly<Record<string, number>> = {
  hundred: 1e2,
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mn: 1e6,
  mln: 1e6,
  mio: 1e6,
  million: 1e6,
  b: 1e9,
  bn: 1e9,
  bln: 1e9,
  billion: 1e9,
  t: 1e12,
  tn: 1e12,
  trn: 1e12,
  trillion: 1e12,
  十: 1e1,
  百: 1e2,
  千: 1e3,
  万: 1e4,
  萬: 1e4,
  百万: 1e6,
  千万: 1e7,
  亿: 1e8,
  億: 1e8,
  百亿: 1e10,
  千亿: 1e11,
  万亿: 1e12,
  兆: 1e12,
};

const small =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen';
const tens = 'twenty thirty forty fifty sixty seventy eighty ninety';
const english = new Map([
  ...small.split(' ').map((word, value) => [word, value] as const),
  ...tens.split(' ').map((word, index) => [word, 10 * (index + 2)] as const),
  ['a', 1] as const,
  ['an', 1] as const,
]);

const chineseDigits = new Map(
  ['零〇', '一壹', '二贰两兩', '三叁', '四肆', '五伍', '六陆', '七柒', '八捌', '九玖'].flatMap((signs, value) =>
    [...signs].map((sign) => [sign, value] as const),
  ),
);
const chineseTens: Readonly<Record<string, number>> = { 十: 10, 拾: 10, 百: 100, 佰: 100, 千: 1000, 仟: 1000 };
const chineseGroups: Readonly<Record<string, number>> = { 万: 1e4, 萬: 1e4, 亿: 1e8, 億: 1e8 };

/**
 * The number that a text says: 1,234.5; 1.5 million; 12.5亿; 三百二十万; twenty-five thousand. Null for anything else, such as a range,
 * a bound, or digits that are grouped in another way.
 */
export function readNumber(text: string): number | null {
  const plain = text.normalize('NFKC').trim().toLowerCase();
  const digits = /^(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?[\s-]*(.*)$/s.exec(plain);
  if (digits !== null) {
    const [, whole, fraction = '', unit] = digits;
    const scale = unit === '' ? 1 : scaleOf(unit);
    return scale === undefined ? null : exact(Number(whole.replaceAll(',', '') + fraction) * scale);
  }
  return readChinese(plain) ?? readEnglish(plain);
}

/** `million`, `hundred thousand`, `万亿`; undefined for other words. */
function scaleOf(unit: string): number | undefined {
  if (Object.hasOwn(scales, unit)) return scales[unit];
  const words = unit.split(/\s+/);
  if (words.length < 2 || !words.every((word) => Object.hasOwn(scales, word))) return undefined;
  return words.reduce((product, word) => product * scales[word], 1);
}

/** 三百二十万, 二〇二四, 一百零五. */
function readChinese(text: string): number | null {
  const signs = [...text];
  if (signs.length === 0 || !signs.every((sign) => chineseDigits.has(sign) || sign in chineseTens || sign in chineseGroups)) return null;
  if (signs.every((sign) => chineseDigits.has(sign))) return Number(signs.map((sign) => chineseDigits.get(sign)).join(''));
  let [total, group, digit] = [0, 0, 0];
  // 三万五 is 35,000: a digit right after a unit, at the end, counts a tenth of it.
  let unit = 1;
  let afterZero = false;
  for (const sign of signs) {
    const value = chineseDigits.get(sign);
    if (value !== undefined) {
      // Two digits in a row, in a number with units: 二三十 is a guess (20 to 30), not a number.
      if (digit !== 0) return null;
      digit = value;
      afterZero ||= value === 0;
    } else if (sign in chineseTens) {
      unit = chineseTens[sign];
      group += (digit === 0 ? 1 : digit) * unit;
      [digit, afterZero] = [0, false];
    } else {
      unit = chineseGroups[sign];
      const lower = group + digit;
      total = unit === 1e8 || total === 0 ? (total + lower) * unit : total + lower * unit;
      [group, digit, afterZero] = [0, 0, false];
    }
  }
  return total + group + digit * (afterZero || unit === 10 || unit === 1 ? 1 : unit / 10);
}

/** twenty-five thousand, a hundred and five, two million. */
function readEnglish(text: string): number | null {
  const words = text.split(/[\s-]+/).filter((word) => word !== 'and' && word !== '');
  if (words.length === 0) return null;
  let [total, group] = [0, 0];
  let counted = false;
  for (const word of words) {
    const value = english.get(word);
    if (value !== undefined) {
      // "twenty five", but not "five six".
      if (counted && !(group % 100 >= 20 && group % 10 === 0 && value < 10) && group % 100 !== 0) return null;
      group += value;
      counted = true;
    } else if (word === 'hundred' && counted && group < 100) group *= 100;
    else if (word.length > 2 && Object.hasOwn(scales, word) && counted) {
      total += group * scales[word];
      [group, counted] = [0, false];
    } else return null;
  }
  return total + group;
}

/** Without the digits that binary fractions add: 1.1 million is 1,100,000. */
function exact(value: number): number {
  return Number(value.toPrecision(15));
}
