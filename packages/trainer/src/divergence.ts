import type { Parameter } from '@textloom/tensor';
import type { TrainingConfig } from './config.ts';
import { DivergedError } from './training-error.ts';

/** An update that is about to be made. */
export interface PendingUpdate {
  readonly step: number;
  readonly epoch: number;
  readonly loss: number;
  readonly gradientNorm: number;
  readonly lr: number;
}

/**
 * Stops a training whose numbers are no longer finite, before they reach the parameters.
 *
 * @throws {DivergedError} naming the step, the epoch and the parameter: of those with a non-finite gradient the one made
 *   last, which is nearest to the loss and so nearest to the cause (a backward pass carries NaN to everything before it)
 */
export function assertFinite(update: PendingUpdate, parameters: readonly Parameter[], config: TrainingConfig): void {
  const { step, epoch, loss, gradientNorm } = update;
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return;
  const damaged = parameters.filter((parameter) => !parameter.gradientData().every(Number.isFinite));
  const last = damaged.at(-1);
  const what = Number.isFinite(loss) ? `the loss is ${loss}, but the gradient norm is ${gradientNorm}` : `the loss is ${loss}`;
  const where = last
    ? `The gradient of ${last.name} is not finite (of ${damaged.length} of ${parameters.length} parameters in all).`
    : 'No gradient is infinite or NaN by itself; they are too large together.';
  throw new DivergedError(
    { step, epoch, loss, gradientNorm, parameter: last?.name },
    `Training diverged at step ${step} (epoch ${epoch}): ${what}. ${where}\nThe update was not made. ${advice(update, config)}`,
  );
}

function advice(update: PendingUpdate, config: TrainingConfig): string {
  const hints = [`a lower learning rate (it is ${update.lr})`];
  if (config.clipNorm === 0) hints.push('gradient clipping (clipNorm: 1)');
  else if (config.clipNorm > 1) hints.push(`a smaller clipNorm (it is ${config.clipNorm})`);
  if (config.schedule.kind === 'constant') hints.push('a schedule with warm-up');
  hints.push('and look for values in the data that are not finite');
  return `Try ${hints.join(', ')}.`;
}
