import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyText } from './testing/texts.ts';
import { createTokenizer } from './tokenizer.ts';
import type { TokenizerConfig } from './tokenizer-config.ts';

const KINDS: TokenizerConfig[] = [
  { kind: 'mixed' },
  { kind: 'mixed', unspaced: 'words', hyphens: 'join', apostrophes: 'split' },
  { kind: 'unicode-words' },
  { kind: 'chinese-words' },
  { kind: 'characters' },
  { kind: 'characters', unit: 'grapheme', spaces: 'keep' },
  { kind: 'whitespace' },
  { kind: 'natural-words' },
  { kind: 'natural-words', algorithm: 'word-punct' },
  { kind: 'natural-words', algorithm: 'treebank' },
  { kind: 'natural-words', algorithm: 'aggressive' },
  { kind: 'natural-words', algorithm: 'case' },
];
const named = KINDS.map((config) => [JSON.stringify(config), config] as const);

const words = (text: string, config?: TokenizerConfig): string[] => createTokenizer(config).words(text);

describe('mixed', () => {
  it('makes words of English and characters of Chinese', () => {
    expect(words("I can't log in — why?")).toEqual(['i', "can't", 'log', 'in', '—', 'why', '?']);
    expect(words('我的iPhone 15怎么退款？')).toEqual(['我', '的', 'iphone', '15', '怎', '么', '退', '款', '?']);
    expect(words('カードを使う')).toEqual(['カ', 'ー', 'ド', 'を', '使', 'う']);
    expect(words('𠮷野家')).toEqual(['𠮷', '野', '家']);
  });

  it('makes words of Chinese when asked, and both', () => {
    expect(words('申请退款 now', { kind: 'mixed', unspaced: 'words' })).toEqual(['申请', '退款', 'now']);
    const both = createTokenizer({ kind: 'mixed', unspaced: 'characters+words' }).tokenize('想申请 ok');
    expect(both.map((token) => [token.text, token.start, token.end])).toEqual([
      ['想', 0, 1],
      ['申请', 1, 3],
      ['申', 1, 2],
      ['请', 2, 3],
      ['ok', 4, 6],
    ]);
  });

  it('keeps emoji whole', () => {
    expect(words('ok👩‍👩‍👧‍👦👍🏽🇨🇳🇩🇪 1️⃣☺️!')).toEqual(['ok', '👩‍👩‍👧‍👦', '👍🏽', '🇨🇳', '🇩🇪', '1️⃣', '☺️', '!']);
  });

  it('keeps numbers whole and punctuation apart', () => {
    expect(words('It cost $1,299.50... wow!! (e-mail_me)')).toEqual([
      'it',
      'cost',
      '$',
      '1,299.50',
      '...',
      'wow',
      '!',
      '!',
      '(',
      'e',
      '-',
      'mail_me',
      ')',
    ]);
    expect(words('don’t e-mail', { kind: 'mixed', apostrophes: 'split', hyphens: 'join', punctuation: 'drop' })).toEqual([
      'don',
      't',
      'e-mail',
    ]);
  });

  it('reads right-to-left text and combining marks', () => {
    expect(words('שָׁלוֹם עולם')).toEqual(['שָׁלוֹם', 'עולם']);
    expect(words('नमस्ते दुनिया')).toEqual(['नमस्ते', 'दुनिया']);
    expect(words('cafe\u0301')).toEqual(['café']);
  });

  it('gives offsets into the original string', () => {
    const text = '  Ｒｅｆｕｎｄ… 我要ﬁ½!';
    const places = createTokenizer()
      .tokenize(text)
      .map(({ text: token, start, end }) => [token, text.slice(start, end)]);
    expect(places).toEqual([
      ['refund', 'Ｒｅｆｕｎｄ'],
      ['...', '…'],
      ['我', '我'],
      ['要', '要'],
      // One character of the original that normalises to three tokens, together with the word it grew into.
      ['fi1⁄2', 'ﬁ½'],
      ['!', '!'],
    ]);
  });
});

describe('other kinds', () => {
  it('unicode-words, chinese-words, characters, whitespace', () => {
    expect(words('我的 order', { kind: 'unicode-words' })).toEqual(['我的', 'order']);
    expect(words('我的 order', { kind: 'words' })).toEqual(['我的', 'order']);
    expect(words('订单退款？OK', { kind: 'chinese-words' })).toEqual(['订单', '退款', '?', 'ok']);
    expect(words('ab 退', { kind: 'characters' })).toEqual(['a', 'b', '退']);
    expect(words('a g̈', { kind: 'characters', unit: 'grapheme', spaces: 'keep' })).toEqual(['a', ' ', 'g̈']);
    expect(words('-DOCSTART- EU/B-ORG', { kind: 'whitespace', normalizer: { lowercase: false } })).toEqual(['-DOCSTART-', 'EU/B-ORG']);
  });

  it("natural's word tokenizers", () => {
    const natural = (algorithm: 'words' | 'word-punct' | 'treebank' | 'aggressive' | 'case') =>
      words("I can't pay 3.50 now!", { kind: 'natural-words', algorithm, normalizer: { lowercase: false } });
    expect(natural('words')).toEqual(['I', 'can', 't', 'pay', '3', '50', 'now']);
    expect(natural('word-punct')).toEqual(['I', 'can', "'", 't', 'pay', '3.50', 'now', '!']);
    expect(natural('treebank')).toEqual(['I', 'ca', "n't", 'pay', '3.50', 'now', '!']);
    expect(natural('aggressive')).toEqual(['I', "can't", 'pay', '3', '50', 'now']);
    expect(natural('case')).toEqual(['I', 'can', 't', 'pay', '3', '50', 'now']);
  });
});

describe.each(named)('every tokenizer: %s', (_, config) => {
  const tokenizer = createTokenizer(config);

  it('gives ascending, separate, non-empty places, which hold the token', () => {
    // A joiner or a sigma by itself is not what it was among its neighbours.
    const alike = (text: string): string => text.replaceAll('ς', 'σ').replaceAll('\u200d', '').normalize('NFKC').trim();
    fc.assert(
      fc.property(anyText, (text) => {
        let last = 0;
        for (const token of tokenizer.tokenize(text)) {
          expect(token.start).toBeGreaterThanOrEqual(last);
          expect(token.end).toBeGreaterThan(token.start);
          last = token.end;
          const slice = text.slice(token.start, token.end);
          expect(alike(tokenizer.normalizer.normalize(slice).text)).toContain(alike(token.text));
        }
        expect(last).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 150 },
    );
  });

  it('gives nothing for an empty text', () => {
    expect(tokenizer.tokenize('')).toEqual([]);
    expect(tokenizer.tokenize(' \n\t')).toEqual([]);
  });

  it('takes texts of 50,000 characters, with and without spaces', () => {
    for (const unit of ['how do I pay? ', '我想退款。', 'a', '退', '👩‍👧', "a'", '.']) {
      const text = unit.repeat(Math.ceil(50_000 / unit.length));
      const started = performance.now();
      tokenizer.tokenize(text);
      expect(performance.now() - started, unit).toBeLessThan(5000);
    }
  });
});

describe('a text of a million characters', () => {
  it.each(['how do I pay? ', '我想退款。', 'a', '退', '👩‍👧', 'e\u0301 ', 'Ａ'])('of %j', (unit) => {
    const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const started = performance.now();
    const tokens = createTokenizer().tokenize(text);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(tokens.at(-1)!.end).toBe(text.trimEnd().length);
  });
});

describe('characters of a mixed text', () => {
  it('loses nothing but white space', () => {
    const tokenizer = createTokenizer({ kind: 'mixed' });
    fc.assert(
      fc.property(anyText, (text) => {
        const visible = (value: string): string => value.replace(/[\s\x85]/g, '');
        const joined = tokenizer.words(text).join('');
        expect(visible(joined)).toBe(visible(tokenizer.normalizer.normalize(text).text));
      }),
    );
  });
});

describe('createTokenizer', () => {
  it('names a wrong kind, key or value', () => {
    const from = (json: string) => () => createTokenizer(JSON.parse(json) as TokenizerConfig);
    expect(from('{"kind":"bpe"}')).toThrow('tokenizer.kind: expected one of words, unicode-words, mixed');
    expect(from('null')).toThrow('tokenizer.kind');
    expect(from('{"kind":"mixed","hyphen":"join"}')).toThrow("tokenizer (mixed): unknown key 'hyphen'");
    expect(from('{"kind":"mixed","hyphens":"keep"}')).toThrow('tokenizer.hyphens: expected one of split, join, found "keep"');
    expect(from('{"kind":"mixed","normalizer":{"nfkc":1}}')).toThrow('normalizer.nfkc: expected true or false, found 1');
  });
});
