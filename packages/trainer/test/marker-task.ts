/** A small classifier for tests and measurements: which marker token does a sequence of random tokens hold? */
import {
  bilstm,
  crossEntropy,
  dropout,
  type Engine,
  embedding,
  type LstmWeights,
  linear,
  lstmBias,
  normal,
  orthogonal,
  poolMax,
  Random,
  type Tensor,
  xavierUniform,
  zeros,
} from '@textloom/tensor';
import type { LossContext, TrainingTask } from '../src/index.ts';

export interface MarkerSpec {
  readonly examples: number;
  readonly seed: number;
  /** Default 3. */
  readonly classes?: number;
  /** Default 20; the first `classes` are the markers. */
  readonly vocabulary?: number;
  /** Lengths are drawn from here. Default 2 to 7. */
  readonly length?: readonly [shortest: number, longest: number];
  /** Of the embedding and of the LSTM. Default 8 and 8. */
  readonly width?: readonly [embedding: number, hidden: number];
  readonly dropout?: number;
  /** Share of the markers' classes. Default: all alike. */
  readonly weights?: readonly number[];
  /** What goes wrong, in which shard and at which step. */
  readonly fault?: { readonly kind: 'throw' | 'exit' | 'nan'; readonly shard: number; readonly step: number };
  /** Pause at each step, to be interrupted in. */
  readonly milliseconds?: number;
}

export interface MarkerTask extends TrainingTask {
  readonly sequences: readonly Int32Array[];
  readonly labels: Int32Array;
  /** Share of the examples that are classified correctly. */
  accuracy(): number;
}

export function createTask(engine: Engine, given: unknown): MarkerTask {
  const spec = given as MarkerSpec;
  const { classes = 3, vocabulary = 20, width: [D, H] = [8, 8] } = spec;
  const { sequences, labels } = drawSequences(spec, classes, vocabulary);
  const table = engine.parameter('embedding', [vocabulary, D], normal(0.5), { kind: 'embedding' });
  const direction = (name: string): LstmWeights => ({
    W: engine.parameter(`${name}.W`, [4 * H, D], xavierUniform()),
    U: engine.parameter(`${name}.U`, [4 * H, H], orthogonal()),
    b: engine.parameter(`${name}.b`, [4 * H], lstmBias(), { kind: 'bias' }),
  });
  const forward = direction('encoder.fwd');
  const backward = direction('encoder.bwd');
  const W = engine.parameter('head.W', [classes, 2 * H], xavierUniform());
  const b = engine.parameter('head.b', [classes], zeros(), { kind: 'bias' });

  const logits = (examples: Int32Array, context?: LossContext): Tensor => {
    const lengths = Int32Array.from(examples, (example) => sequences[example].length);
    const T = lengths.reduce((longest, length) => Math.max(longest, length), 0);
    const ids = new Int32Array(T * examples.length);
    examples.forEach((example, i) => {
      sequences[example].forEach((id, t) => {
        ids[t * examples.length + i] = id;
      });
    });
    let x = embedding(table, engine.ints(ids, [T, examples.length]));
    if (context?.training && spec.dropout) {
      x = dropout(x, { rate: spec.dropout, stream: new Random(context.seed).stream('dropout', context.step, context.shard) });
    }
    const lengthsTensor = engine.ints(lengths, [examples.length]);
    const { y } = bilstm(x, forward, backward, { lengths: lengthsTensor });
    return linear(poolMax(y, lengthsTensor), W, b);
  };

  return {
    exampleCount: sequences.length,
    sequences,
    labels,
    lengthOf: (example) => sequences[example].length,
    ...(spec.weights ? { weightOf: (example: number) => spec.weights![labels[example]] } : {}),
    loss(examples, context) {
      if (spec.milliseconds) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, spec.milliseconds);
      const fault = spec.fault?.shard === context.shard && spec.fault.step === context.step ? spec.fault.kind : undefined;
      if (fault === 'throw') throw new Error('the dog ate the batch');
      if (fault === 'exit') process.exit(3);
      if (fault === 'nan') b.value[0] = Number.NaN;
      const targets = engine.ints(
        examples.map((example) => labels[example]),
        [examples.length],
      );
      const classWeights = spec.weights ? { classWeights: engine.tensor(spec.weights, [classes]) } : {};
      return crossEntropy(logits(examples, context), targets, classWeights);
    },
    accuracy() {
      const all = Int32Array.from(sequences, (_, example) => example);
      const scores = engine.step(() => engine.noGrad(() => logits(all).toArray()));
      let right = 0;
      labels.forEach((label, example) => {
        const own = scores.slice(example * classes, (example + 1) * classes);
        if (own.indexOf(Math.max(...own)) === label) right++;
      });
      return right / labels.length;
    },
  };
}

function drawSequences(spec: MarkerSpec, classes: number, vocabulary: number): { sequences: Int32Array[]; labels: Int32Array } {
  const [shortest, longest] = spec.length ?? [2, 7];
  const random = new Random(spec.seed);
  const labels = new Int32Array(spec.examples);
  const sequences = Array.from({ length: spec.examples }, (_, example) => {
    const stream = random.stream('sequence', example);
    const sequence = Int32Array.from(
      { length: shortest + stream.int(0, longest - shortest + 1) },
      (_, t) => classes + stream.int(t + 3, vocabulary - classes),
    );
    labels[example] = stream.int(1, classes);
    sequence[stream.int(2, sequence.length)] = labels[example];
    return sequence;
  });
  return { sequences, labels };
}
