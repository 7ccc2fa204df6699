import { isUnspaced } from '../character-class.ts';
import { createChineseScanner } from '../chinese-words.ts';
import { checkChoice, checkKeys, describe } from '../config-check.ts';
import { TokenizerError } from '../tokenizer-error.ts';
import type { EmitSpan } from '../word-scanner.ts';
import type { AbbreviationLanguage } from './abbreviations.ts';
import { createMosesScanner } from './moses-words.ts';

/** English and German: punctuation apart, numbers and abbreviations whole; a run of Han characters is one word. `languages`: whose abbreviations; default both. */
export interface MosesSplit {
  kind: 'moses';
  languages?: readonly AbbreviationLanguage[];
}

/**
 * Chinese: `words` (default) are those of Intl.Segmenter, which depend on the ICU of the runtime; with `characters` each Han character stands alone and
 * pairs are merged in what is not Han only. Between them as `moses`.
 */
export interface ChineseSplit {
  kind: 'chinese';
  unit?: 'words' | 'characters';
  languages?: readonly AbbreviationLanguage[];
}

/** What stands between white space, for text that is already in tokens. */
export interface WhitespaceSplit {
  kind: 'whitespace';
}

/** Which words a text is cut into before their characters are paired; no pair reaches over their bounds. */
export type WordSplit = MosesSplit | ChineseSplit | WhitespaceSplit;

/** What stands for the one space before a word in the spelling of a piece, U+2581. */
export const MARKER = '▁';

/** Longer words are cut, so that time is linear in the text whatever stands in it. */
const LONGEST_WORD = 100;
const LANGUAGES: readonly AbbreviationLanguage[] = ['en', 'de'];

/**
 * Fills in defaults and checks a config that may come from a file.
 *
 * @throws TokenizerError for an unknown kind, key or value, naming the choices.
 */
export function resolveWordSplit(split: WordSplit, where: string = 'words'): Required<WordSplit> {
  const kind = (split as { kind?: unknown } | null)?.kind;
  checkChoice(kind, ['moses', 'chinese', 'whitespace'] as const, `${where}.kind`);
  if (kind === 'whitespace') {
    checkKeys(split, { kind }, `${where} (${kind})`);
    return { kind };
  }
  checkKeys(split, kind === 'moses' ? { kind, languages: [] } : { kind, unit: '', languages: [] }, `${where} (${kind})`);
  const languages = split.languages ?? LANGUAGES;
  if (!Array.isArray(languages)) {
    throw new TokenizerError(`${where}.languages: expected a list of ${LANGUAGES.join(', ')}, found ${describe(languages)}`);
  }
  for (const language of languages) checkChoice(language, LANGUAGES, `${where}.languages`);
  if (kind === 'moses') return { kind, languages: [...languages] };
  const unit = split.unit ?? 'words';
  checkChoice(unit, ['words', 'characters'] as const, `${where}.unit`);
  return { kind, unit, languages: [...languages] };
}

/**
 * How many spaces (0 or 1) are put before a text, so that its first word is spelled as the same word within it. A text that starts with Han, Kana or
 * such gets none, because words of those scripts have none before them anyway.
 */
export function leadingSpaces(text: string): number {
  return text === '' || isUnspaced(text.codePointAt(0)!) ? 0 : 1;
}

/** Undoes {@link leadingSpaces}. */
export function withoutLeadingSpace(text: string): string {
  return text[0] === ' ' && (text.length === 1 || !isUnspaced(text.codePointAt(1)!)) ? text.slice(1) : text;
}

/**
 * Cuts a text into words, each with the one space before it; put side by side they are the text again. White space beyond that makes words of single
 * characters.
 */
export function createWordSplitter(split: Required<WordSplit>): (text: string, emit: EmitSpan) => void {
  const scan = createScan(split);
  return (text, emit) => {
    let covered = 0;
    const emitCharacters = (end: number): void => {
      for (; covered < end; covered++) emit(covered, covered + 1);
    };
    scan(text, (start, end) => {
      emitCharacters(start > covered && text[start - 1] === ' ' ? start - 1 : start);
      while (end - covered > LONGEST_WORD) {
        const cut = covered + LONGEST_WORD;
        const next = text.codePointAt(cut - 1)! > 0xffff ? cut + 1 : cut;
        if (next >= end) break;
        emit(covered, next);
        covered = next;
      }
      emit(covered, end);
      covered = end;
    });
    emitCharacters(text.length);
  };
}

function createScan(split: Required<WordSplit>): (text: string, emit: EmitSpan) => void {
  if (split.kind === 'whitespace') {
    return (text, emit) => {
      for (const match of text.matchAll(/\S+/g)) emit(match.index, match.index + match[0].length);
    };
  }
  if (split.kind === 'moses') return createMosesScanner(split.languages, 'runs');
  if (split.unit === 'characters') return createMosesScanner(split.languages, 'characters');
  const scan = createMosesScanner(split.languages, 'runs');
  const segment = createChineseScanner('tokens');
  return (text, emit) =>
    scan(text, (start, end) => {
      if (end - start === 1 || !isUnspaced(text.codePointAt(start)!)) emit(start, end);
      else segment(text.slice(start, end), (from, to) => emit(start + from, start + to));
    });
}
