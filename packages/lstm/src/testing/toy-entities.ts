import type { TokenSpan } from '@textloom/tokenizers';
import type { SequenceTagger } from '../models/sequence-tagger.ts';
import type { TaggerSentence } from '../tagging/tagged-corpus.ts';
import type { SequenceTaggerOptions } from '../tagging/tagger-config.ts';

const names: Record<'en' | 'zh', Record<string, string[]>> = {
  en: {
    PER: ['Ada', 'Ada Quill', 'Tom van Reed', 'Zora'],
    LOC: ['Paris', 'New York', 'Lake Van', 'Oslo'],
    ORG: ['Acme', 'Acme Steel Works', 'Blue Fox'],
  },
  zh: { PER: ['李', '王小明', '张文'], LOC: ['上海', '北京', '南山公园'], ORG: ['东风公司', '红星厂'] },
};

const patterns: Record<'en' | 'zh', string[]> = {
  en: [
    '<PER> moved to <LOC> .',
    'in <LOC> , <PER> joined <ORG>',
    '<ORG> opened an office in <LOC>',
    '<PER> <PER>',
    'nothing happened today .',
  ],
  zh: ['<PER>住在<LOC>。', '<ORG>在<LOC>招人', '<PER>去了<ORG>', '今天没有事。'],
};

/** A sentence written as `[PER Ada Quill] moved`, or with Chinese characters as tokens `[PER 王小明]去了`. */
export function sentenceOf(marked: string): { tokens: string[]; entities: TokenSpan[] } {
  const tokens: string[] = [];
  const entities: TokenSpan[] = [];
  const tokensIn = (text: string): string[] => text.match(/[\p{Script=Han}。，]|[^\s\p{Script=Han}。，]+/gu) ?? [];
  for (const [, type, name, text] of marked.matchAll(/\[(\S+) ([^\]]*)\]|([^[]+)/g)) {
    const start = tokens.length;
    tokens.push(...tokensIn(name ?? text));
    if (type !== undefined) entities.push({ start, end: tokens.length, type });
  }
  return { tokens, entities };
}

/** Some 120 sentences with people, places and firms, English and Chinese: every pattern with all names that fit. */
export function toyEntities(): (TaggerSentence & { entities: TokenSpan[] })[] {
  const filled = (pattern: string, language: 'en' | 'zh'): string[] => {
    const gap = /<(.*?)>/.exec(pattern);
    if (gap === null) return [pattern];
    return names[language][gap[1]].flatMap((name) => filled(pattern.replace(gap[0], `[${gap[1]} ${name}]`), language));
  };
  return (['en', 'zh'] as const).flatMap((language) => patterns[language].flatMap((pattern) => filled(pattern, language).map(sentenceOf)));
}

/** A small network for {@link toyEntities}. */
export function toyTagger(): SequenceTaggerOptions {
  return {
    words: { dimension: 16 },
    characters: { dimension: 6, outputs: 8 },
    casing: 4,
    encoder: { hidden: 12, inputDropout: 0.1, outputDropout: 0.1 },
  };
}

/** 2 · entities found as they are / (entities there are + entities found). */
export function entityF1(tagger: SequenceTagger, sentences: readonly TaggerSentence[]): number {
  const written = ({ start, end, type }: TokenSpan): string => `${start}-${end} ${type}`;
  const found = tagger.tag(sentences.map(({ tokens }) => tokens));
  let [right, all] = [0, 0];
  sentences.forEach(({ entities = [] }, i) => {
    const gold = new Set(entities.map(written));
    right += found[i].entities.filter((entity) => gold.has(written(entity))).length;
    all += gold.size + found[i].entities.length;
  });
  return (2 * right) / all;
}
