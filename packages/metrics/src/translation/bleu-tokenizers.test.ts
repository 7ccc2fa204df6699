import { describe, expect, it } from 'vitest';
import { tokenizeForBleu } from './bleu-tokenizers.ts';

describe('tokenizeForBleu', () => {
  it('splits Western text as mteval-v13a', () => {
    const tokens = (text: string) => tokenizeForBleu['13a'](text).join(' ');
    expect(tokens('Er sagte: &quot;Nein!&quot; (3,14 Mio., 20-mal)')).toBe('Er sagte : " Nein ! " ( 3,14 Mio . , 20 - mal )');
    expect(tokens("It wasn't well-known.")).toBe("It wasn't well-known .");
    expect(tokens('Цена — 5 руб.')).toBe('Цена — 5 руб .');
    expect(tokens('<skipped>end-\nless lines\nhere')).toBe('endless lines here');
  });

  it('splits Chinese into characters, the rest as Western text', () => {
    const tokens = (text: string) => tokenizeForBleu.zh(text).join(' ');
    expect(tokens('我用iPhone，花了3,000元。')).toBe('我 用 iPhone ， 花 了 3,000 元 。');
    // What the script does, not what it meant: curly quotation marks are split off, ideographs beyond U+FFFF are not.
    expect(tokens('他说“好”𠀀𠀀')).toBe('他 说 “ 好 ” 𠀀𠀀');
  });

  it('splits characters, or nothing', () => {
    expect(tokenizeForBleu.char('Größe 𠀀。')).toEqual(['G', 'r', 'ö', 'ß', 'e', '𠀀', '。']);
    expect(tokenizeForBleu.none('a,b\u3000c \u0085 d')).toEqual(['a,b', 'c', 'd']);
  });
});
