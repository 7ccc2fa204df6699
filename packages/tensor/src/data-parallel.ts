import type { Engine } from './engine.ts';
import type { Parameter } from './parameter.ts';
import { type Share, shareOf } from './share.ts';

/**
 * One worker's share of summing the gradients of all workers into those of worker 0, in the order of the workers, so the same number of
 * workers gives the same bits. All workers must have finished their backward passes before any of them calls this, and all calls must
 * have returned before `squaredNorm` or an optimizer's step. Rows of embedding tables are merged a whole table at a time.
 */
export function reduceGradients(engine: Engine, share: Share): void {
  let tables = 0;
  for (const parameter of engine.parameters.values()) {
    if (!parameter.trainable || !parameter.hasGradientMemory) continue;
    if (parameter.kind === 'embedding') {
      if (tables++ % share.of === share.index) mergeTables(engine, parameter);
      continue;
    }
    const { begin, end } = shareOf(parameter.size, share);
    if (end === begin) continue;
    const skip = 4 * begin;
    const y = parameter.denseGradient(0) + skip;
    for (let worker = 1; worker < engine.workers; worker++) {
      engine.kernels.axpy({ n: end - begin, alpha: 1, x: parameter.denseGradient(worker) + skip, y });
    }
  }
}

function mergeTables(engine: Engine, parameter: Parameter): void {
  const { place: target, D } = parameter.rowGradient(0);
  for (let worker = 1; worker < engine.workers; worker++) {
    const { place: source } = parameter.rowGradient(worker);
    engine.kernels.mergeRows({
      D,
      sourceRows: source.rows,
      sourceCount: source.count,
      sourceSeen: source.seen,
      source: source.values,
      rows: target.rows,
      rowCount: target.count,
      seen: target.seen,
      target: target.values,
    });
  }
}
