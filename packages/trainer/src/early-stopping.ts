import type { BestResult, Validation } from './report.ts';

/** When to stop for want of improvement. */
export interface EarlyStoppingConfig {
  /** Evaluations without improvement that are borne; 0: never stop early (the best is still kept and restored). */
  readonly patience: number;
  /** Whether a larger (`max`) or a smaller (`min`) score is better. */
  readonly mode: 'max' | 'min';
  /** A score counts as better when it is by more than this. */
  readonly minImprovement: number;
}

/** Follows the validation scores: which was best, and whether to go on. */
export class EarlyStopping {
  best: BestResult | undefined;
  /** Evaluations since the best one. */
  withoutImprovement: number;
  private readonly config: EarlyStoppingConfig;

  constructor(config: EarlyStoppingConfig, best?: BestResult, withoutImprovement = 0) {
    this.config = config;
    this.best = best;
    this.withoutImprovement = withoutImprovement;
  }

  /** Takes a score in; true when it is the best so far. */
  report(validation: Validation, at: { epoch: number; step: number }): boolean {
    if (this.best === undefined || this.gain(validation.score, this.best.score) > this.config.minImprovement) {
      this.best = { ...at, score: validation.score, metrics: validation.metrics };
      this.withoutImprovement = 0;
      return true;
    }
    this.withoutImprovement++;
    return false;
  }

  get shouldStop(): boolean {
    return this.config.patience > 0 && this.withoutImprovement >= this.config.patience;
  }

  private gain(score: number, best: number): number {
    return this.config.mode === 'max' ? score - best : best - score;
  }
}
