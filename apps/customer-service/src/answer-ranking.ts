import type { PastAnswer } from './answer-history.ts';

/**
 * The past answers to one intent, to be ranked for a message: the answer whose questions are most like it comes first.
 *
 * The questions of an answer, taken together, are its document; likeness is the cosine of tf-idf vectors of character 2- and 3-grams,
 * which serve words and Chinese alike. N-grams that the questions of every answer have say least about which one to give.
 */
export class AnswerRanking {
  readonly #answers: readonly string[];
  /** For each answer the weight of each n-gram; a vector of length 1. */
  readonly #vectors: readonly ReadonlyMap<string, number>[];
  readonly #rarity: (gram: string) => number;

  constructor(past: readonly PastAnswer[]) {
    const documents = new Map<string, Map<string, number>>();
    for (const { question, answer } of past) {
      const counts = documents.get(answer) ?? new Map<string, number>();
      documents.set(answer, counts);
      for (const gram of gramsOf(question)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
    const answersWith = new Map<string, number>();
    for (const counts of documents.values()) for (const gram of counts.keys()) answersWith.set(gram, (answersWith.get(gram) ?? 0) + 1);
    this.#rarity = (gram) => Math.log((documents.size + 1) / ((answersWith.get(gram) ?? 0) + 1)) + 0.1;
    this.#answers = [...documents.keys()];
    this.#vectors = [...documents.values()].map((counts) => this.#unitVector(counts));
  }

  /** All answers, each once, best first; equally good ones as they came. */
  rank(message: string): string[] {
    const wanted = this.#unitVector(new Map([...gramsOf(message)].map((gram) => [gram, 1])));
    const likeness = this.#vectors.map((weights) => {
      let cosine = 0;
      for (const [gram, weight] of wanted) cosine += weight * (weights.get(gram) ?? 0);
      return cosine;
    });
    const order = [...this.#answers.keys()].sort((a, b) => likeness[b] - likeness[a] || a - b);
    return order.map((answer) => this.#answers[answer]);
  }

  #unitVector(counts: ReadonlyMap<string, number>): Map<string, number> {
    const weights = [...counts].map(([gram, count]): [string, number] => [gram, (1 + Math.log(count)) * this.#rarity(gram)]);
    const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0));
    return new Map(weights.map(([gram, weight]) => [gram, weight / length]));
  }
}

function gramsOf(text: string): Set<string> {
  const points = [...` ${text.normalize('NFKC').toLowerCase()} `];
  const grams = new Set<string>();
  for (const size of [2, 3]) for (let i = 0; i + size <= points.length; i++) grams.add(points.slice(i, i + size).join(''));
  return grams;
}
