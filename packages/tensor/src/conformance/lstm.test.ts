import { describe, it } from 'vitest';
import { concat, slice } from '../ops/concat.ts';
import { multiply } from '../ops/elementwise.ts';
import { bilstm, type LstmWeights, lstm, type Recurrence } from '../ops/lstm.ts';
import type { Tensor } from '../tensor.ts';
import { testedBackends } from '../testing/backends.ts';
import { checkGolden, type GoldenCase, goldenIsThere, goldenTitle, readGolden } from '../testing/golden.ts';

interface StackConfig {
  readonly layers: number;
  readonly bidirectional: boolean;
}

type Tensors = Readonly<Record<string, Tensor>>;

const oneLayer = ['lstm.json', 'lstm-h33.json', 'lstm-h33-b1.json'].flatMap((file) => readGolden<GoldenCase<unknown>>(file));
const stacked = readGolden<GoldenCase<StackConfig>>('lstm-lengths.json');
const cellRecurrent = readGolden<GoldenCase<StackConfig>>('lstm-cell-recurrent.json');
const masked = readGolden<GoldenCase<{ readonly layers: number }>>('lstm-masked-recurrent.json');

for (const backend of await testedBackends()) {
  describe.skipIf(backend.missing || !goldenIsThere)(`LSTM ${goldenTitle}: ${backend.title}`, async () => {
    const engine = backend.missing ? undefined : await backend.engine();
    if (!engine) return;

    it.each(oneLayer)('one layer: $name', (golden) => {
      checkGolden(engine, golden, ({ x, W, U, b, h0, c0 }) => {
        const { y, hN, cN } = lstm(x, { W, U, b }, { initial: h0 && { h: h0, c: c0 } });
        return { y, h_n: hN, c_n: cN };
      });
    });

    it.each(stacked)('stacked, with lengths: $name', (golden) => {
      checkGolden(engine, golden, (tensors, config) => {
        const { y, hN, cN } = runStack(tensors, config, 'output', tensors.h0, tensors.c0);
        return { y, h_n: hN, c_n: cN };
      });
    });

    it.each(cellRecurrent)('gates that see the cell state: $name', (golden) => {
      checkGolden(engine, golden, (tensors, config) => {
        // h0 counts for nothing here
        const { y, hN, cN } = runStack(tensors, config, 'cell', tensors.s0, tensors.s0);
        return { y, y_n: hN, s_n: cN };
      });
    });

    it.each(masked)('weight drop and locked dropout: $name', (golden) => {
      checkGolden(engine, golden, (tensors, { layers }) => {
        const outputs: Record<string, Tensor> = {};
        let x = multiply(tensors.x, tensors.mask0);
        for (let l = 0; l < layers; l++) {
          const weights = { W: tensors[`l${l}.W`], U: multiply(tensors[`l${l}.U`], tensors[`l${l}.maskU`]), b: tensors[`l${l}.b`] };
          const h = tensors[`l${l}.h0`];
          const initial = h && { h, c: tensors[`l${l}.c0`] };
          const { y, hN, cN } = lstm(x, weights, { lengths: tensors.lengths, initial });
          outputs[`l${l}.h_n`] = hN;
          outputs[`l${l}.c_n`] = cN;
          x = multiply(y, tensors[`mask${l + 1}`]);
        }
        return { ...outputs, y: x };
      });
    });
  });
}

/** Layers over each other; without initial states by `bilstm`, with them direction by direction. States are [layers * D, B, H]. */
function runStack(
  tensors: Tensors,
  config: StackConfig,
  recurrence: Recurrence,
  h0?: Tensor,
  c0?: Tensor,
): { y: Tensor; hN: Tensor; cN: Tensor } {
  const directions = config.bidirectional ? ['fwd', 'bwd'] : ['fwd'];
  const { lengths } = tensors;
  const hN: Tensor[] = [];
  const cN: Tensor[] = [];
  let x = tensors.x;
  for (let l = 0; l < config.layers; l++) {
    const weights = directions.map((direction) => weightsOf(tensors, `l${l}.${direction}`));
    if (!h0 && config.bidirectional) {
      const both = bilstm(x, weights[0], weights[1], { lengths, recurrence });
      hN.push(...both.hN);
      cN.push(...both.cN);
      x = both.y;
      continue;
    }
    const results = weights.map((weight, d) => {
      const index = l * directions.length + d;
      const initial = h0 && c0 && { h: stateOf(h0, index), c: stateOf(c0, index) };
      return lstm(x, weight, { lengths, recurrence, reverse: d === 1, initial });
    });
    hN.push(...results.map((result) => result.hN));
    cN.push(...results.map((result) => result.cN));
    x = concat(results.map(({ y }) => y));
  }
  const stack = (states: Tensor[]): Tensor =>
    concat(
      states.map((state) => state.reshape([1, ...state.shape])),
      0,
    );
  return { y: x, hN: stack(hN), cN: stack(cN) };
}

function weightsOf(tensors: Tensors, prefix: string): LstmWeights {
  return { W: tensors[`${prefix}.W`], U: tensors[`${prefix}.U`], b: tensors[`${prefix}.b`] };
}

function stateOf(states: Tensor, index: number): Tensor {
  return slice(states, 0, index, index + 1).reshape(states.shape.slice(1));
}
