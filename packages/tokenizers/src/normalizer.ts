import { checkChoice, checkFlag, checkKeys } from './config-check.ts';
import { MappedText } from './mapped-text.ts';
import {
  foldFullWidth,
  foldQuotes,
  foldWhitespace,
  lowercase,
  nfkc,
  replaceLoneSurrogates,
  stripInvisible,
  zeroDigits,
} from './normalization-steps.ts';

/** Which rewriting steps are taken; they run in the order listed. Lone surrogates always become U+FFFD first. */
export interface NormalizerConfig {
  /** Remove control and zero-width characters (emoji joiners stay). Default true. */
  stripInvisible?: boolean;
  /** Unicode NFKC: composed letters, full-width and half-width forms, ligatures. Default true. */
  nfkc?: boolean;
  /** Full-width ASCII to plain, for use without `nfkc`, which includes it. Default true. */
  fullWidth?: boolean;
  /** Typographic quotation marks to ' and ". Default true. */
  quotes?: boolean;
  /** Lower case, the same in every locale. Default true. */
  lowercase?: boolean;
  /** `zero`: every digit to 0. Default `keep`. */
  digits?: 'keep' | 'zero';
  /** Runs of white space to one space, none at the ends. Default true. */
  whitespace?: boolean;
}

export interface Normalizer {
  readonly config: Required<NormalizerConfig>;
  /** The rewritten text, which maps back to the original. Time is linear in the text. */
  normalize(text: string): MappedText;
}

export const NORMALIZER_DEFAULTS: Readonly<Required<NormalizerConfig>> = {
  stripInvisible: true,
  nfkc: true,
  fullWidth: true,
  quotes: true,
  lowercase: true,
  digits: 'keep',
  whitespace: true,
};

/**
 * Builds a normalizer.
 *
 * @throws TokenizerError for an unknown key or a value of the wrong kind.
 */
export function createNormalizer(config: NormalizerConfig = {}): Normalizer {
  const where = 'normalizer';
  checkKeys(config, NORMALIZER_DEFAULTS, where);
  const settings = { ...NORMALIZER_DEFAULTS, ...config };
  for (const flag of ['stripInvisible', 'nfkc', 'fullWidth', 'quotes', 'lowercase', 'whitespace'] as const) {
    checkFlag(settings[flag], `${where}.${flag}`);
  }
  checkChoice(settings.digits, ['keep', 'zero'], `${where}.digits`);
  const steps = [
    replaceLoneSurrogates,
    ...(settings.stripInvisible ? [stripInvisible] : []),
    ...(settings.nfkc ? [nfkc] : []),
    ...(settings.fullWidth && !settings.nfkc ? [foldFullWidth] : []),
    ...(settings.quotes ? [foldQuotes] : []),
    ...(settings.lowercase ? [lowercase] : []),
    ...(settings.digits === 'zero' ? [zeroDigits] : []),
    ...(settings.whitespace ? [foldWhitespace] : []),
  ];
  return { config: settings, normalize: (text) => steps.reduce((mapped, step) => step(mapped), MappedText.of(text)) };
}
