import { UserError } from '@textloom/datasets';
import type { RunFolder } from '@textloom/pipeline';
import { z } from 'zod';
import type { IntentExample } from './examples.ts';

const historyFile = 'answers.jsonl';
const longestHistory = 200;

const pastAnswerSchema = z.object({ intent: z.string(), question: z.string(), answer: z.string() });

/** An answer that was given before, with the question it was given to. */
export type PastAnswer = z.infer<typeof pastAnswerSchema>;

/** Keeps the answers that the training data has, each once for an intent (with its first question); nothing when it has none. */
export async function writeAnswersFromHistory(run: RunFolder, examples: readonly IntentExample[]): Promise<void> {
  const perIntent = new Map<string, Map<string, PastAnswer>>();
  for (const { text, intent, answer } of examples) {
    if (answer === undefined) continue;
    const known = perIntent.get(intent) ?? new Map<string, PastAnswer>();
    perIntent.set(intent, known);
    if (!known.has(answer) && known.size < longestHistory) known.set(answer, { intent, question: text, answer });
  }
  const lines = [...perIntent.values()].flatMap((answers) => [...answers.values()]);
  await run.writeText(historyFile, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** Intent → answers from the history. @throws UserError for a damaged file */
export function readAnswersFromHistory(run: RunFolder): Map<string, PastAnswer[]> {
  const answers = new Map<string, PastAnswer[]>();
  run
    .readText(historyFile)
    .split('\n')
    .forEach((line, index) => {
      if (line === '') return;
      const parsed = pastAnswerSchema.safeParse(JSON.parse(line));
      if (!parsed.success)
        throw new UserError('this line is not an answer', { file: run.path(historyFile), line: index + 1, hint: 'train again' });
      answers.set(parsed.data.intent, [...(answers.get(parsed.data.intent) ?? []), parsed.data]);
    });
  return answers;
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
