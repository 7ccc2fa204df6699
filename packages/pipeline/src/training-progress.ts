import type { TrainingEvent } from '@textloom/trainer';
import type { Logger } from './log.ts';
import { formatSeconds, type Progress, type ProgressTask } from './progress.ts';

/**
 * Shows a training as it goes: a bar with loss, tokens/s and time left, and a line for each evaluation. Pass it to the trainer as
 * `onEvent`; what is left of the bar goes when the stage ends.
 *
 * @param score what the validation score is called: `macro-F1`
 */
export function showTraining(progress: Progress, log: Logger, score = 'score'): (event: TrainingEvent) => void {
  let task: ProgressTask | undefined;
  let steps = 0;
  return (event) => {
    if (event.kind === 'start') {
      steps = event.totalSteps;
      if (event.resumedAt > 0) log.info(`train: goes on after update ${event.resumedAt} of ${event.totalSteps}`);
      task = progress.start('train', event.totalSteps, 'updates');
    } else if (event.kind === 'step') {
      const { step, totalSteps, epoch, loss, tokensPerSecond, secondsLeft } = event;
      task?.update({ done: step, total: totalSteps, tokensPerSecond, secondsLeft, detail: `epoch ${epoch}, loss ${loss.toFixed(3)}` });
      if (step === totalSteps) task?.finish();
    } else if (event.kind === 'evaluation') {
      const { epoch, step, loss, seconds, validation } = event.entry;
      const found = validation === undefined ? '' : `, ${score} ${validation.score.toFixed(4)}${event.improved ? ' (best)' : ''}`;
      log.info(`train: epoch ${epoch}, update ${step} of ${steps}, loss ${loss.toFixed(3)}${found}, ${formatSeconds(seconds)}`);
    } else if (event.kind === 'notice') log.warn(event.message);
  };
}
