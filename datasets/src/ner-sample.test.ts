import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { samplesFolder } from './registry.ts';

interface Span {
  start: number;
  end: number;
  type: string;
}
interface Sentence {
  text: string;
  spans: Span[];
  domain: string;
  language: string;
}

const splits = ['train', 'valid', 'test'] as const;
const types = ['PER', 'ORG', 'LOC', 'PRODUCT', 'MONEY', 'DATE'];
const languages = ['en', 'zh'];
const read = (name: string) => readFileSync(`${samplesFolder('ner-tagging')}${name}`, 'utf8');
const sample = Object.fromEntries(
  splits.map((split) => [
    split,
    read(`${split}.jsonl`)
      .trimEnd()
      .split('\n')
      .map((line): Sentence => JSON.parse(line)),
  ]),
);
const all = splits.flatMap((split) => sample[split]);

const mentionsOf = (sentences: readonly Sentence[]) =>
  sentences.flatMap(({ text, spans, language }) =>
    spans.map(({ start, end, type }) => ({
      surface: text.slice(start, end),
      type,
      language,
      after: text.slice(end),
      before: text.slice(0, start),
    })),
  );
const mentions = mentionsOf(all);
const surfaces = (type: string, language?: string) =>
  mentions.filter((mention) => mention.type === type && (language ?? mention.language) === mention.language).map(({ surface }) => surface);
/** Collected, so that a failure shows the mentions that break the law. */
const breaking = (type: string, law: (surface: string) => boolean, language?: string) =>
  surfaces(type, language).filter((surface) => !law(surface));

const englishNumber = /\b(two|three|four|five|six|nine|ten|twelve|twenty|thirty|forty|sixty|half a)\b/i;
const chineseNumber = /[一二两三四五六七八九十百千万亿]/;
const digit = /[\d０-９]/;

describe('the sample of ner-tagging', () => {
  it('has spans within their text, sorted, apart from each other, with no white space at their ends', () => {
    for (const { text, spans } of all) {
      let free = 0;
      for (const { start, end, type } of spans) {
        expect(types, text).toContain(type);
        expect(Number.isInteger(start) && Number.isInteger(end) && start >= free && end > start && end <= text.length, text).toBe(true);
        const surface = text.slice(start, end);
        expect(surface.trim(), text).toBe(surface);
        free = end;
      }
    }
  });

  it('never begins or ends a span inside a word, a number or a character', () => {
    const cuts = mentions.filter(({ surface, before, after, language }) => {
      if (!surface.isWellFormed()) return true;
      const inWord = language === 'en' ? /[\p{L}\p{N}]/u : /[A-Za-z0-9０-９]/;
      const [first, last] = [surface.at(0) ?? '', surface.at(-1) ?? ''];
      return (inWord.test(before.at(-1) ?? '') && inWord.test(first)) || (inWord.test(last) && inWord.test(after.at(0) ?? ''));
    });
    expect(cuts).toEqual([]);
  });

  it('is well-formed text with known fields, each text once', () => {
    for (const sentence of all) {
      expect(Object.keys(sentence)).toEqual(['text', 'spans', 'domain', 'language']);
      expect(sentence.text.isWellFormed()).toBe(true);
      expect(sentence.text.trim()).toBe(sentence.text);
      expect(sentence.text).not.toMatch(/[\n\r\t]|[{}]|undefined| {2}|的的|\b(the the|a a)\b/);
      expect(languages).toContain(sentence.language);
      expect(/\p{Script=Han}/u.test(sentence.text)).toBe(sentence.language === 'zh');
    }
    const folded = all.map(({ text }) => text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' '));
    expect(new Set(folded).size).toBe(folded.length);
  });

  it('has money with a number and a currency', () => {
    const currency =
      /[$€£¥￥]|\b(EUR|USD|CHF|RMB|SEK|yuan|euros?|dollars?|pounds?|pence|cents?|francs?|kronor|zloty|yen)\b|元|块|毛|英镑|人民币/i;
    expect(breaking('MONEY', (surface) => digit.test(surface) || englishNumber.test(surface) || chineseNumber.test(surface))).toEqual([]);
    expect(breaking('MONEY', (surface) => currency.test(surface))).toEqual([]);
  });

  it('has dates with a number or a word of the calendar', () => {
    const english =
      /\b(today|yesterday|tonight|tomorrow|night|day|days|week|weekend|weeks|month|year|(mon|tues|wednes|thurs|fri|satur|sun)day|jan|feb|march|apr|may|june|july|aug|sept?|oct|nov|dec)/i;
    expect(breaking('DATE', (surface) => digit.test(surface) || english.test(surface), 'en')).toEqual([]);
    expect(
      breaking('DATE', (surface) => digit.test(surface) || /[年月日天周晚节季]|星期|礼拜|周末|月底|前年|去年|双十一/.test(surface), 'zh'),
    ).toEqual([]);
    expect(
      breaking('DATE', (surface) => !/^(on|in|at|since|until|by|the|from)\b|[,.]$|前$/i.test(surface.replace(/(天|周)前$|\.$/, ''))),
    ).toEqual([]);
  });

  it('keeps to its guidelines for names: no titles, articles, possessives or house numbers', () => {
    expect(breaking('PER', (surface) => !digit.test(surface))).toEqual([]);
    expect(
      breaking(
        'PER',
        (surface) => !/^(Dr|Mrs?|Ms|Prof|Professor|Mayor|Nurse|Coach)\b|(先生|女士|小姐|教授|医生|老师|阿姨|伯伯)$/i.test(surface),
      ),
    ).toEqual([]);
    expect(breaking('LOC', (surface) => !digit.test(surface))).toEqual([]);
    for (const type of ['PER', 'ORG', 'LOC', 'PRODUCT']) {
      expect(breaking(type, (surface) => !/^(the|an?) |['’]s?$|^["'“”(（【《]|[,;:!?"“”)）】》。，、的]$/i.test(surface))).toEqual([]);
      expect(breaking(type, (surface) => surface.length <= 40)).toEqual([]);
      expect(breaking(type, (surface) => !/^\p{Ll}/u.test(surface) || surface === surface.toLowerCase(), 'en')).toEqual([]);
    }
  });

  it('leaves no sign of money and no weekday unannotated', () => {
    const outside = all.map(({ text, spans }) =>
      spans.reduce((rest, { start, end }) => rest.slice(0, start) + ' '.repeat(end - start) + rest.slice(end), text),
    );
    const sign =
      /[$€£¥￥]|\b(yesterday|tomorrow|tonight|(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?)\b|昨天|明天|后天|星期|上周|下周|[\d０-９](元|块|年|月|日)/i;
    expect(outside.filter((text) => sign.test(text))).toEqual([]);
  });

  it('has enough of each type in each language, and sentences without any', () => {
    for (const language of languages) {
      const of = (split: string) => sample[split].filter((sentence) => sentence.language === language);
      for (const type of types) {
        const count = (split: string) => mentionsOf(of(split)).filter((mention) => mention.type === type).length;
        expect(count('train'), `${language} ${type}`).toBeGreaterThanOrEqual(80);
        expect(count('test'), `${language} ${type}`).toBeGreaterThanOrEqual(20);
      }
      for (const split of splits) {
        const empty = of(split).filter(({ spans }) => spans.length === 0).length / of(split).length;
        expect(empty, `${language} ${split}`).toBeGreaterThan(0.12);
        expect(new Set(of(split).map(({ domain }) => domain)).size).toBe(8);
      }
    }
    expect(all.filter(({ language }) => language === 'en').length).toBeGreaterThanOrEqual(700);
    expect(all.filter(({ language }) => language === 'zh').length).toBeGreaterThanOrEqual(500);
  });

  it('has the counts that its README states', () => {
    const readme = read('README.md');
    const written = (count: number) => count.toLocaleString('en-US');
    const entities = (sentences: readonly Sentence[], type?: string) =>
      sentences.reduce((sum, { spans }) => sum + spans.filter((span) => type === undefined || span.type === type).length, 0);
    const inLanguage = (sentences: readonly Sentence[], language: string) => sentences.filter((sentence) => sentence.language === language);
    const row = (sentences: readonly Sentence[]) =>
      [sentences, ...languages.map((language) => inLanguage(sentences, language)), sentences.filter(({ spans }) => spans.length === 0)]
        .map(({ length }) => written(length))
        .concat(written(entities(sentences)))
        .join(' | ');
    for (const split of splits) expect(readme).toContain(`| \`${split}.jsonl\` | ${row(sample[split])} |`);
    expect(readme).toContain(`| all | ${row(all)} |`);
    for (const type of types) {
      const cells = languages.map((language) =>
        splits.map((split) => written(entities(inLanguage(sample[split], language), type))).join(' / '),
      );
      expect(readme).toContain(`| ${type} | ${cells.join(' | ')} | ${written(entities(all, type))} |`);
    }
    for (const domain of new Set(all.map((sentence) => sentence.domain))) {
      const cells = languages.map((language) => inLanguage(all, language).filter((sentence) => sentence.domain === domain).length);
      expect(readme).toMatch(new RegExp(`\\| ${domain} \\| [^|]+ \\| ${cells.join(' \\| ')} \\|`));
    }
  });

  it('tests about half with names that training never saw, as its README says', () => {
    const shares = languages.map((language) => {
      const names = (split: string) =>
        mentionsOf(sample[split].filter((sentence) => sentence.language === language))
          .filter(({ type }) => type !== 'MONEY' && type !== 'DATE')
          .map(({ type, surface }) => `${type} ${surface.toLowerCase()}`);
      const seen = new Set(names('train'));
      return names('test').filter((name) => !seen.has(name)).length / names('test').length;
    });
    for (const share of shares) {
      expect(share).toBeGreaterThan(0.4);
      expect(share).toBeLessThan(0.65);
    }
    const [english, chinese] = shares.map((share) => Math.round(100 * share));
    expect(read('README.md')).toContain(`${english} % in English and ${chinese} % in Chinese do not stand in \`train.jsonl\``);
  });
});
