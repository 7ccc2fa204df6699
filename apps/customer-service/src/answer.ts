import { type AnswerBook, type AnswerLanguage, slotsOf } from './answer-book.ts';

/** One way to answer, ready to send. */
export interface Answer {
  readonly text: string;
  /** Slots taken from the message or given by the caller; the others have their default wording. */
  readonly filled: Readonly<Record<string, string>>;
  /** Slots of the template that nothing filled. */
  readonly open: readonly string[];
}

/**
 * The slots that a message fills by the book's patterns.
 * @param given values the caller knows (a customer's name from the session); they win over the message
 */
export function findSlots(book: AnswerBook, message: string, given: Readonly<Record<string, string>> = {}): Record<string, string> {
  const filled: Record<string, string> = {};
  for (const [name, slot] of Object.entries(book.slots)) {
    if (slot.pattern === undefined) continue;
    const match = new RegExp(slot.pattern, 'iu').exec(message);
    if (match) filled[name] = match[1] ?? match[0];
  }
  return { ...filled, ...given };
}

/**
 * Answers to an intent, best first: templates whose slots are all filled come before those that fall back to default
 * wording, and more filled slots before fewer; the book's own order decides ties.
 *
 * @param intent an intent of the book, or `undefined` for a message that is refused
 * @param unsure for a refused message: it seems to be about something the book knows (`low_confidence` in place of `out_of_scope`)
 */
export function rankAnswers(
  book: AnswerBook,
  intent: string | undefined,
  language: AnswerLanguage,
  message: string,
  given: Readonly<Record<string, string>> = {},
  unsure = false,
): Answer[] {
  const refusal = (unsure ? book.low_confidence : undefined) ?? book.out_of_scope;
  const templates = (intent === undefined ? refusal : book.intents[intent])?.[language] ?? [];
  const values = findSlots(book, message, given);
  const ranked = templates.map((template, order) => {
    const names = [...new Set(slotsOf(template))];
    const filled = Object.fromEntries(names.filter((name) => Object.hasOwn(values, name)).map((name) => [name, values[name]]));
    const open = names.filter((name) => !Object.hasOwn(values, name));
    const text = template.replace(/\{([A-Za-z_][A-Za-z0-9_]*)\}/g, (_, name: string) => values[name] ?? book.slots[name].default[language]);
    return { answer: { text, filled, open }, order };
  });
  ranked.sort(
    (a, b) =>
      a.answer.open.length - b.answer.open.length ||
      Object.keys(b.answer.filled).length - Object.keys(a.answer.filled).length ||
      a.order - b.order,
  );
  return ranked.map(({ answer }) => answer);
}
