import { CharacterClass, classOf, widthOf } from './character-class.ts';
import { emojiEnd, isKeycapBase } from './emoji.ts';

/** Receives the range [start, end) of one token; tokens come in ascending order and do not overlap. */
export type EmitSpan = (start: number, end: number) => void;

export interface WordScan {
  /** `join`: don't is one word. `split`: don ' t. */
  apostrophes: 'join' | 'split';
  /** `join`: top-up is one word. `split`: top - up. */
  hyphens: 'join' | 'split';
  punctuation: 'tokens' | 'drop';
  /** `letters`: Han, Kana, Thai letters make words like any other; `characters`: each (with its marks) is a token; `runs`: a run of them is handed over whole. */
  unspaced: 'letters' | 'characters' | 'runs';
}

const APOSTROPHE = 0x27;
const CURLY_APOSTROPHE = 0x2019;
const HYPHEN = 0x2d;
const UNICODE_HYPHEN = 0x2010;
const FULL_STOP = 0x2e;
const COMMA = 0x2c;

/**
 * Unicode words in one pass over the text: runs of letters, digits and marks; numbers with inner points and commas (3.5, 1,000);
 * emoji sequences; each other visible character by itself, except that a run of full stops is one token.
 * A scanner and not a regular expression, because those run out of stack on words of some ten million characters.
 */
export function scanWords(text: string, scan: WordScan, emit: EmitSpan): void {
  let position = 0;
  while (position < text.length) {
    const codePoint = text.codePointAt(position)!;
    const characterClass = classOf(codePoint);
    const start = position;
    position += widthOf(codePoint);
    if (characterClass === CharacterClass.space) continue;
    if (isEmojiStart(characterClass, codePoint)) {
      const end = emojiEnd(text, start);
      if (end > start) {
        position = end;
        emit(start, end);
        continue;
      }
    }
    if (characterClass === CharacterClass.unspaced && scan.unspaced !== 'letters') {
      position = unspacedEnd(text, position, scan.unspaced === 'runs');
      emit(start, position);
    } else if (isWordCharacter(characterClass, scan)) {
      position = wordEnd(text, start, scan);
      emit(start, position);
    } else {
      if (codePoint === FULL_STOP) while (text.charCodeAt(position) === FULL_STOP) position++;
      if (scan.punctuation === 'tokens') emit(start, position);
    }
  }
}

function isEmojiStart(characterClass: CharacterClass, codePoint: number): boolean {
  return characterClass === CharacterClass.pictograph || characterClass === CharacterClass.regionalIndicator || isKeycapBase(codePoint);
}

function isWordCharacter(characterClass: CharacterClass, scan: WordScan): boolean {
  return (
    characterClass === CharacterClass.letter ||
    characterClass === CharacterClass.digit ||
    characterClass === CharacterClass.mark ||
    (characterClass === CharacterClass.unspaced && scan.unspaced === 'letters')
  );
}

function unspacedEnd(text: string, position: number, wholeRun: boolean): number {
  let end = position;
  while (end < text.length) {
    const codePoint = text.codePointAt(end)!;
    const characterClass = classOf(codePoint);
    if (characterClass !== CharacterClass.mark && !(wholeRun && characterClass === CharacterClass.unspaced)) break;
    end += widthOf(codePoint);
  }
  return end;
}

function wordEnd(text: string, start: number, scan: WordScan): number {
  let end = start;
  let last: CharacterClass = CharacterClass.other;
  while (end < text.length) {
    const codePoint = text.codePointAt(end)!;
    const characterClass = classOf(codePoint);
    if (isWordCharacter(characterClass, scan)) {
      if (end > start && startsKeycap(text, end)) break;
      last = characterClass;
    } else {
      const next = end + widthOf(codePoint);
      if (!joins(codePoint, last, nextClass(text, next), scan) || startsKeycap(text, next)) break;
    }
    end += widthOf(codePoint);
  }
  return end;
}

/** A digit with a keycap is an emoji of its own, also right after a word. */
function startsKeycap(text: string, position: number): boolean {
  return isKeycapBase(text.charCodeAt(position)) && emojiEnd(text, position) > position;
}

function nextClass(text: string, position: number): CharacterClass {
  return position < text.length ? classOf(text.codePointAt(position)!) : CharacterClass.other;
}

/** Whether a character that is no letter stands inside a word, given the classes on both sides. */
function joins(codePoint: number, last: CharacterClass, next: CharacterClass, scan: WordScan): boolean {
  switch (codePoint) {
    case APOSTROPHE:
    case CURLY_APOSTROPHE:
      return scan.apostrophes === 'join' && last !== CharacterClass.digit && next === CharacterClass.letter;
    case HYPHEN:
    case UNICODE_HYPHEN:
      return scan.hyphens === 'join' && (next === CharacterClass.letter || next === CharacterClass.digit);
    case FULL_STOP:
    case COMMA:
      return last === CharacterClass.digit && next === CharacterClass.digit;
    default:
      return false;
  }
}
