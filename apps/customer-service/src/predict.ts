import { createReadStream, existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { UserError } from '@textloom/datasets';
import type { TextClassifier } from '@textloom/lstm';
import { engineFor, type JsonObject, type RunFolder, type StageContext } from '@textloom/pipeline';
import { detectLanguage } from '@textloom/tokenizers';
import { type Answer, rankAnswers } from './answer.ts';
import { type AnswerBook, type AnswerLanguage, readAnswerBook } from './answer-book.ts';
import { type PastAnswer, readAnswersFromHistory } from './answer-history.ts';
import { AnswerRanking } from './answer-ranking.ts';
import { answersFile } from './answer-source.ts';
import type { Config } from './config.ts';
import { linesOf } from './message-lines.ts';
import { type DecisionRule, head, loadModel } from './model.ts';
import { certaintyOf, inScope } from './scope.ts';

/** Answers from the history that are offered, after the templates. */
const pastAnswers = 3;

/** One utterance, answered. */
export interface Reply {
  readonly text: string;
  readonly language: AnswerLanguage;
  /** The most probable intent; null when the utterance is out of scope. */
  readonly intent: string | null;
  readonly inScope: boolean;
  /** Probability of the most probable intent, in scope or not. */
  readonly confidence: number;
  readonly top: readonly { readonly intent: string; readonly probability: number }[];
  /** The best answer; null when the run has none. */
  readonly answer: string | null;
  /** All answers, best first. */
  readonly answers: readonly Answer[];
  readonly latencyMs: number;
}

/** Answers customers, one utterance at a time. */
export class Responder {
  readonly #model: TextClassifier;
  readonly #rule: DecisionRule;
  readonly #book: AnswerBook | undefined;
  readonly #history: ReadonlyMap<string, AnswerRanking>;

  constructor(
    model: TextClassifier,
    rule: DecisionRule,
    book: AnswerBook | undefined,
    history: ReadonlyMap<string, readonly PastAnswer[]>,
  ) {
    this.#model = model;
    this.#rule = rule;
    this.#book = book;
    this.#history = new Map([...history].map(([intent, past]) => [intent, new AnswerRanking(past)]));
  }

  /** Reads model, rule and answers of a run. @throws UserError when something is missing or damaged */
  static async open(run: RunFolder, context: Pick<StageContext<Config>, 'kernels' | 'seed'>): Promise<Responder> {
    const { model, rule } = await loadModel(run, await engineFor({ ...context, workers: 1 }));
    const templates = run.path(answersFile);
    const book = existsSync(templates) ? await readAnswerBook(templates) : undefined;
    return new Responder(model, rule, book, readAnswersFromHistory(run));
  }

  /** @param slots values that the caller knows, for the templates; @param topK intents listed in `top`, default the run's */
  reply(text: string, slots: Readonly<Record<string, string>> = {}, topK: number = this.#rule.topK): Reply {
    const started = performance.now();
    const { label, confidence, probabilities } = this.#model.predict(text, { topK: this.#model.config.heads[0].labels.length })[head];
    const margin = confidence - (probabilities[1]?.probability ?? 0);
    const certainty = certaintyOf(
      probabilities.map(({ probability }) => probability),
      this.#rule.scope.softening,
    );
    const asClass = this.#rule.method === 'class';
    const believed =
      text.trim() !== '' && (asClass ? label !== this.#rule.outOfScopeLabel : inScope({ certainty, margin }, this.#rule.scope));
    const language: AnswerLanguage = detectLanguage(text) === 'zh' ? 'zh' : 'en';
    const intent = believed ? label : null;
    // One intent outweighs all others together: more likely misunderstood than about something else.
    const unsure = !asClass && confidence > 0.5;
    const answers = this.#answers(intent, language, text, slots, unsure);
    return {
      text,
      language,
      intent,
      inScope: believed,
      confidence,
      top: probabilities.slice(0, topK).map((entry) => ({ intent: entry.label, probability: entry.probability })),
      answer: answers[0]?.text ?? null,
      answers,
      latencyMs: performance.now() - started,
    };
  }

  #answers(
    intent: string | null,
    language: AnswerLanguage,
    text: string,
    slots: Readonly<Record<string, string>>,
    unsure: boolean,
  ): Answer[] {
    const templates = this.#book === undefined ? [] : rankAnswers(this.#book, intent ?? undefined, language, text, slots, unsure);
    const past = intent === null ? [] : (this.#history.get(intent)?.rank(text) ?? []);
    return [...templates, ...past.slice(0, pastAnswers).map((answer): Answer => ({ text: answer, filled: {}, open: [] }))];
  }
}

/** The `predict` stage: texts of the command line, a file with one a line, or stdin; one JSON object a line on stdout. */
export async function predict(context: StageContext<Config>): Promise<JsonObject> {
  const { run, options, positionals, result, cwd } = context;
  const slots = slotsOf(options.list('slot'));
  const topK = options.number('top-k') ?? context.config.topK;
  if (topK < 1) throw new UserError(`--top-k ${topK}: at least one intent has to be listed.`);
  const texts = textsOf(positionals, options.text('file'), cwd);
  const responder = await Responder.open(run, context);
  let answered = 0;
  let inScopeCount = 0;
  for await (const text of texts) {
    const reply = responder.reply(text, slots, topK);
    result.json(replyLine(reply));
    answered++;
    if (reply.inScope) inScopeCount++;
    if (context.signal.aborted) break;
  }
  return { answered, inScope: inScopeCount };
}

/** A reply as one line of JSON; digits beyond the sixth say nothing about a probability. */
function replyLine({ text, language, intent, inScope: believed, confidence, top, answer, answers, latencyMs }: Reply): JsonObject {
  const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
  return {
    text,
    language,
    intent,
    inScope: believed,
    confidence: rounded(confidence, 6),
    top: top.map((entry) => ({ intent: entry.intent, probability: rounded(entry.probability, 6) })),
    answer,
    answers: answers.map((one) => ({ text: one.text, filled: { ...one.filled }, open: [...one.open] })),
    latencyMs: rounded(latencyMs, 3),
  };
}

/** @throws UserError before anything is read: texts in two places, a file that is not there */
function textsOf(positionals: readonly string[], file: string | undefined, cwd: string): Iterable<string> | AsyncIterable<string> {
  if (file === undefined) return positionals.length > 0 ? positionals : linesOf(process.stdin, 'stdin');
  if (positionals.length > 0) throw new UserError('Texts are given as arguments and with --file: one of them is enough.');
  const path = resolve(cwd, file);
  if (!existsSync(path)) throw new UserError('there is no such file', { file: path });
  if (statSync(path).isDirectory())
    throw new UserError('this is a folder', { file: path, expected: 'a text file with one message a line' });
  return linesOf(createReadStream(path), path);
}

function slotsOf(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf('=');
      if (at < 1)
        throw new UserError(`--slot ${pair}: not a slot and its value.`, {
          expected: '--slot NAME=VALUE, for instance --slot customer_name=Mei',
        });
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
