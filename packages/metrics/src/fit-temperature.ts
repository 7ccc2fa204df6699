import { requireSameLength } from './same-length.ts';

export interface TemperatureFit {
  /** Divide logits by this before the softmax. */
  temperature: number;
  /** Mean cross entropy at that temperature, nats an item. */
  loss: number;
  /** Mean cross entropy at temperature 1. */
  lossBefore: number;
}

export interface TemperatureOptions {
  /** The search interval; where every item is right (or worse than chance) the best temperature lies on its edge. */
  minimum?: number;
  maximum?: number;
}

/**
 * Mean cross entropy of `logits / temperature`, nats an item.
 *
 * @param logits `[N][C]`
 * @param targets `[N]` class ids.
 * @throws RangeError for different lengths or a target without a column.
 */
export function temperatureLoss(logits: ArrayLike<ArrayLike<number>>, targets: ArrayLike<number>, temperature: number): number {
  return lossAndSlope(logits, targets, 1 / temperature).loss;
}

/**
 * The temperature that minimises the cross entropy of held-out logits (Guo et al. 2017). The loss is convex in 1 / T, so its
 * slope is bisected; no step size, no starting point. For no items the temperature is 1.
 *
 * @param logits `[N][C]`
 * @param targets `[N]` class ids.
 * @throws RangeError for different lengths or a target without a column.
 */
export function fitTemperature(
  logits: ArrayLike<ArrayLike<number>>,
  targets: ArrayLike<number>,
  options: TemperatureOptions = {},
): TemperatureFit {
  requireSameLength('fitTemperature', logits, targets);
  if (targets.length === 0) return { temperature: 1, loss: 0, lossBefore: 0 };
  // In log(1 / T), so that the precision is relative.
  let low = -Math.log(options.maximum ?? 100);
  let high = -Math.log(options.minimum ?? 0.01);
  while (high - low > 1e-9) {
    const middle = (low + high) / 2;
    if (lossAndSlope(logits, targets, Math.exp(middle)).slope > 0) high = middle;
    else low = middle;
  }
  const temperature = Math.exp(-(low + high) / 2);
  return { temperature, loss: temperatureLoss(logits, targets, temperature), lossBefore: temperatureLoss(logits, targets, 1) };
}

/** Mean of log sum exp(b z) - b z_t and its derivative in b, the mean of E_p[z] - z_t. */
function lossAndSlope(logits: ArrayLike<ArrayLike<number>>, targets: ArrayLike<number>, b: number): { loss: number; slope: number } {
  let loss = 0;
  let slope = 0;
  for (let i = 0; i < targets.length; i++) {
    const row = logits[i]!;
    const target = row[targets[i]!];
    if (target === undefined) throw new RangeError(`temperature: item ${i} has class ${targets[i]}, but only ${row.length} logits`);
    let largest = row[0]!;
    for (let c = 1; c < row.length; c++) if (row[c]! > largest) largest = row[c]!;
    let sum = 0;
    let expected = 0;
    for (let c = 0; c < row.length; c++) {
      const weight = Math.exp(b * (row[c]! - largest));
      sum += weight;
      expected += weight * row[c]!;
    }
    loss += Math.log(sum) + b * (largest - target);
    slope += expected / sum - target;
  }
  return { loss: loss / targets.length, slope: slope / targets.length };
}
