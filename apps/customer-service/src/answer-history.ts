import { UserError } from '@textloom/datasets';
import type { RunFolder } from '@textloom/pipeline';
import { z } from 'zod';
import type { IntentExample } from './examples.ts';

const historyFile = 'answers.jsonl';
/** Answers of one intent that are kept, and questions of one answer. */
const mostAnswers = 200;
const mostQuestions = 10;

const pastAnswerSchema = z.object({ intent: z.string(), question: z.string(), answer: z.string() });

/** An answer that was given before, with a question it was given to. */
export type PastAnswer = z.infer<typeof pastAnswerSchema>;

/**
 * Keeps the answers that the training data has, each with its first questions.
 * @param earlier answers of the run that this one goes on from: they follow the new ones
 */
export async function writeAnswersFromHistory(
  run: RunFolder,
  examples: readonly IntentExample[],
  earlier: ReadonlyMap<string, readonly PastAnswer[]> = new Map(),
): Promise<void> {
  const perIntent = new Map<string, Map<string, Map<string, PastAnswer>>>();
  const add = (past: PastAnswer): void => {
    const answers = perIntent.get(past.intent) ?? new Map<string, Map<string, PastAnswer>>();
    perIntent.set(past.intent, answers);
    const questions = answers.get(past.answer) ?? new Map<string, PastAnswer>();
    if (answers.size < mostAnswers) answers.set(past.answer, questions);
    if (questions.size < mostQuestions && !questions.has(past.question)) questions.set(past.question, past);
  };
  for (const { text, intent, answer } of examples) if (answer !== undefined) add({ intent, question: text, answer });
  for (const answers of earlier.values()) for (const past of answers) add(past);
  const kept = [...perIntent.values()].flatMap((answers) => [...answers.values()].flatMap((questions) => [...questions.values()]));
  await run.writeText(historyFile, kept.map((past) => `${JSON.stringify(past)}\n`).join(''));
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
      const known = answers.get(past.intent);
      if (known === undefined) answers.set(past.intent, [past]);
      else known.push(past);
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
