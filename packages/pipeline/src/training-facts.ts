import { formatSeconds } from './progress.ts';

/** What a report says of a training: a part of train.json. */
export interface TrainingFacts {
  readonly seconds: number;
  readonly parameters: number;
  readonly workers: number;
  readonly kernels: string;
}

/** The model in one line of a report. */
export function trainedModel({ parameters, seconds, kernels, workers }: TrainingFacts): string {
  return `${parameters.toLocaleString('en-US')} parameters, trained in ${formatSeconds(seconds)} (${kernels}, ${workers} workers)`;
}

/** The same as rows of a model card. */
export function trainingRows({ parameters, seconds, kernels, workers }: TrainingFacts, seed: number): [name: string, value: string][] {
  return [
    ['parameters', parameters.toLocaleString('en-US')],
    ['training', `${formatSeconds(seconds)} on ${workers} workers, ${kernels} kernels, seed ${seed}`],
  ];
}
