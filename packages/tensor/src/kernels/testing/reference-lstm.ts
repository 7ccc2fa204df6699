/** One direction of one LSTM layer in double precision, each sequence by itself, from the equations. */
export interface LstmProblem {
  readonly T: number;
  readonly B: number;
  readonly I: number;
  readonly H: number;
  readonly reverse: boolean;
  /** gates see the previous cell state instead of the previous output */
  readonly cell: boolean;
  readonly lengths: ArrayLike<number> | null;
  readonly x: ArrayLike<number>;
  readonly W: ArrayLike<number>;
  readonly U: ArrayLike<number>;
  readonly b: ArrayLike<number>;
  readonly h0: ArrayLike<number> | null;
  readonly c0: ArrayLike<number> | null;
}

export interface LstmOutputs {
  readonly y: Float64Array;
  readonly hN: Float64Array;
  readonly cN: Float64Array;
}

/** Weights of the outputs in the scalar whose gradient is taken. */
export interface LstmUpstream {
  readonly dy: ArrayLike<number>;
  readonly dhN: ArrayLike<number>;
  readonly dcN: ArrayLike<number>;
}

export type LstmGradients = Record<'dx' | 'dW' | 'dU' | 'db' | 'dh0' | 'dc0', Float64Array>;

/** What one step of one sequence keeps for its gradient. */
interface Step {
  readonly t: number;
  readonly gates: readonly (readonly number[])[];
  readonly previousHidden: Float64Array;
  readonly previousCell: Float64Array;
  readonly cell: Float64Array;
}

const sigma = (z: number): number => 1 / (1 + Math.exp(-z));

function* timeSteps(p: LstmProblem, b: number): Generator<number> {
  const length = p.lengths?.[b] ?? p.T;
  for (let s = 0; s < length; s++) yield p.reverse ? length - 1 - s : s;
}

function initialState(p: LstmProblem, initial: ArrayLike<number> | null, b: number): Float64Array {
  return Float64Array.from({ length: p.H }, (_, j) => initial?.[b * p.H + j] ?? 0);
}

function runSequence(
  p: LstmProblem,
  b: number,
): { steps: Step[]; hidden: Float64Array; cell: Float64Array; outputs: Map<number, Float64Array> } {
  const { B, I, H } = p;
  let hidden = initialState(p, p.cell ? null : p.h0, b);
  let cell = initialState(p, p.c0, b);
  const steps: Step[] = [];
  const outputs = new Map<number, Float64Array>();
  for (const t of timeSteps(p, b)) {
    const recurrent = p.cell ? cell : hidden;
    const preActivation = (row: number): number => {
      let z = p.b[row];
      for (let i = 0; i < I; i++) z += p.W[row * I + i] * p.x[(t * B + b) * I + i];
      for (let j = 0; j < H; j++) z += p.U[row * H + j] * recurrent[j];
      return z;
    };
    const gates = [0, 1, 2, 3].map((gate) =>
      Array.from({ length: H }, (_, j) => (gate === 2 ? Math.tanh : sigma)(preActivation(gate * H + j))),
    );
    const next = cell.map((c, j) => gates[1][j] * c + gates[0][j] * gates[2][j]);
    steps.push({ t, gates, previousHidden: hidden, previousCell: cell, cell: next });
    cell = next;
    hidden = next.map((c, j) => gates[3][j] * Math.tanh(c));
    outputs.set(t, hidden);
  }
  return { steps, hidden, cell, outputs };
}

export function lstmOutputs(p: LstmProblem): LstmOutputs {
  const { T, B, H } = p;
  const y = new Float64Array(T * B * H);
  const hN = new Float64Array(B * H);
  const cN = new Float64Array(B * H);
  for (let b = 0; b < B; b++) {
    const { hidden, cell, outputs } = runSequence(p, b);
    for (const [t, row] of outputs) y.set(row, (t * B + b) * H);
    hN.set(hidden, b * H);
    cN.set(cell, b * H);
  }
  return { y, hN, cN };
}

export function lstmGradients(p: LstmProblem, upstream: LstmUpstream): LstmGradients {
  const { T, B, I, H } = p;
  const zeros = (n: number): Float64Array => new Float64Array(n);
  const g: LstmGradients = {
    dx: zeros(T * B * I),
    dW: zeros(4 * H * I),
    dU: zeros(4 * H * H),
    db: zeros(4 * H),
    dh0: zeros(B * H),
    dc0: zeros(B * H),
  };
  for (let b = 0; b < B; b++) {
    let dHidden: Float64Array = Float64Array.from({ length: H }, (_, j) => upstream.dhN[b * H + j]);
    let dCell: Float64Array = Float64Array.from({ length: H }, (_, j) => upstream.dcN[b * H + j]);
    for (const { t, gates, previousHidden, previousCell, cell } of runSequence(p, b).steps.reverse()) {
      const [input, forget, candidate, output] = gates;
      const dRecurrent = zeros(H);
      const dPrevious = zeros(H);
      const dz = zeros(4 * H);
      for (let j = 0; j < H; j++) {
        const dOutput = upstream.dy[(t * B + b) * H + j] + dHidden[j];
        const squashed = Math.tanh(cell[j]);
        const dc = dCell[j] + dOutput * output[j] * (1 - squashed * squashed);
        dz[j] = dc * candidate[j] * input[j] * (1 - input[j]);
        dz[H + j] = dc * previousCell[j] * forget[j] * (1 - forget[j]);
        dz[2 * H + j] = dc * input[j] * (1 - candidate[j] ** 2);
        dz[3 * H + j] = dOutput * squashed * output[j] * (1 - output[j]);
        dPrevious[j] = dc * forget[j];
      }
      const recurrent = p.cell ? previousCell : previousHidden;
      for (let row = 0; row < 4 * H; row++) {
        g.db[row] += dz[row];
        for (let i = 0; i < I; i++) {
          g.dW[row * I + i] += dz[row] * p.x[(t * B + b) * I + i];
          g.dx[(t * B + b) * I + i] += dz[row] * p.W[row * I + i];
        }
        for (let j = 0; j < H; j++) {
          g.dU[row * H + j] += dz[row] * recurrent[j];
          dRecurrent[j] += dz[row] * p.U[row * H + j];
        }
      }
      dCell = p.cell ? dPrevious.map((d, j) => d + dRecurrent[j]) : dPrevious;
      dHidden = p.cell ? zeros(H) : dRecurrent;
    }
    // without a step, hN of the cell recurrence is not a function of anything
    if (!p.cell) g.dh0.set(dHidden, b * H);
    g.dc0.set(dCell, b * H);
  }
  return g;
}
