/** The steps of mteval-v13a's tokenization of Western languages (NIST, `mteval-v13a.pl`, sub `NormalizeText`) that several scorers share. */

/** Spaces around ASCII symbols other than period, comma, hyphen and apostrophe. */
export function separateSymbols(text: string): string {
  return text.replace(/([{-~[-` -&(-+:-@/])/gu, ' $1 ');
}

/** Spaces around periods and commas except between digits, and around a hyphen that follows a digit. */
export function separateNumberMarks(text: string): string {
  return text
    .replace(/([^0-9])([.,])/gu, '$1 $2 ')
    .replace(/([.,])([^0-9])/gu, ' $1 $2')
    .replace(/([0-9])(-)/gu, '$1 $2 ');
}

/** The four entities of SGML files, `&amp;` second as in the scripts: `&amp;lt;` ends as `<`. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll('&quot;', '"').replaceAll('&amp;', '&').replaceAll('&lt;', '<').replaceAll('&gt;', '>');
}
