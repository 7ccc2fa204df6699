import { bilstm, concat, lstm, lstmBias, orthogonal, type Parameter, type Tensor, xavierUniform } from '@textloom/tensor';
import type { ParameterSource } from '../parameter-source.ts';
import type { Pass } from '../pass.ts';
import { createDropout } from './dropout.ts';

export interface LstmConfig {
  /** features of the input */
  readonly inputs: number;
  /** units of one direction */
  readonly hidden: number;
  /** default 1 */
  readonly layers?: number;
  /** default false */
  readonly bidirectional?: boolean;
  /** what the gates see of the step before: its output (Hochreiter and Schmidhuber 1997; default) or its cell state */
  readonly recurrence?: 'output' | 'cell';
  /** locked dropout between layers; default 0 */
  readonly betweenDropout?: number;
  /** chance that a recurrent weight is 0 during a step (Merity et al. 2018); default 0 */
  readonly recurrentDropout?: number;
}

/** State of one direction of one layer, each [B, hidden]. */
export interface LstmState {
  readonly h: Tensor;
  readonly c: Tensor;
}

export interface LstmOutput {
  /** [T, B, hidden], or [T, B, 2 hidden] with the backward direction in the second half; 0 in the padding */
  readonly y: Tensor;
  /** state after the last step read, for each direction of each layer: layer 0 forward, layer 0 backward, layer 1 forward, … */
  readonly states: LstmState[];
}

export interface LstmDirection {
  /** [4 hidden, inputs], gates in the order i, f, g, o */
  readonly W: Parameter;
  /** [4 hidden, hidden] */
  readonly U: Parameter;
  /** [4 hidden] */
  readonly b: Parameter;
}

export interface LstmOptions {
  /** int [B]; absent: every sequence has T steps */
  readonly lengths?: Tensor;
  /** as {@link LstmOutput.states}; absent: zeros */
  readonly initial?: readonly LstmState[];
}

export interface Lstm {
  readonly directions: readonly LstmDirection[];
  /** features of the output */
  readonly outputs: number;
  /** x [T, B, inputs] → y and the last states */
  forward(x: Tensor, pass: Pass, options?: LstmOptions): LstmOutput;
}

/**
 * Stacked LSTM in one or both directions. Parameters are named as PyTorch names them (`name.weight_ih_l0`, `name.weight_hh_l0`, `name.bias_ih_l0`,
 * each also with `_reverse`); there is one bias, so PyTorch's `bias_hh` is zero. Input weights are Xavier uniform gate by gate, recurrent ones
 * orthogonal, and the forget gate's bias is 1.
 */
export function createLstm(source: ParameterSource, name: string, config: LstmConfig): Lstm {
  const { hidden, layers = 1, bidirectional = false, recurrence = 'output', betweenDropout = 0, recurrentDropout = 0 } = config;
  const suffixes = bidirectional ? ['', '_reverse'] : [''];
  const outputs = hidden * suffixes.length;
  const directions = Array.from({ length: layers }, (_, layer) =>
    suffixes.map((suffix): LstmDirection => {
      const inputs = layer === 0 ? config.inputs : outputs;
      return {
        W: source.parameter(`${name}.weight_ih_l${layer}${suffix}`, [4 * hidden, inputs], xavierUniform(4)),
        U: source.parameter(`${name}.weight_hh_l${layer}${suffix}`, [4 * hidden, hidden], orthogonal()),
        b: source.parameter(`${name}.bias_ih_l${layer}${suffix}`, [4 * hidden], lstmBias(1), { kind: 'bias' }),
      };
    }),
  );

  const between = directions.map((_, layer) => createDropout(`${name}.between.${layer}`, { rate: betweenDropout, kind: 'locked' }));
  const weightDrop = (direction: LstmDirection, pass: Pass): { W: Tensor; U: Tensor; b: Tensor } => {
    const U = createDropout(direction.U.name, { rate: recurrentDropout }).forward(direction.U, pass);
    return { W: direction.W, U, b: direction.b };
  };

  const runLayer = (
    x: Tensor,
    layer: readonly LstmDirection[],
    pass: Pass,
    lengths?: Tensor,
    initial?: readonly LstmState[],
  ): LstmOutput => {
    const [forward, backward] = layer.map((direction) => weightDrop(direction, pass));
    const shared = { recurrence, ...(lengths === undefined ? {} : { lengths }) };
    if (backward !== undefined && initial === undefined) {
      const { y, hN, cN } = bilstm(x, forward, backward, shared);
      return { y, states: hN.map((h, direction) => ({ h, c: cN[direction] })) };
    }
    const results = [forward, ...(backward === undefined ? [] : [backward])].map((weights, direction) => {
      const start = initial?.[direction];
      return lstm(x, weights, { ...shared, reverse: direction === 1, ...(start === undefined ? {} : { initial: start }) });
    });
    const states = results.map(({ hN, cN }) => ({ h: hN, c: cN }));
    return { y: results.length === 1 ? results[0].y : concat(results.map(({ y }) => y)), states };
  };

  return {
    directions: directions.flat(),
    outputs,
    forward(x, pass, { lengths, initial } = {}) {
      const states: LstmState[] = [];
      let y = x;
      directions.forEach((layer, index) => {
        const start = initial?.slice(index * layer.length, (index + 1) * layer.length);
        const result = runLayer(index === 0 ? y : between[index].forward(y, pass), layer, pass, lengths, start);
        y = result.y;
        states.push(...result.states);
      });
      return { y, states };
    },
  };
}
