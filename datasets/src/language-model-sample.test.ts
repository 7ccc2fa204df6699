import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { samplesFolder } from './registry.ts';

const splits = ['train', 'valid', 'test'] as const;
const languages = ['english', 'chinese'] as const;
type Language = (typeof languages)[number];

const read = (name: string) => readFileSync(`${samplesFolder('language-model')}${name}`, 'utf8');
const files = languages.flatMap((language) => splits.map((split) => ({ language, split, text: read(`${language}/${split}.txt`) })));
const textOf = (language: Language, split: string) => read(`${language}/${split}.txt`);
const paragraphsOf = (text: string) => text.trimEnd().split('\n\n');
const titlesOf = (text: string) => paragraphsOf(text).filter((paragraph) => paragraph.startsWith('# '));
/** What a language is counted in: English words in lower case, Chinese characters without punctuation. */
const unitsOf = (language: Language, text: string) =>
  language === 'english' ? (text.toLowerCase().match(/[a-z]+(?:'[a-z]+)*/g) ?? []) : (text.match(/\p{Script=Han}/gu) ?? []);
const bytes = (text: string) => Buffer.byteLength(text);
const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
const written = (count: number) => count.toLocaleString('en-US');
/** All runs of `length` units, so that two texts can be searched for a passage they share. */
const runsOf = (units: readonly string[], length: number) =>
  units.slice(0, Math.max(0, units.length - length + 1)).map((_, start) => units.slice(start, start + length).join(' '));

describe('the sample of language-model', () => {
  it('is at least 95 kB of English and 65 kB of Chinese, most of it for training', () => {
    const sizes = { english: 95_000, chinese: 65_000 };
    for (const language of languages) {
      const [train, valid, test] = splits.map((split) => bytes(textOf(language, split)));
      const all = train + valid + test;
      expect(all).toBeGreaterThanOrEqual(sizes[language]);
      expect(train / all).toBeGreaterThan(0.8);
      for (const held of [valid, test]) expect(held / all, language).toBeGreaterThan(0.05);
    }
    expect(unitsOf('chinese', splits.map((split) => textOf('chinese', split)).join('')).length).toBeGreaterThan(18_000);
  });

  it('is well-formed text: one paragraph a line, an empty line between two, nothing invisible', () => {
    for (const { language, split, text } of files) {
      const where = `${language}/${split}.txt`;
      expect(text.isWellFormed() && text === text.normalize('NFC'), where).toBe(true);
      expect(text.match(/[^\P{C}\n]|[\u2028\u2029\ufeff\ufffd]/u), where).toBeNull();
      expect(text.endsWith('\n') && !text.endsWith('\n\n') && !text.startsWith('\n'), where).toBe(true);
      for (const paragraph of paragraphsOf(text)) {
        expect(paragraph, where).not.toContain('\n');
        expect(paragraph, where).toBe(paragraph.trim());
        expect(paragraph.length, where).toBeGreaterThan(0);
      }
    }
  });

  it('begins every file with a title and has prose under each', () => {
    for (const { language, split, text } of files) {
      const stories = `\n\n${text.trimEnd()}`.split('\n\n# ').slice(1);
      expect(text.startsWith('# '), `${language}/${split}.txt`).toBe(true);
      for (const story of stories) {
        const [title, ...paragraphs] = story.split('\n\n');
        expect(title.length, title).toBeLessThan(60);
        expect(paragraphs.length, title).toBeGreaterThanOrEqual(7);
      }
    }
    const titles = files.flatMap(({ text }) => titlesOf(text));
    expect(new Set(titles).size).toBe(titles.length);
  });

  it('has plain English: ASCII without figures, closed quotation marks, no double spaces', () => {
    for (const split of splits) {
      const text = textOf('english', split);
      expect(text.match(/[^\n\x20-\x7e]|\d| {2}|\b(the the|a a|and and|of of)\b/), split).toBeNull();
      const unclosed = paragraphsOf(text).filter((paragraph) => (paragraph.match(/"/g) ?? []).length % 2 === 1);
      expect(unclosed, split).toEqual([]);
    }
  });

  it('has plain Chinese: Han characters and Chinese punctuation, closed quotation marks, no space but after the sign of a title', () => {
    for (const split of splits) {
      const paragraphs = paragraphsOf(textOf('chinese', split)).map((paragraph) => paragraph.replace(/^# /, ''));
      expect(paragraphs.filter((paragraph) => !/^[\p{Script=Han}，。！？：；、“”‘’《》（）…—]+$/u.test(paragraph))).toEqual([]);
      expect(paragraphs.filter((paragraph) => /[，。！？：；、]{2}|的的|了了/.test(paragraph))).toEqual([]);
      expect(paragraphs.filter((paragraph) => paragraph.replace(/[^“”]/g, '').replaceAll('“”', '') !== '')).toEqual([]);
    }
  });

  it('has no paragraph twice', () => {
    for (const language of languages) {
      const paragraphs = splits.flatMap((split) => paragraphsOf(textOf(language, split)));
      expect(paragraphs.filter((paragraph, index) => paragraphs.indexOf(paragraph) !== index)).toEqual([]);
    }
  });

  it('shares no long passage between two splits: 12 words in English, 25 characters in Chinese', () => {
    const lengths = { english: 12, chinese: 25 };
    for (const language of languages) {
      const runs = splits.map((split) => runsOf(unitsOf(language, textOf(language, split)), lengths[language]));
      for (const [one, other] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ]) {
        const known = new Set(runs[one]);
        expect(runs[other].filter((run) => known.has(run))).toEqual([]);
      }
    }
  });

  it('is about words that training knows, as its README says', () => {
    const readme = read('README.md');
    for (const language of languages) {
      const known = new Set(unitsOf(language, textOf(language, 'train')));
      const shares = (['valid', 'test'] as const).map((split) => {
        const units = unitsOf(language, textOf(language, split));
        return (100 * units.filter((unit) => known.has(unit)).length) / units.length;
      });
      for (const share of shares) expect(share, language).toBeGreaterThan(95);
      const [valid, test] = shares.map((share) => share.toFixed(1));
      const name = language === 'english' ? 'English words' : 'Chinese characters';
      expect(readme).toContain(`| ${name} | ${written(known.size)} | ${valid} % | ${test} % |`);
    }
  });

  it('has the counts that its README states', () => {
    const readme = read('README.md');
    const counts = ({ language, text }: (typeof files)[number]) => [
      titlesOf(text).length,
      paragraphsOf(text).length - titlesOf(text).length,
      unitsOf(language, text).length,
      bytes(text),
    ];
    for (const file of files) {
      expect(readme).toContain(`| \`${file.language}/${file.split}.txt\` | ${counts(file).map(written).join(' | ')} |`);
    }
    for (const language of languages) {
      const rows = files.filter((file) => file.language === language).map(counts);
      const totals = rows[0].map((_, column) => sum(rows.map((row) => row[column])));
      expect(readme).toContain(`| all ${language === 'english' ? 'English' : 'Chinese'} | ${totals.map(written).join(' | ')} |`);
    }
  });
});
