/** A simple classifier that a model has to beat. */
export interface Baseline {
  /** Learns from texts and their labels; called once. */
  fit(texts: readonly string[], labels: readonly string[]): void;
  /** The label of a text. */
  predict(text: string): string;
}

/** The baselines that every report shows. */
export type BaselineName = 'majority' | 'bayes' | 'logisticRegression';

/** What to call them in a table. */
export const baselineTitles: Readonly<Record<BaselineName, string>> = {
  majority: 'majority class',
  bayes: 'naive Bayes (natural)',
  logisticRegression: 'logistic regression (natural)',
};
