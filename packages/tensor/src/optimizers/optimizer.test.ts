import { describe, expect, it } from 'vitest';
import { createEngine } from '../create-engine.ts';
import type { Engine } from '../engine.ts';
import { normal, zeros } from '../initializers.ts';
import { createOptimizer, type OptimizerConfig } from './optimizer.ts';

const configs: OptimizerConfig[] = [
  { kind: 'sgd', lr: 0.1 },
  { kind: 'sgd', lr: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.1 },
  { kind: 'adam', lr: 0.1, weightDecay: 0.1 },
  { kind: 'adamw', lr: 0.1, weightDecay: 0.1, amsgrad: true },
  { kind: 'adagrad', lr: 0.1, weightDecay: 0.1 },
  { kind: 'asgd', lr: 0.1, weightDecay: 0.1 },
];

const named = configs.map((config) => ({ name: JSON.stringify(config), config }));

/** A weight, a bias and a table with gradients; of the table's rows only 5 and 2 have one. */
async function model(): Promise<Engine> {
  const engine = await createEngine({ heapBytes: 2 ** 23 });
  engine.parameter('W', [33, 5], normal(1));
  engine.parameter('b', [33], normal(1), { kind: 'bias' });
  engine.parameter('table', [9, 5], normal(1), { kind: 'embedding' });
  return engine;
}

function setGradients(engine: Engine, step: number): void {
  engine.zeroGradients();
  for (const { name, kind, rows, gradientData } of parametersOf(engine)) {
    const gradient = gradientData();
    const stream = engine.random.stream('gradient', name, step);
    const values = new Float32Array(gradient.length);
    stream.fillNormal(values, 1);
    if (kind !== 'embedding' || !rows) {
      gradient.set(values);
      continue;
    }
    for (const row of [5, 2]) {
      gradient.set(values.subarray(row * 5, (row + 1) * 5), row * 5);
      rows.seen[row] = 1;
    }
    engine.intsAt(rows.place.rows, 2).set([5, 2]);
    engine.intsAt(rows.place.count, 1)[0] = 2;
  }
}

function parametersOf(engine: Engine) {
  return Array.from(engine.parameters.values(), (parameter) => ({
    name: parameter.name,
    kind: parameter.kind,
    rows: parameter.rows,
    gradientData: () => parameter.gradientData(),
  }));
}

const valuesOf = (engine: Engine): number[] => Array.from(engine.parameters.values()).flatMap(({ value }) => Array.from(value));

describe('optimizers', () => {
  it.each(named)('updates the rows touched and no others: $name', async ({ config }) => {
    const engine = await model();
    const optimizer = createOptimizer([...engine.parameters.values()], config);
    const table = engine.parameters.get('table') ?? expect.fail();
    const before = table.value.slice();
    setGradients(engine, 0);
    optimizer.step();
    for (let row = 0; row < 9; row++) {
      const changed = table.value.subarray(row * 5, row * 5 + 5).every((value, d) => value !== before[row * 5 + d]);
      expect(changed).toBe(row === 5 || row === 2);
    }
  });

  it.each(named)('updates a touched row as it would a dense parameter: $name', async ({ config }) => {
    const engine = await model();
    const dense = engine.parameter('row', [5], zeros(), { kind: 'weight' });
    const table = engine.parameters.get('table') ?? expect.fail();
    dense.value.set(table.value.subarray(25, 30));
    const optimizer = createOptimizer([table, dense], { ...config, decayKinds: ['weight', 'embedding'] });
    for (let step = 0; step < 3; step++) {
      setGradients(engine, step);
      dense.gradientData().set(table.gradientData().subarray(25, 30));
      optimizer.step();
      expect(Array.from(table.value.subarray(25, 30))).toEqual(Array.from(dense.value));
    }
  });

  it.each(named)('in shares gives the same as whole: $name', async ({ config }) => {
    const [whole, shared] = await Promise.all([model(), model()]);
    const optimizer = createOptimizer([...whole.parameters.values()], config);
    // each share as its own worker would hold it, on one state
    const first = createOptimizer([...shared.parameters.values()], config);
    for (let step = 0; step < 3; step++) {
      setGradients(whole, step);
      setGradients(shared, step);
      optimizer.step({ gradientScale: 0.5 });
      for (let index = 0; index < 3; index++) {
        first.resumeAt(step);
        first.step({ gradientScale: 0.5, share: { index, of: 3 } });
      }
    }
    expect(valuesOf(shared)).toEqual(valuesOf(whole));
    expect(first.state()).toEqual(optimizer.state());
  });

  it.each(named)('goes on to the same bits from saved state: $name', async ({ config }) => {
    const [engine, resumed] = await Promise.all([model(), model()]);
    const optimizer = createOptimizer([...engine.parameters.values()], config);
    for (let step = 0; step < 2; step++) {
      setGradients(engine, step);
      optimizer.step();
    }
    const again = createOptimizer([...resumed.parameters.values()], config);
    for (const [name, parameter] of resumed.parameters) parameter.value.set(engine.parameters.get(name)?.value ?? []);
    again.load(new Map(Array.from(optimizer.state(), ([name, values]) => [name, values.slice()])), optimizer.steps);
    for (const [one, its] of [
      [engine, optimizer],
      [resumed, again],
    ] as const) {
      setGradients(one, 2);
      its.step();
    }
    expect(valuesOf(resumed)).toEqual(valuesOf(engine));
    expect(again.state()).toEqual(optimizer.state());
  });

  it('decays weights but not biases and tables, unless told to (AdamW)', async () => {
    const engine = await model();
    const parameters = [...engine.parameters.values()];
    const before = valuesOf(engine);
    for (const { name } of parameters) engine.parameters.get(name)?.gradientData();
    createOptimizer(parameters, { kind: 'adamw', lr: 0.5, weightDecay: 0.5 }).step();
    const W = 33 * 5;
    valuesOf(engine).forEach((value, i) => {
      expect(value).toBe(i < W ? Math.fround(before[i] * 0.75) : before[i]);
    });
  });

  it('keeps the state when a load does not fit', async () => {
    const engine = await model();
    const optimizer = createOptimizer([...engine.parameters.values()], { kind: 'adam', lr: 0.1 });
    setGradients(engine, 0);
    optimizer.step();
    const before = Array.from(optimizer.state().get('m/W') ?? []);
    expect(() => optimizer.load(new Map([['m/W', new Float32Array(33 * 5)]]), 9)).toThrow("optimizer state: 'v/W' is missing");
    const short = new Map(Array.from(optimizer.state(), ([name]) => [name, new Float32Array(1)]));
    expect(() => optimizer.load(short, 9)).toThrow("optimizer state: 'm/W' has 1 values, expected 165");
    expect(Array.from(optimizer.state().get('m/W') ?? [])).toEqual(before);
    expect(optimizer.steps).toBe(1);
  });

  it('begins anew with a second optimizer on the same parameters, in the same memory', async () => {
    const engine = await model();
    const parameters = [...engine.parameters.values()];
    const config = { kind: 'adam', lr: 0.1 } as const;
    createOptimizer(parameters, config);
    const used = engine.heap.persistentUsed;
    setGradients(engine, 0);
    createOptimizer(parameters, config).step();
    const fresh = createOptimizer(parameters, config);
    expect(Array.from(fresh.state().values()).every((values) => values.every((value) => value === 0))).toBe(true);
    expect(engine.heap.persistentUsed).toBe(used);
  });

  it('averages from where it is told, and swaps the average in and out', async () => {
    const engine = await model();
    const parameters = [...engine.parameters.values()];
    const optimizer = createOptimizer(parameters, { kind: 'asgd', lr: 0.1, averageFrom: Number.POSITIVE_INFINITY });
    const { average } = optimizer;
    if (!average) expect.fail('asgd has an average');
    const iterates: number[][] = [];
    for (let step = 0; step < 4; step++) {
      if (step === 2) average.start();
      setGradients(engine, step);
      optimizer.step();
      iterates.push(valuesOf(engine));
      if (step < 2) expect(() => average.swap()).toThrow('the average of the weights is empty');
    }
    expect(average.count).toBe(2);
    average.swap();
    valuesOf(engine).forEach((value, i) => {
      expect(value).toBeCloseTo((iterates[2][i] + iterates[3][i]) / 2, 5);
    });
    average.swap();
    expect(valuesOf(engine)).toEqual(iterates[3]);
  });
});
