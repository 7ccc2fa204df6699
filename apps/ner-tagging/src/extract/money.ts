import { readNumber } from './numbers.ts';

/** An amount in a currency (ISO 4217). */
export interface Money {
  readonly amount: number;
  /** Null where the sign may mean several: ¥. */
  readonly currency: string | null;
}

/** How currencies are written, longest first where one begins another. A bare dollar is one of the United States. */
const currencies: readonly (readonly [RegExp, string | null])[] = [
  [/hk\$|hkd|hong kong dollars?|港元|港币|港幣/, 'HKD'],
  [/nt\$|twd|new taiwan dollars?|新台币|新臺幣/, 'TWD'],
  [/c\$|ca\$|cad|canadian dollars?|加元|加拿大元/, 'CAD'],
  [/a\$|au\$|aud|australian dollars?|澳元|澳大利亚元/, 'AUD'],
  [/s\$|sgd|singapore dollars?|新加坡元|新元/, 'SGD'],
  [/nz\$|nzd|new zealand dollars?|新西兰元/, 'NZD'],
  [/us\$|usd|u\.?s\.? dollars?|us dollars?|美元|美金|dollars?|\$/, 'USD'],
  [/€|eur|euros?|欧元/, 'EUR'],
  [/£|gbp|pounds? sterling|british pounds?|pounds?|英镑/, 'GBP'],
  [/chf|swiss francs?|瑞士法郎/, 'CHF'],
  [/jpy|japanese yen|yen|日元|日圆/, 'JPY'],
  [/krw|korean won|won|₩|韩元/, 'KRW'],
  [/inr|indian rupees?|rupees?|₹|rs\.?|卢比/, 'INR'],
  [/rub|russian rubles?|roubles?|rubles?|₽|卢布/, 'RUB'],
  [/人民币|cny|rmb|yuan|renminbi|cn¥|元人民币|元|块钱|块/, 'CNY'],
  [/¥/, null],
];

const approximately = /^(?:about|around|approximately|approx\.?|roughly|some|nearly|almost|约|大约|约为|近|将近)\s*/;

/**
 * The amount that a text says: $5.2 million, US$1,200, 12.5亿美元, 三百万元, 5000元人民币, two million dollars.
 *
 * Null for what is not understood: ranges, bounds (over, at least, 超过), percentages, amounts without a currency, coins. "About" is
 * left out of account.
 */
export function readMoney(text: string): Money | null {
  let rest = text.normalize('NFKC').trim().toLowerCase().replace(approximately, '');
  let currency: string | null | undefined;
  // Before and after the number, as in 人民币三百万元 or US$5 million dollars.
  for (const place of [(source: string) => `^(?:${source})(?![a-z])`, (source: string) => `(?<![a-z])(?:${source})$`]) {
    for (const [sign, code] of currencies) {
      const found = new RegExp(place(sign.source)).exec(rest);
      if (found === null) continue;
      if (currency !== undefined && currency !== null && code !== null && code !== currency) return null;
      currency = currency ?? code;
      rest = (found.index === 0 ? rest.slice(found[0].length) : rest.slice(0, found.index)).trim();
      break;
    }
  }
  if (currency === undefined) return null;
  const amount = readNumber(rest.replace(approximately, ''));
  return amount === null ? null : { amount, currency };
}
