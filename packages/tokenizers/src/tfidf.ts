import { checkCount, checkCounts, checkFlag, checkFormat, checkKeys, describe, parseJson } from './config-check.ts';
import { type FeatureConfig, visitFeatures } from './tfidf-features.ts';
import { createTokenizer, type Tokenizer } from './tokenizer.ts';
import type { TokenizerConfig } from './tokenizer-config.ts';
import { TokenizerError } from './tokenizer-error.ts';

const FORMAT = 'textloom-tfidf';
const VERSION = 1;

export interface TfidfConfig extends FeatureConfig {
  /** A feature must occur in at least this many of the texts. */
  minimumDocuments: number;
  /** The features in the most texts, at most this many; null for all. */
  maximumFeatures: number | null;
  /** Term frequency counts as 1 + ln(tf). */
  sublinear: boolean;
  /** White space is always folded. */
  tokenizer: TokenizerConfig;
}

export const TFIDF_DEFAULTS: Readonly<TfidfConfig> = {
  wordNgrams: [1, 2],
  characterNgrams: [3, 5],
  withinWords: false,
  minimumDocuments: 2,
  maximumFeatures: null,
  sublinear: true,
  tokenizer: { kind: 'mixed' },
};

/** Entries that are not 0: `values[i]` at column `ids[i]`; ids ascend. */
export interface SparseVector {
  ids: Int32Array;
  values: Float32Array;
}

/** The content of a saved vectorizer. */
export interface SavedTfidf {
  format: typeof FORMAT;
  version: typeof VERSION;
  config: TfidfConfig;
  /** Number of texts it was fitted on. */
  documents: number;
  /** Features by id, one a line (no feature holds a line end). */
  features: string;
  /** In how many texts each feature occurs, by id. */
  documentFrequencies: number[];
}

const SAVED: Readonly<Record<keyof SavedTfidf, unknown>> = {
  format: '',
  version: 0,
  config: {},
  documents: 0,
  features: '',
  documentFrequencies: [],
};

/**
 * Texts to l2-normalised tf-idf vectors of word and character n-grams, with the smooth idf ln((1 + D) / (1 + d)) + 1 for a feature in d of
 * D texts. The input of a softmax regression.
 */
export class TfidfVectorizer {
  readonly config: Readonly<TfidfConfig>;
  /** Number of texts it was fitted on. */
  readonly documents: number;
  readonly #tokenizer: Tokenizer;
  readonly #features: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #documentFrequencies: readonly number[];
  readonly #idf: Float64Array;
  /** Working space of one transform, all 0 between calls. */
  readonly #counts: Int32Array;

  private constructor(config: TfidfConfig, documents: number, features: readonly string[], documentFrequencies: readonly number[]) {
    this.config = config;
    this.documents = documents;
    this.#tokenizer = createFoldingTokenizer(config.tokenizer);
    this.#features = features;
    this.#documentFrequencies = documentFrequencies;
    this.#counts = new Int32Array(features.length);
    this.#ids = new Map(features.map((feature, id) => [feature, id]));
    this.#idf = Float64Array.from(documentFrequencies, (count) => Math.log((1 + documents) / (1 + count)) + 1);
  }

  /**
   * Chooses the features from texts; ids follow the code unit order of the features, so the order of the texts does not matter.
   *
   * @throws TokenizerError for a config with an unknown key or a wrong value.
   */
  static fit(texts: Iterable<string>, config: Partial<TfidfConfig> = {}): TfidfVectorizer {
    const settings = checkedConfig({ ...TFIDF_DEFAULTS, ...config }, 'tfidf');
    const tokenizer = createFoldingTokenizer(settings.tokenizer);
    const seen = new Map<string, { documents: number; last: number }>();
    let documents = 0;
    for (const text of texts) {
      documents++;
      visitFeatures(text, tokenizer, settings, (feature) => {
        const entry = seen.get(feature);
        if (entry === undefined) seen.set(feature, { documents: 1, last: documents });
        else if (entry.last !== documents) {
          entry.documents++;
          entry.last = documents;
        }
      });
    }
    let kept = [...seen].map(([feature, entry]) => [feature, entry.documents] as const);
    kept = kept.filter(([, count]) => count >= settings.minimumDocuments);
    if (settings.maximumFeatures !== null && kept.length > settings.maximumFeatures) {
      kept.sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
      kept.length = settings.maximumFeatures;
    }
    kept.sort(([a], [b]) => (a < b ? -1 : 1));
    return new TfidfVectorizer(
      settings,
      documents,
      kept.map(([feature]) => feature),
      kept.map(([, count]) => count),
    );
  }

  /** Number of features, the columns of the vectors. */
  get size(): number {
    return this.#features.length;
  }

  /** The vector of a text, of length 1, or empty when it has no known feature. Memory does not grow with the text beyond the text itself. */
  transform(text: string): SparseVector {
    const counts = this.#counts;
    const found: number[] = [];
    visitFeatures(text, this.#tokenizer, this.config, (feature) => {
      const id = this.#ids.get(feature);
      if (id !== undefined && counts[id]!++ === 0) found.push(id);
    });
    const ids = new Int32Array(found).sort();
    const values = new Float32Array(ids.length);
    let square = 0;
    for (const id of ids) square += this.#weight(counts[id]!, id) ** 2;
    const norm = Math.sqrt(square);
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i]!;
      values[i] = this.#weight(counts[id]!, id) / norm;
      counts[id] = 0;
    }
    return { ids, values };
  }

  #weight(count: number, id: number): number {
    return (this.config.sublinear ? 1 + Math.log(count) : count) * this.#idf[id]!;
  }

  toJSON(): SavedTfidf {
    return {
      format: FORMAT,
      version: VERSION,
      config: this.config,
      documents: this.documents,
      features: this.#features.join('\n'),
      documentFrequencies: [...this.#documentFrequencies],
    };
  }

  /** @throws TokenizerError that says what is wrong, with the file's name `where` before it. */
  static fromJSON(saved: unknown, where: string = 'tfidf.json'): TfidfVectorizer {
    checkKeys(saved, SAVED, where);
    checkFormat(saved, FORMAT, VERSION, where);
    const { documents, features, documentFrequencies } = saved;
    checkCount(documents, 0, `${where}: documents`);
    if (typeof features !== 'string') throw new TokenizerError(`${where}: features: expected text, found ${describe(features)}`);
    const list = features === '' ? [] : features.split('\n');
    if (!Array.isArray(documentFrequencies) || documentFrequencies.length !== list.length) {
      const found = Array.isArray(documentFrequencies) ? `${documentFrequencies.length} entries` : describe(documentFrequencies);
      throw new TokenizerError(`${where}: documentFrequencies: expected ${list.length} numbers, one for each feature, found ${found}`);
    }
    checkCounts(documentFrequencies, `${where}: documentFrequencies`);
    const vectorizer = new TfidfVectorizer(checkedConfig(saved.config, `${where}: config`), documents, list, documentFrequencies);
    if (vectorizer.#ids.size !== list.length) throw new TokenizerError(`${where}: features: a feature occurs twice`);
    return vectorizer;
  }

  /** Reads the text of a saved vectorizer. @throws TokenizerError for what is no JSON or no vectorizer. */
  static parse(json: string, where: string = 'tfidf.json'): TfidfVectorizer {
    return TfidfVectorizer.fromJSON(parseJson(json, where), where);
  }
}

/** Features are saved one a line and marked by a control character, so line ends and control characters must not survive. */
function createFoldingTokenizer(config: TokenizerConfig): Tokenizer {
  return createTokenizer({ ...config, normalizer: { ...config.normalizer, whitespace: true, stripInvisible: true } });
}

function checkedConfig(config: unknown, where: string): TfidfConfig {
  checkKeys(config, TFIDF_DEFAULTS, where);
  const { minimumDocuments, maximumFeatures, sublinear, withinWords, tokenizer } = config;
  checkCount(minimumDocuments, 1, `${where}.minimumDocuments`);
  if (maximumFeatures !== null) checkCount(maximumFeatures, 1, `${where}.maximumFeatures`);
  checkFlag(sublinear, `${where}.sublinear`);
  checkFlag(withinWords, `${where}.withinWords`);
  return {
    wordNgrams: checkedRange(config.wordNgrams, `${where}.wordNgrams`),
    characterNgrams: checkedRange(config.characterNgrams, `${where}.characterNgrams`),
    withinWords,
    minimumDocuments,
    maximumFeatures,
    sublinear,
    tokenizer: createFoldingTokenizer(tokenizer as TokenizerConfig).config,
  };
}

function checkedRange(range: unknown, where: string): readonly [number, number] | null {
  if (range === null) return null;
  if (!Array.isArray(range) || range.length !== 2)
    throw new TokenizerError(`${where}: expected [shortest, longest] or null, found ${describe(range)}`);
  const [min, max]: unknown[] = range;
  checkCount(min, 1, `${where}[0]`);
  checkCount(max, min, `${where}[1]`);
  return [min, max];
}
