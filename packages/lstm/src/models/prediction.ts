/** A label and how probable it is. */
export interface LabelProbability {
  readonly label: string;
  /** in [0, 1] */
  readonly probability: number;
}

/** What a head says about a text. */
export interface HeadPrediction {
  /** the most probable label */
  readonly label: string;
  /** its probability */
  readonly confidence: number;
  /** the most probable labels, best first */
  readonly probabilities: readonly LabelProbability[];
}

/** Head → what it says. */
export type Prediction = Readonly<Record<string, HeadPrediction>>;

/** The `topK` most probable labels of one row of probabilities; of equal ones the first in the head's order wins. */
export function rankLabels(labels: readonly string[], probabilities: Float32Array, topK: number): HeadPrediction {
  const order = Array.from(labels.keys()).sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  const ranked = order.slice(0, Math.max(1, topK)).map((i) => ({ label: labels[i], probability: probabilities[i] }));
  return { label: ranked[0].label, confidence: ranked[0].probability, probabilities: ranked };
}
