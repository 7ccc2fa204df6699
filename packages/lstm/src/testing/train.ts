import { createOptimizer, type OptimizerConfig, Random } from '@textloom/tensor';
import type { ModelTask } from '../tasks/model-task.ts';

/** The plainest training loop: shuffled batches, one update each. Returns the mean loss of each epoch. */
export function train(
  task: ModelTask<unknown>,
  optimizerConfig: OptimizerConfig,
  { epochs = 3, batchSize = 16, seed = 1 }: { epochs?: number; batchSize?: number; seed?: number } = {},
): number[] {
  const optimizer = createOptimizer([...task.parameters], optimizerConfig);
  const { engine } = task.parameters[0];
  let step = 0;
  return Array.from({ length: epochs }, (_, epoch) => {
    const order = new Random(seed).stream('order', epoch).shuffle(Int32Array.from({ length: task.exampleCount }, (_, text) => text));
    let total = 0;
    for (let start = 0; start < order.length; start += batchSize) {
      const texts = order.subarray(start, start + batchSize);
      total += engine.step(() => {
        engine.zeroGradients();
        const loss = task.loss(texts, { step: step++, seed, shard: 0, training: true });
        engine.backward(loss);
        optimizer.step({ lr: optimizerConfig.lr });
        return loss.item() * texts.length;
      });
    }
    return total / order.length;
  });
}
