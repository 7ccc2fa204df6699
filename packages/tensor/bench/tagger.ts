// What the parts of a BiLSTM-CRF tagger's training step cost, forward and backward, as shares of the step, all measured in one run.
//
//   node bench/tagger.ts [--rounds 60] [--json]
import { parseArgs } from 'node:util';
import { createEngine, type Engine, type KernelsName, type Tensor } from '../src/index.ts';
import { convolutionMax } from '../src/ops/convolution.ts';
import { crfDecode, crfLoss, crfMarginals } from '../src/ops/crf.ts';
import { mean } from '../src/ops/elementwise.ts';
import { linear } from '../src/ops/linear.ts';
import { bilstm, type LstmWeights } from '../src/ops/lstm.ts';

/** 32 sentences of 30 tokens, 17 tags (BIOES of four types); 350 distinct words of 2 to 14 characters. */
const shape = { T: 30, B: 32, I: 158, H: 150, K: 17, words: 350, characters: 14, channels: 30, filters: 50, k: 3 } as const;

/** Milliseconds of one round. */
interface Round {
  readonly bilstm: number;
  readonly linear: number;
  readonly crf: number;
  readonly convolution: number;
  readonly viterbi: number;
  readonly marginals: number;
}

function measure(engine: Engine): Round {
  const { T, B, I, H, K, words, characters, channels, filters, k } = shape;
  const random = (extents: readonly number[], name: string, bound = 0.1): Tensor => {
    const tensor = engine.zeros(extents);
    engine.random.stream(name).fillUniform(tensor.floats, -bound, bound);
    return tensor.requireGradient();
  };
  const direction = (name: string): LstmWeights => ({
    W: random([4 * H, I], `${name} W`),
    U: random([4 * H, H], `${name} U`),
    b: random([4 * H], `${name} b`),
  });
  const timed = (f: () => void): number => {
    const start = performance.now();
    f();
    return performance.now() - start;
  };
  /** Forward, and backward from a loss that is there to begin with. */
  const both = (forward: () => Tensor): number => {
    const start = performance.now();
    const y = forward();
    const ahead = performance.now() - start;
    const loss = mean(y);
    return ahead + timed(() => engine.backward(loss));
  };
  return engine.step(() => {
    const weights = { transitions: random([K, K], 'transitions', 2), start: random([K], 'start', 2), end: random([K], 'end', 2) };
    const x = random([T, B, I], 'x', 1);
    const y = random([T, B, 2 * H], 'y', 1);
    const emissions = random([T, B, K], 'emissions', 5);
    const stream = engine.random.stream('tags');
    const tags = engine.ints(
      Array.from({ length: T * B }, (_, i) => stream.int(i, K)),
      [T, B],
    );
    const letters = random([characters, words, channels], 'letters', 1);
    const lengths = engine.ints(
      Array.from({ length: words }, (_, n) => 2 + stream.int(T * B + n, characters - 1)),
      [words],
    );
    const [forward, backward] = [direction('forward'), direction('backward')];
    const head = [random([K, 2 * H], 'head'), random([K], 'bias')] as const;
    const filter = [random([filters, channels, k], 'filters'), random([filters], 'filter bias')] as const;
    return {
      bilstm: both(() => bilstm(x, forward, backward).y),
      linear: both(() => linear(y, ...head)),
      crf: both(() => crfLoss(emissions, tags, weights).nll),
      convolution: both(() => convolutionMax(letters, ...filter, { padding: 1, lengths }).y),
      viterbi: timed(() => crfDecode(emissions, weights)),
      marginals: timed(() => crfMarginals(emissions, weights)),
    };
  });
}

const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '60' }, json: { type: 'boolean', default: false } },
});
const rounds = Number(options.rounds);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error(`--rounds: expected a whole number from 1, found ${options.rounds}`);

const results = [];
for (const kernels of ['native', 'wasm'] satisfies KernelsName[]) {
  const engine = await createEngine({ kernels });
  for (let warm = 0; warm < 5; warm++) measure(engine);
  const measured = Array.from({ length: rounds }, () => measure(engine));
  const median = (figure: (round: Round) => number): number => measured.map(figure).toSorted((a, b) => a - b)[rounds >> 1];
  const step = (round: Round): number => round.bilstm + round.linear + round.crf + round.convolution;
  results.push({
    kernels: `${kernels} (${engine.isa})`,
    stepMs: median(step),
    bilstm: median((round) => round.bilstm / step(round)),
    linear: median((round) => round.linear / step(round)),
    // against the step of a tagger that has no characters, the smaller one
    crf: median((round) => round.crf / (round.bilstm + round.linear + round.crf)),
    convolution: median((round) => round.convolution / step(round)),
    viterbi: median((round) => round.viterbi / step(round)),
    marginals: median((round) => round.marginals / step(round)),
  });
}

if (options.json) {
  console.log(JSON.stringify({ shape, rounds, results }));
} else {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  console.log(
    [
      `Forward + backward of ${shape.B} sentences x ${shape.T} tokens x ${shape.K} tags, BiLSTM(${shape.H}), ${rounds} rounds: median share of the step`,
      '',
      '| kernels | step, ms | BiLSTM | linear | CRF loss | character convolution | (Viterbi) | (marginals) |',
      '|---|---:|---:|---:|---:|---:|---:|---:|',
      ...results.map(
        (r) =>
          `| ${r.kernels} | ${r.stepMs.toFixed(1)} | ${[r.bilstm, r.linear, r.crf, r.convolution, r.viterbi, r.marginals].map(percent).join(' | ')} |`,
      ),
      '',
      'CRF loss: of the step without characters. Viterbi and marginals are no part of a training step; theirs is the time beside it.',
    ].join('\n'),
  );
}
