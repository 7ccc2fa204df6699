import { decodeEntities, separateNumberMarks, separateSymbols } from './western-punctuation.ts';
import { trimmedEnd, words } from './white-space.ts';

export interface TerWordOptions {
  /** Tercom's normalization: entities decoded, punctuation and possessives split off; default false. */
  normalized?: boolean;
  /** Whether punctuation counts; default true. */
  punctuation?: boolean;
  /** With `normalized`, each Chinese character a word; without `punctuation`, Chinese punctuation left out too; default false. */
  asianSupport?: boolean;
  /** Default false: TER ignores case. */
  caseSensitive?: boolean;
}

/** Words of a segment as Tercom's `Normalizer.java` and sacreBLEU's port of it make them. */
export function terWords(segment: string, options: TerWordOptions): string[] {
  const { normalized = false, punctuation = true, asianSupport = false, caseSensitive = false } = options;
  let text = trimmedEnd(segment);
  if (!caseSensitive) text = text.toLowerCase();
  if (normalized) {
    text = normalizeWestern(text);
    if (asianSupport) text = separateAsian(text);
  }
  if (!punctuation) {
    text = text.replace(/[.,?:;!"()]/g, '');
    if (asianSupport) text = text.replace(asianMarks, '');
  }
  return words(text);
}

function normalizeWestern(segment: string): string {
  const joined = segment.replaceAll('\n-', '').replaceAll('\n', ' ');
  return separateNumberMarks(separateSymbols(` ${decodeEntities(joined)} `).replaceAll("'s ", " 's "));
}

const asianMarks = /[\u3001\u3002\u3008-\u3011\u3014-\u301f\uff61-\uff65\u30fb\uff0e\uff0c\uff1f\uff1a\uff1b\uff01\uff02\uff08\uff09]/g;

/** Ideographs, strokes, radicals, compatibility and enclosed forms. */
const asianCharacters = /[\u4e00-\u9fff\u3200-\u4dbf\u31c0-\u31ef\u2e80-\u2eff\uf900-\ufaff\ufe30-\ufe4f]/g;

/** Tercom also means to split kana from their neighbours, but its patterns match at the start of the text only, where there is a space. */
function separateAsian(text: string): string {
  return text.replace(asianCharacters, ' $& ').replace(asianMarks, ' $& ');
}
