import { binaryKinds, unaryKinds } from '../kernels/op-table.ts';
import { formatShape, ShapeError } from '../shape.ts';
import type { Tensor } from '../tensor.ts';
import { expectFloats } from './expect.ts';

type UnaryName = (typeof unaryKinds)[number];
type BinaryName = (typeof binaryKinds)[number];

/** y = f(x), elementwise. */
function unary(name: UnaryName, x: Tensor): Tensor {
  const { engine, size: n } = x;
  expectFloats(name, 'x', x);
  const kind = unaryKinds.indexOf(name);
  const y = engine.result(name, x.shape);
  engine.kernels.unaryForward({ kind, n, x: x.offset, y: y.offset });
  if (engine.records(x)) {
    engine.tape.record([y], () => {
      engine.kernels.unaryBackward({ kind, n, x: x.offset, y: y.offset, dy: y.existingGradient(), dx: x.gradientOffset() });
    });
  }
  return y;
}

/** 1 / (1 + exp(-x)), elementwise. */
export function sigmoid(x: Tensor): Tensor {
  return unary('sigmoid', x);
}

/** Hyperbolic tangent, elementwise. */
export function tanh(x: Tensor): Tensor {
  return unary('tanh', x);
}

/** max(x, 0), elementwise. */
export function relu(x: Tensor): Tensor {
  return unary('relu', x);
}

/** e^x, elementwise. */
export function exp(x: Tensor): Tensor {
  return unary('exp', x);
}

/** Natural logarithm, elementwise. */
export function log(x: Tensor): Tensor {
  return unary('log', x);
}

/** x^2, elementwise. */
export function square(x: Tensor): Tensor {
  return unary('square', x);
}

/** -x, elementwise. */
export function negate(x: Tensor): Tensor {
  return unary('negate', x);
}

/** y = a op b, elementwise; b may lack leading axes of a (or hold one element) and is repeated along them. */
function binary(name: BinaryName, a: Tensor, b: Tensor): Tensor {
  const { engine, size: n } = a;
  expectFloats(name, 'a', a);
  expectFloats(name, 'b', b);
  const m = b.size;
  if (m !== 1 && !isTrailing(b.shape, a.shape)) {
    throw new ShapeError(`${name}: b is ${formatShape(b.shape)}, expected the last axes of a ${formatShape(a.shape)} or [1]`);
  }
  const kind = binaryKinds.indexOf(name);
  const y = engine.result(name, a.shape);
  engine.kernels.binaryForward({ kind, n, m, a: a.offset, b: b.offset, y: y.offset });
  if (engine.records(a, b)) {
    engine.tape.record([y], () => {
      const dy = y.existingGradient();
      const da = a.gradientOffset();
      const db = b.gradientOffset();
      engine.kernels.binaryBackward({ kind, n, m, a: a.offset, b: b.offset, dy, da, db });
    });
  }
  return y;
}

function isTrailing(b: readonly number[], a: readonly number[]): boolean {
  const lead = a.length - b.length;
  return lead >= 0 && b.every((extent, axis) => extent === a[lead + axis]);
}

/** a + b; b may lack leading axes of a. */
export function add(a: Tensor, b: Tensor): Tensor {
  return binary('add', a, b);
}

/** a - b; b may lack leading axes of a. */
export function subtract(a: Tensor, b: Tensor): Tensor {
  return binary('subtract', a, b);
}

/** a * b, elementwise; b may lack leading axes of a. */
export function multiply(a: Tensor, b: Tensor): Tensor {
  return binary('multiply', a, b);
}

/** a / b, elementwise; b may lack leading axes of a. */
export function divide(a: Tensor, b: Tensor): Tensor {
  return binary('divide', a, b);
}

/** factor x + shift, elementwise, for plain numbers. */
export function scale(x: Tensor, factor: number, shift = 0): Tensor {
  const { engine, size: n } = x;
  expectFloats('scale', 'x', x);
  const y = engine.result('scale', x.shape);
  engine.kernels.affineForward({ n, scale: factor, shift, x: x.offset, y: y.offset });
  if (engine.records(x)) {
    engine.tape.record([y], () => {
      engine.kernels.axpy({ n, alpha: factor, x: y.existingGradient(), y: x.gradientOffset() });
    });
  }
  return y;
}

/** Sum of all elements, summed in double precision: [1]. */
export function sum(x: Tensor): Tensor {
  return scaledSum('sum', x, 1);
}

/** Mean of all elements: [1]. */
export function mean(x: Tensor): Tensor {
  return scaledSum('mean', x, 1 / x.size);
}

function scaledSum(name: string, x: Tensor, factor: number): Tensor {
  const { engine, size: n } = x;
  expectFloats(name, 'x', x);
  const y = engine.result(name, [1]);
  engine.kernels.sum({ n, x: x.offset, out: y.offset });
  if (factor !== 1) engine.kernels.scaleInPlace({ n: 1, alpha: factor, x: y.offset });
  if (engine.records(x)) {
    engine.tape.record([y], () => {
      const [dy] = engine.floatsAt(y.existingGradient(), 1);
      const spread = engine.allocate(n, name, x.shape);
      engine.kernels.fill({ n, value: dy * factor, x: spread });
      engine.kernels.axpy({ n, alpha: 1, x: spread, y: x.gradientOffset() });
    });
  }
  return y;
}
