import { goesOn } from './abbreviations.ts';
import { type Extent, paragraphs, trimmed } from './paragraphs.ts';

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
/** A Chinese semicolon parts what English puts into two sentences; the segmenter does not know it. Quotes that close stay before the cut. */
const chineseEnd = /[；][”’」』）》]*/g;

/**
 * The sentences of a text, English and Chinese, as places in it: in order, without overlap, without white space at their ends, and every
 * visible character in one of them. Line breaks end a sentence, except in paragraphs that are wrapped.
 *
 * Boundaries are those of Unicode (UAX 29, by Intl.Segmenter) less those after abbreviations and initials (Mr. | Smith, U.S. | Treasury)
 * and before lower-case letters, and with those after Chinese semicolons. Time is linear in the text.
 */
export function splitSentences(text: string): Extent[] {
  return [...sentencesIn(text)];
}

/** {@link splitSentences} one at a time. */
export function* sentencesIn(text: string): Generator<Extent, void, undefined> {
  for (const paragraph of paragraphs(text)) {
    const content = text.slice(paragraph.start, paragraph.end);
    let start = 0;
    for (const end of boundaries(content)) {
      const sentence = trimmed(content, start, end);
      if (sentence.start < sentence.end) yield { start: paragraph.start + sentence.start, end: paragraph.start + sentence.end };
      start = end;
    }
  }
}

/** The segmenter puts quotes that open a sentence at the end of the one before. */
const openers = /[“‘「『《〈（([{【]+\s*$/;

/** Ends of the sentences of one paragraph, the last of them its length. */
function* boundaries(text: string): Generator<number, void, undefined> {
  let start = 0;
  for (const { index, segment } of segmenter.segment(text)) {
    const opening = openers.exec(segment);
    const end = index + (opening === null || opening.index === 0 ? segment.length : opening.index);
    if (end < text.length && (isWithinLine(segment) || goesOn(segment, text.slice(end, end + 40)))) continue;
    for (const { index: at, 0: found } of text.slice(start, end).matchAll(chineseEnd)) {
      const cut = start + at + found.length;
      if (cut < end) yield cut;
    }
    yield end;
    start = end;
  }
}

/** True for a segment that ends with the line break of a wrapped paragraph and not with a sentence. */
function isWithinLine(segment: string): boolean {
  return /[\n\r\v\f\u0085\u2028\u2029]\s*$/.test(segment) && !/[.!?。！？…．｡]["'”’」』）)\]》]*\s*$/.test(segment);
}
