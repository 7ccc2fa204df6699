import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { attachEngine } from './create-engine.ts';
import { zeros } from './initializers.ts';
import { createOptimizer, type OptimizerConfig } from './optimizers/optimizer.ts';
import { testedBackends } from './testing/backends.ts';
import { buildModel, type ParallelTask, trainShare } from './testing/data-parallel-task.ts';
import { expectClose } from './testing/golden.ts';

const STEPS = 4;

for (const backend of await testedBackends()) {
  describe.skipIf(backend.missing)(`data-parallel training: ${backend.title}`, () => {
    /** Trains the small model on so many threads, this one included, and returns its weights. */
    async function train(workers: number, config: OptimizerConfig): Promise<number[]> {
      const engine = await backend.engine({ workers, seed: 3 });
      const model = buildModel(engine);
      const optimizer = createOptimizer([...engine.parameters.values()], config);
      const shared = { engine: engine.share(), optimizer: optimizer.share(), workers, steps: STEPS };
      const threads = Array.from({ length: workers - 1 }, (_, i) => {
        const task: ParallelTask = { ...shared, worker: i + 1 };
        return new Worker(new URL('./testing/data-parallel-worker.ts', import.meta.url), { workerData: task });
      });
      await Promise.all(threads.map((thread) => once(thread, 'message')));
      const done = threads.map((thread) => once(thread, 'exit'));
      trainShare(engine, model, optimizer, { worker: 0, workers, steps: STEPS });
      await Promise.all(done);
      return Array.from(engine.parameters.values()).flatMap(({ value }) => Array.from(value));
    }

    it.each([{ kind: 'adamw', lr: 0.05 } as const, { kind: 'asgd', lr: 0.5 } as const])(
      'two workers train what one does: $kind',
      async (config) => {
        const one = await train(1, config);
        const two = await train(2, config);
        expectClose('weights', two, one, 1e-4);
        expect(await train(2, config), 'the same number of workers, the same bits').toEqual(two);
      },
    );

    it('so do three', async () => {
      const config = { kind: 'sgd', lr: 0.5, momentum: 0.9 } as const;
      expectClose('weights', await train(3, config), await train(1, config), 1e-4);
    });

    it('an attached engine sees the shared parameters and allocates none of its own', async () => {
      const engine = await backend.engine({ workers: 2 });
      const { W } = buildModel(engine);
      const attached = await attachEngine(engine.share(), 1);
      const same = attached.parameter('W', [32, 5], zeros());
      expect(Array.from(same.value)).toEqual(Array.from(W.value));
      same.value[0] = 42;
      expect(W.value[0]).toBe(42);
      same.gradientData()[0] = 1;
      expect(W.gradientData()[0]).toBe(0);
      expect(() => attached.parameter('W', [5, 32], zeros())).toThrow(
        "parameter 'W': worker 1 asks for weight [5, 32], shared was weight [32, 5]",
      );
      expect(() => attached.parameter('other', [1], zeros())).toThrow("no parameter 'other' was shared with worker 1");
      await expect(attachEngine(engine.share(), 2)).rejects.toThrow('attachEngine: worker 2, expected 1 to 1');
    });
  });
}
