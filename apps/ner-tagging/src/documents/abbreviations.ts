/**
 * Words with a full stop that do not end a sentence, in English text. Where a word may do either, the sentence goes on: for a tagger a
 * sentence too long is a small harm, an entity cut in two (Apple Inc. | Chief Tim Cook) is lost.
 */

const words = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Always followed by what they belong to. */
const neverLast = words(
  'mr mrs ms messrs mme mlle dr prof rev hon pres gov sen rep gen col lt capt cmdr adm maj sgt cpl pvt supt insp det e.g i.e viz cf vs v approx ca',
);

/** Numbers follow, or the sentence ends. */
const beforeNumber = words(
  'no nos art sec fig figs vol vols ch chap p pp para app ver est jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun rs tel ext',
);

/** Followed by anything; the sentence ends only where the next word is one that begins sentences. */
const rarelyLast = words(
  'st mt ft inc ltd co corp cos bros llc plc jr sr esq dept univ assn intl natl govt ave blvd rd hwy etc al ph.d m.d b.a m.a b.sc m.sc ll.b d.c a.m p.m yahoo!',
);

/** Words that follow an abbreviation as the first of a new sentence far more often than as part of a name. */
const sentenceStarters = words(
  `the a an this that these those he she it they we you i his her its their our my in on at by for from with to as after before since when while
  if but and or so yet however meanwhile moreover also although because there here who what why how last analysts shares`,
);

/** True when a sentence goes on after `before` (which ends in a full stop, or the like) with `after`. */
export function goesOn(before: string, after: string): boolean {
  const next = /^[\s"'“”‘’([]*(\p{L}+|\p{N})?/u.exec(after)?.[1] ?? '';
  // "Stop!" he said.
  if (/^\p{Ll}/u.test(next)) return true;
  const last = lastWord(before);
  if (last === undefined) return false;
  const word = last.toLowerCase();
  if (neverLast.has(word)) return true;
  if (beforeNumber.has(word) && /^\p{N}/u.test(next)) return true;
  // J. R. Smith; U.S. Treasury; Sept. is not among them.
  const initials = /^\p{L}(?:\.\p{L})*$/u.test(last) && last !== last.toLowerCase();
  return (initials || rarelyLast.has(word)) && next !== '' && !sentenceStarters.has(next.toLowerCase());
}

/** The last word without its full stop; undefined where none ends the text. */
function lastWord(text: string): string | undefined {
  const tail = text.slice(-24).trimEnd();
  if (/yahoo!$/i.test(tail)) return 'yahoo!';
  return /(?:^|[^\p{Script=Latin}.])((?:\p{Script=Latin}+\.)*\p{Script=Latin}+)\.$/u.exec(tail)?.[1];
}
