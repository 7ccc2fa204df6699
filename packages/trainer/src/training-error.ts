import { UserError } from '@textloom/tensor';

/**
 * What goes wrong in a training for a reason its user can do something about: a wrong setting, a checkpoint that cannot be
 * used, a loss that is no longer a number. The command line prints the message alone and exits with code 2.
 */
export class TrainingError extends UserError {}

/** A checkpoint folder that is missing, damaged, or belongs to another training. */
export class CheckpointError extends TrainingError {
  readonly folder: string;

  constructor(folder: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.folder = folder;
  }
}

/** Where a training stopped being finite. */
export interface DivergedAt {
  /** Update, counted from 1. */
  readonly step: number;
  /** Epoch, counted from 1. */
  readonly epoch: number;
  /** The loss of that update. */
  readonly loss: number;
  /** The norm of all gradients together. */
  readonly gradientNorm: number;
  /** The first parameter with a gradient that is not finite; undefined when only the loss is not. */
  readonly parameter: string | undefined;
}

/** The loss or a gradient became NaN or infinite. Thrown before the update, so the parameters are those of the step before. */
export class DivergedError extends TrainingError {
  readonly at: DivergedAt;

  constructor(at: DivergedAt, message: string) {
    super(message);
    this.at = at;
  }
}
