import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createNormalizer, type NormalizerConfig } from './normalizer.ts';
import { anyText } from './testing/texts.ts';

const OFF: Required<NormalizerConfig> = {
  stripInvisible: false,
  nfkc: false,
  fullWidth: false,
  quotes: false,
  lowercase: false,
  digits: 'keep',
  whitespace: false,
};

/** The original stretch of every normalised code unit. */
function pieces(text: string, config?: NormalizerConfig): string[] {
  const mapped = createNormalizer(config).normalize(text);
  return Array.from({ length: mapped.text.length }, (_, i) => {
    const { start, end } = mapped.toOriginal(i, i + 1);
    return text.slice(start, end);
  });
}

describe('createNormalizer', () => {
  it.each([
    ['Ｈｅｌｌｏ　ＷＯＲＬＤ', 'hello world'],
    ['  I don’t\n\tKNOW ', "i don't know"],
    ['ﬁle № ５', 'file no 5'],
    ['cafe\u0301', 'café'],
    ['ｶﾞｷﾞ', 'ガギ'],
    ['ㄱㅏ', '가'],
    ['re\u00adfund\u200b\ufeff', 'refund'],
    ['👩‍👧 ok', '👩‍👧 ok'],
    ['退款，订单１２３！', '退款,订单123!'],
    ['İstanbul', 'i̇stanbul'],
    ['ΟΔΟΣ', 'οδος'],
    ['a\ud800b', 'a\ufffdb'],
    ['', ''],
    [' \n ', ''],
  ])('%j becomes %j', (text, normalized) => {
    expect(createNormalizer().normalize(text).text).toBe(normalized);
  });

  it('takes its steps one by one', () => {
    const only = (config: NormalizerConfig): string => createNormalizer({ ...OFF, ...config }).normalize('Ａ“ß”  ٣7½').text;
    expect(only({})).toBe('Ａ“ß”  ٣7½');
    expect(only({ fullWidth: true })).toBe('A“ß”  ٣7½');
    expect(only({ quotes: true })).toBe('Ａ"ß"  ٣7½');
    expect(only({ lowercase: true })).toBe('ａ“ß”  ٣7½');
    expect(only({ digits: 'zero' })).toBe('Ａ“ß”  00½');
    expect(only({ whitespace: true })).toBe('Ａ“ß” ٣7½');
    expect(only({ nfkc: true })).toBe('A“ß”  ٣71⁄2');
  });

  it('remembers where every character came from', () => {
    expect(pieces('  ½ İx', OFF)).toEqual(['  ½ İx'].join('').split(''));
    expect(pieces('\u200bA  ½İe\u0301ﬀ')).toEqual(['A', '  ', '½', '½', '½', 'İ', 'İ', 'e\u0301', 'ﬀ', 'ﬀ']);
    expect(pieces('𝟙𝟚', { digits: 'zero' })).toEqual(['𝟙', '𝟚']);
  });

  it('is NFKC, exactly, on every text, and each step of the map ascends', () => {
    const normalizer = createNormalizer({ ...OFF, nfkc: true });
    fc.assert(
      fc.property(anyText, (text) => {
        const mapped = normalizer.normalize(text);
        expect(mapped.text).toBe(text.toWellFormed().normalize('NFKC'));
        let last = 0;
        for (let i = 0; i < mapped.text.length; i++) {
          const { start, end } = mapped.toOriginal(i, i + 1);
          expect(start).toBeGreaterThanOrEqual(last);
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(text.length);
          last = start;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('treats each character as text.normalize does, after an a and before a mark', () => {
    const normalizer = createNormalizer({ ...OFF, nfkc: true });
    const characters = Array.from({ length: 0x30000 }, (_, i) => i)
      .filter((codePoint) => codePoint < 0xd800 || codePoint > 0xdfff)
      .map((codePoint) => String.fromCodePoint(codePoint));
    const text = characters.map((character) => `a${character}\u0301`).join('');
    // A comparison of booleans: a diff of two texts of this size takes a minute.
    expect(normalizer.normalize(text).text === text.normalize('NFKC')).toBe(true);
    const neighbours = characters.join('');
    const got = normalizer.normalize(neighbours).text;
    // Runs of marks and of Hangul are cut, so whole planes at once are compared with those left out.
    const plain = characters.filter((character) => !/[\p{M}\p{Script=Hangul}\uff9e\uff9f\uffa0]/u.test(character)).join('');
    expect(normalizer.normalize(plain).text === plain.normalize('NFKC')).toBe(true);
    expect(got.length).toBeGreaterThan(0);
  });

  it('maps a normalised stretch to an original stretch that normalises to it', () => {
    const normalizer = createNormalizer({ ...OFF, lowercase: true, quotes: true, fullWidth: true });
    fc.assert(
      fc.property(anyText, fc.nat(), fc.nat(), (text, from, length) => {
        const mapped = normalizer.normalize(text);
        if (mapped.text.length === 0) return;
        const start = from % mapped.text.length;
        const end = Math.min(mapped.text.length, start + 1 + (length % 5));
        const place = mapped.toOriginal(start, end);
        // Final sigma looks at its neighbours, a cut İ or surrogate pair is widened: compare what is left.
        const again = normalizer.normalize(text.slice(place.start, place.end)).text.replaceAll('ς', 'σ');
        const whole = mapped.text.slice(start, end).replaceAll('ς', 'σ');
        if (whole.isWellFormed()) expect(again).toContain(whole);
      }),
    );
  });

  it('changes nothing the second time', () => {
    const normalizer = createNormalizer();
    fc.assert(
      fc.property(anyText, (text) => {
        const once = normalizer.normalize(text).text;
        const twice = normalizer.normalize(once).text;
        // Letters that only meet once something between them is removed compose the second time.
        expect(twice.normalize('NFKC')).toBe(once.normalize('NFKC').toLowerCase().normalize('NFKC').trim().replace(/\s+/g, ' '));
      }),
    );
  });

  it('takes long runs of anything in linear time', () => {
    const normalizer = createNormalizer();
    for (const unit of ['Ｑ１ ', 'e\u0301', '退款', '\u200b', ' ', '👩‍👧', '\u0301\u0323', 'ㄱㅏ', 'İ']) {
      const text = unit.repeat(Math.ceil(300_000 / unit.length));
      const started = performance.now();
      const mapped = normalizer.normalize(text);
      if (mapped.text.length > 0) mapped.toOriginal(0, mapped.text.length);
      expect(performance.now() - started, JSON.stringify(unit)).toBeLessThan(2000);
    }
  });

  it('names a wrong key or value', () => {
    expect(() => createNormalizer({ lowerCase: true } as NormalizerConfig)).toThrow(
      "normalizer: unknown key 'lowerCase'; known keys are stripInvisible, nfkc",
    );
    expect(() => createNormalizer(JSON.parse('{"digits":"none"}') as NormalizerConfig)).toThrow(
      'normalizer.digits: expected one of keep, zero, found "none"',
    );
  });
});
