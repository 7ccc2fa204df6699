import { lstmSavedFloats } from '../kernels/load.ts';
import { NONE } from '../kernels/op-table.ts';
import type { Tensor } from '../tensor.ts';
import { expectFloats, expectLengths } from './expect.ts';

/** Weights of one direction; gates in the order i, f, g, o. */
export interface LstmWeights {
  /** [4H, I] */
  readonly W: Tensor;
  /** [4H, H] */
  readonly U: Tensor;
  /** [4H] */
  readonly b: Tensor;
}

/** `output`: the gates see the previous output, the standard LSTM. `cell`: they see the previous cell state. */
export type Recurrence = 'output' | 'cell';

export interface BilstmOptions {
  /** int [B], each from 0 to T; default: all of length T */
  readonly lengths?: Tensor | undefined;
  /** default `output` */
  readonly recurrence?: Recurrence | undefined;
}

export interface LstmOptions extends BilstmOptions {
  /** from the last step of each sequence to its first; default false */
  readonly reverse?: boolean | undefined;
  /** [B, H] each; default zeros. For `cell` only c counts. */
  readonly initial?: LstmState | undefined;
}

export interface LstmState {
  readonly h: Tensor;
  readonly c: Tensor;
}

export interface LstmResult {
  /** outputs [T, B, H], zero in the padding */
  readonly y: Tensor;
  /** last output of each sequence [B, H] */
  readonly hN: Tensor;
  /** last cell state of each sequence [B, H] */
  readonly cN: Tensor;
}

/**
 * A layer of LSTM over a batch of sequences (Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000):
 * i, f, g, o = W x_t + U h_{t-1} + b; c_t = sigma(f) c_{t-1} + sigma(i) tanh(g); h_t = sigma(o) tanh(c_t).
 * @param x [T, B, I]; what lies in the padding changes nothing
 */
export function lstm(x: Tensor, weights: LstmWeights, options: LstmOptions = {}): LstmResult {
  const { engine } = x;
  expectFloats('lstm', 'x', x, ['T', 'B', 'I']);
  const H = weights.U.shape[1] ?? 0;
  const y = engine.result('lstm', [x.shape[0], x.shape[1], H]);
  const { hN, cN } = direction('lstm', x, weights, options, y, 0);
  return { y, hN, cN };
}

export interface BilstmResult {
  /** outputs [T, B, 2H], the forward half first, zero in the padding */
  readonly y: Tensor;
  /** last outputs, forward and backward, [B, H] each */
  readonly hN: readonly [Tensor, Tensor];
  /** last cell states, forward and backward, [B, H] each */
  readonly cN: readonly [Tensor, Tensor];
}

/**
 * Two LSTMs over the same sequences, one in each direction (Schuster and Paliwal 1997).
 * @param x [T, B, I]
 */
export function bilstm(x: Tensor, forward: LstmWeights, backward: LstmWeights, options: BilstmOptions = {}): BilstmResult {
  const { engine } = x;
  expectFloats('bilstm', 'x', x, ['T', 'B', 'I']);
  const H = forward.U.shape[1] ?? 0;
  expectFloats('bilstm', 'backward.U', backward.U, [4 * H, H]);
  const y = engine.result('bilstm', [x.shape[0], x.shape[1], 2 * H]);
  const first = direction('bilstm', x, forward, options, y, 0);
  const second = direction('bilstm', x, backward, { ...options, reverse: true }, y, H);
  return { y, hN: [first.hN, second.hN], cN: [first.cN, second.cN] };
}

/** Runs one direction and writes H columns of y from column `column` on. */
function direction(
  op: string,
  x: Tensor,
  { W, U, b }: LstmWeights,
  options: LstmOptions,
  y: Tensor,
  column: number,
): Omit<LstmResult, 'y'> {
  const { engine } = x;
  const { lengths, initial, reverse = false, recurrence = 'output' } = options;
  const [T, B, I] = x.shape;
  const ldY = y.shape[2];
  expectFloats(op, 'U', U, ['4H', 'H']);
  const H = U.shape[1];
  expectFloats(op, 'W', W, [4 * H, I]);
  expectFloats(op, 'U', U, [4 * H, H]);
  expectFloats(op, 'b', b, [4 * H]);
  expectLengths(op, lengths, T, B);
  if (initial) {
    expectFloats(op, 'initial.h', initial.h, [B, H]);
    expectFloats(op, 'initial.c', initial.c, [B, H]);
  }
  const hN = engine.result(op, [B, H]);
  const cN = engine.result(op, [B, H]);
  const recorded = engine.records(x, W, U, b, initial?.h, initial?.c);
  const tokens = lengths?.ints.reduce((total, length) => total + length, 0);
  const savedFloats = lstmSavedFloats(T, B, I, H, tokens);
  const saved = recorded ? engine.allocate(savedFloats, `${op} (kept for the backward pass)`, [savedFloats]) : NONE;
  const call = {
    T,
    B,
    I,
    H,
    ldX: I,
    ldY,
    reverse: reverse ? 1 : 0,
    cell: recurrence === 'cell' ? 1 : 0,
    x: x.offset,
    lengths: lengths?.offset ?? NONE,
    W: W.offset,
    U: U.offset,
    h0: initial?.h.offset ?? NONE,
    c0: initial?.c.offset ?? NONE,
    saved,
  };
  engine.kernels.lstmForward({ ...call, b: b.offset, y: y.offset + 4 * column, hN: hN.offset, cN: cN.offset });
  if (recorded) {
    engine.tape.record([y, hN, cN], () => {
      const dy = y.existingGradient();
      engine.kernels.lstmBackward({
        ...call,
        dy: dy === NONE ? NONE : dy + 4 * column,
        dhN: hN.existingGradient(),
        dcN: cN.existingGradient(),
        dx: x.gradientOffset(),
        dW: W.gradientOffset(),
        dU: U.gradientOffset(),
        db: b.gradientOffset(),
        dh0: initial?.h.gradientOffset() ?? NONE,
        dc0: initial?.c.gradientOffset() ?? NONE,
      });
    });
  }
  return { hN, cN };
}
