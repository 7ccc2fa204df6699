import { UserError } from '@textloom/datasets';
import type { RunFolder } from '@textloom/pipeline';
import { z } from 'zod';
import type { IntentExample } from './examples.ts';

const historyFile = 'answers.jsonl';
const longestHistory = 200;

const pastAnswerSchema = z.object({ intent: z.string(), question: z.string(), answer: z.string() });

/** An answer that was given before, with the question it was given to. */
export type PastAnswer = z.infer<typeof pastAnswerSchema>;

/**
 * Keeps the answers that the training data has, each once for an intent (with its first question).
 * @param earlier answers of the run that this one goes on from: they follow the new ones
 */
export async function writeAnswersFromHistory(
  run: RunFolder,
  examples: readonly IntentExample[],
  earlier: ReadonlyMap<string, readonly PastAnswer[]> = new Map(),
): Promise<void> {
  const perIntent = new Map<string, Map<string, PastAnswer>>();
  const add = (past: PastAnswer): void => {
    const known = perIntent.get(past.intent) ?? new Map<string, PastAnswer>();
    perIntent.set(past.intent, known);
    if (!known.has(past.answer) && known.size < longestHistory) known.set(past.answer, past);
  };
  for (const { text, intent, answer } of examples) if (answer !== undefined) add({ intent, question: text, answer });
  for (const answers of earlier.values()) for (const past of answers) add(past);
  const lines = [...perIntent.values()].flatMap((answers) => [...answers.values()]);
  await run.writeText(historyFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** Intent → answers from the history. @throws UserError with the line for a damaged file */
export function readAnswersFromHistory(run: RunFolder): Map<string, PastAnswer[]> {
  const answers = new Map<string, PastAnswer[]>();
  run
    .readText(historyFile)
    .split('\n')
    .forEach((line, index) => {
      if (line === '') return;
      const past = readPastAnswer(line, run.path(historyFile), index + 1);
      answers.set(past.intent, [...(answers.get(past.intent) ?? []), past]);
    });
  return answers;
}

function readPastAnswer(text: string, file: string, line: number): PastAnswer {
  try {
    return pastAnswerSchema.parse(JSON.parse(text));
  } catch {
    throw new UserError('this line is not an answer', { file, line, hint: 'train again: the train stage of the same run' });
  }
}

/** The past answers to an intent, those whose question is most like the message first (cosine of character 3-grams), ties as they came. */
export function rankPastAnswers(answers: readonly PastAnswer[], message: string): PastAnswer[] {
  const wanted = trigrams(message);
  return answers
    .map((answer, order) => ({ answer, order, likeness: cosine(wanted, trigrams(answer.question)) }))
    .sort((a, b) => b.likeness - a.likeness || a.order - b.order)
    .map(({ answer }) => answer);
}

function trigrams(text: string): Map<string, number> {
  const points = [...` ${text.normalize('NFKC').toLowerCase()} `];
  const counts = new Map<string, number>();
  for (let i = 0; i + 3 <= points.length; i++) {
    const gram = points.slice(i, i + 3).join('');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}

function cosine(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  let dot = 0;
  for (const [gram, count] of a) dot += count * (b.get(gram) ?? 0);
  const norm = (counts: ReadonlyMap<string, number>): number =>
    Math.sqrt([...counts.values()].reduce((sum, count) => sum + count * count, 0));
  return dot === 0 ? 0 : dot / (norm(a) * norm(b));
}
