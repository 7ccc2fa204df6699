import { join } from 'node:path';
import type { Parameter } from '@textloom/tensor';
import { Checkpoints } from './checkpoints.ts';
import { type MetricsLine, MetricsLog } from './metrics-log.ts';
import { copyFloats, encodeFloats, type NamedFloats, restoreFloats } from './tensor-files.ts';
import { CheckpointError } from './training-error.ts';
import { checkedState, type TrainingState } from './training-state.ts';

/** The tensors of a training: views on the heap. */
export interface TrainingTensors {
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly optimizer: NamedFloats;
  /** The moving average, when there is one. */
  readonly average: NamedFloats | undefined;
}

const files = { parameters: 'parameters.safetensors', optimizer: 'optimizer.safetensors', average: 'average.safetensors' } as const;

/**
 * What a training keeps of itself: the best parameters, and in its folder, if it has one, `checkpoints/` and `metrics.jsonl`.
 */
export class TrainingRecord {
  private readonly tensors: TrainingTensors;
  private readonly values: NamedFloats;
  private readonly checkpoints: Checkpoints | undefined;
  private readonly metrics: MetricsLog | undefined;
  private best: NamedFloats | undefined;

  constructor(tensors: TrainingTensors, folder: string | undefined, keep: number) {
    this.tensors = tensors;
    this.values = new Map(Array.from(tensors.parameters, ([name, parameter]) => [name, parameter.value]));
    this.checkpoints = folder === undefined ? undefined : new Checkpoints(join(folder, 'checkpoints'), keep);
    this.metrics = folder === undefined ? undefined : new MetricsLog(join(folder, 'metrics.jsonl'));
  }

  /**
   * Starts the record anew, or puts tensors and state back to the newest checkpoint that can be used.
   *
   * @returns the state to go on from, and what a person should know about it
   * @throws {CheckpointError} when there are checkpoints but none can be used, or they belong to another training
   */
  async begin(initial: TrainingState, resume: boolean): Promise<{ state: TrainingState; notices: string[] }> {
    const found = resume ? await this.load(initial) : undefined;
    if (!found) await this.checkpoints?.clear();
    const begun = found ?? { state: initial, notices: [] };
    await this.metrics?.begin(begun.state.step);
    return begun;
  }

  /** Keeps the parameters as they are now as the best ones, after `step` updates. */
  async keepBest(step: number, score: number): Promise<void> {
    this.best = copyFloats(this.values);
    const contents = { state: { step, score }, files: { [files.parameters]: this.encodedParameters() } };
    await this.checkpoints?.write(Checkpoints.nameOf('best', step), contents);
  }

  /** Puts the best parameters back; without any (no validation yet), leaves them as they are. */
  restoreBest(): void {
    if (this.best) for (const [name, floats] of this.values) floats.set(this.best.get(name)!);
  }

  /**
   * Writes a checkpoint to resume from and removes old ones.
   * @returns its folder; undefined when the training has none
   */
  async save(state: TrainingState): Promise<string | undefined> {
    if (!this.checkpoints) return undefined;
    const name = Checkpoints.nameOf('step', state.step);
    const { optimizer, average } = this.tensors;
    await this.checkpoints.write(name, {
      state,
      files: {
        [files.parameters]: this.encodedParameters(),
        [files.optimizer]: encodeFloats(optimizer),
        ...(average ? { [files.average]: encodeFloats(average, this.tensors.parameters) } : {}),
      },
    });
    await this.checkpoints.prune(bestNameOf);
    return join(this.checkpoints.folder, name);
  }

  async log(line: MetricsLine): Promise<void> {
    await this.metrics?.append(line);
  }

  private async load(initial: TrainingState): Promise<{ state: TrainingState; notices: string[] } | undefined> {
    const { checkpoints } = this;
    if (!checkpoints) throw new CheckpointError('', 'resume needs the folder in which the interrupted training wrote its checkpoints.');
    let best: Uint8Array | undefined;
    const found = await checkpoints.newest(async ({ state }) => {
      const name = bestNameOf(state);
      best = name === undefined ? undefined : (await checkpoints.read(name)).files[files.parameters];
    });
    if (!found) return undefined;

    const folder = join(checkpoints.folder, found.name);
    const { state, notices } = checkedState(folder, found.contents.state, initial);
    const restore = (tensors: NamedFloats, file: string): void => {
      const bytes = found.contents.files[file];
      if (!bytes) throw new CheckpointError(folder, `${folder} has no ${file}.`);
      restoreFloats(tensors, bytes, folder, file);
    };
    if (best) {
      restoreFloats(this.values, best, join(checkpoints.folder, bestNameOf(state)!), files.parameters);
      this.best = copyFloats(this.values);
    }
    restore(this.values, files.parameters);
    restore(this.tensors.optimizer, files.optimizer);
    if (this.tensors.average) restore(this.tensors.average, files.average);
    const skipped = found.skipped.map(
      (error) => `A damaged checkpoint was passed over; going on from ${found.name} instead. ${error.message}`,
    );
    return { state, notices: [...skipped, ...notices] };
  }

  private encodedParameters(): Uint8Array {
    return encodeFloats(this.values, this.tensors.parameters);
  }
}

/** Name of the checkpoint with the best parameters that a state goes with. */
function bestNameOf(state: unknown): string | undefined {
  const best = (state as Partial<TrainingState> | undefined)?.best;
  return best === undefined ? undefined : Checkpoints.nameOf('best', best.step);
}
