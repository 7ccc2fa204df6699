import { CharacterClass, classOf } from '../character-class.ts';
import { type EmitSpan, scanWords } from '../word-scanner.ts';
import { ABBREVIATIONS, type AbbreviationLanguage, NUMERIC_ABBREVIATIONS } from './abbreviations.ts';

const FULL_STOP = 0x2e;
const APOSTROPHE = /['\u2019](?=\p{L})/gu;
const CAPITAL = /^(?!I$)\p{Lu}$/u;
/** e.g, U.S, z.B, Ph.D, but not www.example.com. */
const ACRONYM = /^\p{L}{1,2}(?:\.\p{L}{1,2})+$/u;
const ORDINAL = /^\d{1,3}$/;

/**
 * Words in the way of the tokenizer of Moses (Koehn et al. 2007): punctuation stands apart, numbers (1,299.50), addresses (www.example.com) and hyphenated
 * words stay whole, what follows an apostrophe is cut off with it (don 't, geht 's), and a full stop stays with an abbreviation (Dr., e.g., U.S.) or
 * a German ordinal (3. Mai). Unlike Moses it asks lists alone, not whether the next word is in lower case, so lower-cased text is cut alike. What it cuts
 * is told by places, so nothing is lost. Time is linear in the text.
 *
 * @param unspaced what becomes of Han, Kana, Thai letters: `runs` are handed over whole, `characters` one by one.
 */
export function createMosesScanner(
  languages: readonly AbbreviationLanguage[],
  unspaced: 'runs' | 'characters',
): (text: string, emit: EmitSpan) => void {
  const keepsFullStop = createFullStopRule(languages);
  const scan = { apostrophes: 'join', hyphens: 'join', punctuation: 'tokens', unspaced } as const;
  return (text, emit) => {
    const starts: number[] = [];
    const ends: number[] = [];
    scanWords(text, scan, (start, end) => {
      starts.push(start);
      ends.push(end);
    });
    for (let i = 0; i < starts.length; i++) {
      const start = starts[i]!;
      while (isFullStop(text, starts[i + 1], ends[i + 1]) && starts[i + 1] === ends[i] && endsWord(text, ends[i]!)) {
        const inner = starts[i + 2] === ends[i + 1] && beginsWord(text, starts[i + 2]!);
        if (inner) i += 2;
        else if (keepsFullStop(text.slice(start, ends[i]), text, starts[i + 2])) i += 1;
        else break;
      }
      if (isYearsApostrophe(text, start, ends[i]!, starts[i + 1], ends[i + 1])) i += 1;
      emitAtApostrophes(text, start, ends[i]!, emit);
    }
  };
}

/** Whether a word keeps the full stop that follows it; `next` is where the next word starts, if any does. */
function createFullStopRule(languages: readonly AbbreviationLanguage[]): (word: string, text: string, next: number | undefined) => boolean {
  const listed = (lists: Readonly<Record<AbbreviationLanguage, string>>): ReadonlySet<string> =>
    new Set(languages.flatMap((language) => lists[language].split(/\s+/)));
  const abbreviations = listed(ABBREVIATIONS);
  const numeric = listed(NUMERIC_ABBREVIATIONS);
  const ordinals = languages.includes('de');
  return (word, text, next) => {
    if (abbreviations.has(word) || CAPITAL.test(word) || ACRONYM.test(word)) return true;
    if (next === undefined) return false;
    const following = String.fromCodePoint(text.codePointAt(next)!);
    if (numeric.has(word) && /\d/.test(following)) return true;
    return ordinals && ORDINAL.test(word) && /[\p{L}\d]/u.test(following);
  };
}

function isFullStop(text: string, start: number | undefined, end: number | undefined): boolean {
  return start !== undefined && end === start + 1 && text.charCodeAt(start) === FULL_STOP;
}

/** The 's of 1990's, whose apostrophe the word scanner sees as punctuation. */
function isYearsApostrophe(text: string, start: number, end: number, next: number | undefined, nextEnd: number | undefined): boolean {
  return end === start + 1 && next === end && nextEnd === end + 1 && /\d['\u2019]s/.test(text.slice(Math.max(0, start - 1), nextEnd));
}

function emitAtApostrophes(text: string, start: number, end: number, emit: EmitSpan): void {
  let from = start;
  for (const { index } of text.slice(start, end).matchAll(APOSTROPHE)) {
    if (index === 0) continue;
    emit(from, start + index);
    from = start + index;
  }
  emit(from, end);
}

function endsWord(text: string, end: number): boolean {
  return isSpacedWord(classOf(text.codePointAt(end - 1)!));
}

function beginsWord(text: string, start: number): boolean {
  return isSpacedWord(classOf(text.codePointAt(start)!));
}

function isSpacedWord(characterClass: CharacterClass): boolean {
  return characterClass === CharacterClass.letter || characterClass === CharacterClass.digit || characterClass === CharacterClass.mark;
}
