/** How the two halves of a hybrid are weighed against each other, and how sure the mixture may be; chosen on validation. */
export interface Calibration {
  /** w in log p_network + w log p_linear; 0: the network alone */
  readonly linearWeight: number;
  /** the mixture's log-probabilities are divided by it (Guo et al. 2017); 1: as they are */
  readonly temperature: number;
}

/** Natural logarithms of the probabilities that each half gives, [N, C] each. */
export interface HeadScores {
  /** C */
  readonly labels: number;
  readonly network: Float32Array;
  /** absent when the model has no linear half */
  readonly linear?: Float32Array;
}

/**
 * Log-linear mixture of the two halves, as a distribution: p(y) in proportion to (p_network(y) p_linear(y)^w)^(1 / temperature).
 *
 * @returns probabilities [N, C], each row adding up to 1
 */
export function mixScores({ labels, network, linear }: HeadScores, { linearWeight, temperature }: Calibration): Float32Array {
  const mixed = new Float32Array(network.length);
  for (let row = 0; row < network.length; row += labels) {
    let highest = Number.NEGATIVE_INFINITY;
    for (let i = row; i < row + labels; i++) {
      const score = (network[i] + (linear === undefined ? 0 : linearWeight * linear[i])) / temperature;
      mixed[i] = score;
      if (score > highest) highest = score;
    }
    let total = 0;
    for (let i = row; i < row + labels; i++) {
      mixed[i] = Math.exp(mixed[i] - highest);
      total += mixed[i];
    }
    for (let i = row; i < row + labels; i++) mixed[i] /= total;
  }
  return mixed;
}
