/** What a validation found. */
export interface Validation {
  /** What early stopping and the choice of the best go by. */
  readonly score: number;
  /** Everything worth recording: plain JSON. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** What was measured since the evaluation before, and that evaluation. */
export interface HistoryEntry {
  readonly epoch: number;
  /** Updates since the start. */
  readonly step: number;
  /** Mean training loss since the entry before. */
  readonly loss: number;
  /** Learning rate of the last update. */
  readonly lr: number;
  /** Mean norm of the gradient, before clipping, since the entry before. */
  readonly gradientNorm: number;
  /** Tokens trained on a second, without the time for evaluation. */
  readonly tokensPerSecond: number;
  /** Since the start, resumed runs added up. */
  readonly seconds: number;
  readonly validation?: Validation;
}

/** The state of the training with the best validation score. */
export interface BestResult extends Validation {
  readonly epoch: number;
  readonly step: number;
}

/** What a training did. */
export interface TrainingReport {
  /** Wall clock, evaluation included; of a resumed training, all its runs together. */
  readonly seconds: number;
  /** Epochs begun. */
  readonly epochs: number;
  /** Updates. */
  readonly steps: number;
  /** Examples trained on, repeats counted. */
  readonly examples: number;
  /** Tokens trained on a second of training (without evaluation). */
  readonly tokensPerSecond: number;
  /** Undefined when there was no validation. Its parameters are the ones in the engine afterwards. */
  readonly best: BestResult | undefined;
  /** Whether it ended for want of improvement. */
  readonly stoppedEarly: boolean;
  /** Whether the caller's signal ended it. */
  readonly interrupted: boolean;
  readonly history: readonly HistoryEntry[];
}

/** What a training tells while it runs. */
export type TrainingEvent =
  | {
      readonly kind: 'start';
      readonly totalSteps: number;
      readonly stepsPerEpoch: number;
      readonly workers: number;
      /** Updates done before, when resumed. */
      readonly resumedAt: number;
    }
  | {
      readonly kind: 'step';
      readonly step: number;
      readonly totalSteps: number;
      readonly epoch: number;
      /** Of this update. */
      readonly loss: number;
      readonly lr: number;
      readonly gradientNorm: number;
      readonly tokensPerSecond: number;
      /** Until the last epoch ends, at the speed so far; early stopping may end it before. */
      readonly secondsLeft: number;
    }
  | { readonly kind: 'evaluation'; readonly entry: HistoryEntry; readonly improved: boolean }
  | { readonly kind: 'checkpoint'; readonly folder: string; readonly step: number }
  /** Something a person should know: a damaged checkpoint was passed over, a setting differs from the interrupted run's. */
  | { readonly kind: 'notice'; readonly message: string };
