import { type OnBadRow, reportBadRow, type TaggedSentence, UserError } from '@textloom/datasets';
import { conllevalSpans } from '@textloom/metrics';
import { decodeTags, detectScheme, type TaggingScheme, type Tokenizer } from '@textloom/tokenizers';
import type { NerExample, NerToken } from './examples.ts';

/** How the tags of columns are read. */
export interface ColumnReading {
  readonly scheme: TaggingScheme;
  /** What stands between the tokens in the text of a sentence. */
  readonly joiner: ' ' | '';
  /** Its normalizer rewrites the tokens, as it will those of raw text; the columns say where they are. */
  readonly tokenizer: Tokenizer;
  /** Sequences that are no entities in the scheme are read as conlleval does. */
  readonly repair: boolean;
  /** Takes sentences whose tags are wrong; default: the first one is an error. */
  readonly onBadRow?: OnBadRow;
}

/** What {@link columnExamples} made of sentences. */
export interface ColumnExamples {
  readonly examples: NerExample[];
  /** Tags that could not stand where they stood. */
  readonly mended: number;
}

/**
 * The scheme of each part of the data: one for all where their tags fit one, else what each part's tags are written in.
 *
 * @throws UserError as {@link schemeOf}
 */
export function schemesOf<Part extends string>(
  parts: Readonly<Record<Part, readonly TaggedSentence[]>>,
  wanted: TaggingScheme | 'auto',
  repair: boolean,
): Record<Part, TaggingScheme> {
  const filled = (Object.entries(parts) as [Part, readonly TaggedSentence[]][]).filter(([, sentences]) => sentences.length > 0);
  const all = filled.flatMap(([, sentences]) => sentences);
  const fitsAll = wanted !== 'auto' || detectScheme(all.map(({ tags }) => tags)).possible.length > 0;
  const shared = fitsAll ? schemeOf(all, wanted, repair) : undefined;
  return Object.fromEntries(filled.map(([part, sentences]) => [part, shared ?? schemeOf(sentences, wanted, repair)])) as Record<
    Part,
    TaggingScheme
  >;
}

/**
 * The scheme that the tags are written in.
 *
 * @param wanted `auto` finds it out
 * @param repair a mixture of schemes is then no error: conlleval reads them all
 * @throws UserError with file and line for a tag that is of no scheme, or of another than those before it
 */
export function schemeOf(sentences: readonly TaggedSentence[], wanted: TaggingScheme | 'auto', repair: boolean): TaggingScheme {
  if (wanted !== 'auto') return wanted;
  const detection = detectScheme(sentences.map(({ tags }) => tags));
  if (detection.problem === undefined) return detection.scheme;
  const { sentence, index, problem, expected } = detection.problem;
  const { source, lines } = sentences[sentence];
  const known = conllevalTag.test(sentences[sentence].tags[index]);
  if (repair && known) return 'IOB2';
  throw new UserError(problem, {
    file: source.file,
    line: lines[index],
    expected,
    hint: known
      ? 'one scheme in a file; --repair reads every tag as conlleval does'
      : 'are --tag-column and --token-column right? (the first column is 0, the last -1)',
  });
}

const conllevalTag = /^(?:O|[BIESLUM]-.+)$/;

/**
 * Sentences of columns as examples.
 *
 * @throws UserError with the line of the tag that cannot stand where it stands, and what could, unless `repair` mends it or `onBadRow`
 *   takes the sentence
 */
export function columnExamples(sentences: readonly TaggedSentence[], reading: ColumnReading): ColumnExamples {
  const { scheme, joiner, tokenizer, repair, onBadRow } = reading;
  let mended = 0;
  let document = -1;
  const examples = sentences.flatMap((sentence): NerExample[] => {
    const { tags, source, lines, opensDocument } = sentence;
    if (opensDocument || document < 0) document++;
    const { spans, faults } = decodeTags(tags, scheme);
    const [fault] = faults;
    if (fault !== undefined && !repair) {
      const row = {
        file: source.file,
        line: lines[fault.index],
        problem: `${fault.problem} in ${scheme}`,
        expected: fault.expected,
        hint: 'correct the tag, name the scheme (--set data.scheme=IOB1, …), or read such tags as conlleval does: --repair',
        raw: `${sentence.tokens[fault.index]} ${fault.tag}`,
      };
      reportBadRow(row, onBadRow);
      return [];
    }
    mended += faults.length;
    const { text, tokens } = joined(sentence.tokens, joiner, tokenizer);
    return [{ text, tokens, entities: fault === undefined ? spans : conllevalSpans(tags), document, source }];
  });
  // Without any -DOCSTART- nothing says which sentences belong together.
  const known = sentences.some(({ opensDocument }) => opensDocument);
  return { examples: known ? examples : examples.map((example, index) => ({ ...example, document: index })), mended };
}

function joined(words: readonly string[], joiner: ' ' | '', { normalizer }: Tokenizer): { text: string; tokens: NerToken[] } {
  const tokens: NerToken[] = [];
  let text = '';
  for (const word of words) {
    if (text !== '') text += joiner;
    tokens.push({ text: normalizer.normalize(word).text || word, start: text.length, end: text.length + word.length });
    text += word;
  }
  return { text, tokens };
}
