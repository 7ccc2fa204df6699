import { describe, expect, it } from 'vitest';
import { configWith } from '../test/config-with.ts';
import { chooseOnValidation } from './calibrate.ts';
import { everythingInScope } from './scope.ts';

/** Logarithms of rows of probabilities. */
const logs = (...rows: number[][]): Float32Array => Float32Array.from(rows.flat(), Math.log);
const first = [0.8, 0.1, 0.1];
const second = [0.1, 0.8, 0.1];
const config = configWith({ linear: { weights: [0, 0.5, 1] } });

describe('chooseOnValidation', () => {
  it('gives the linear half the weight with which most is right', () => {
    const network = logs(first, first, [0.5, 0.4, 0.1], [0.4, 0.5, 0.1]);
    const linear = logs(first, first, second, first);
    expect(chooseOnValidation({ labels: 3, network, linear }, [0, 0, 1, 0], config).linearWeight).toBeGreaterThan(0);
    // A linear half that is wrong where the network is right gets none.
    const wrong = logs(second, second, second, first);
    expect(chooseOnValidation({ labels: 3, network, linear: wrong }, [0, 0, 0, 1], config).linearWeight).toBe(0);
  });

  it('of weights with as much right takes the one that is surest of the truth', () => {
    const network = logs([0.5, 0.3, 0.2], [0.3, 0.5, 0.2]);
    const linear = logs(first, second);
    expect(chooseOnValidation({ labels: 3, network, linear }, [0, 1], config).linearWeight).toBe(1);
  });

  it('needs no linear half', () => {
    expect(chooseOnValidation({ labels: 3, network: logs(first, second) }, [0, 1], config).linearWeight).toBe(0);
  });

  it('softens a model that is surer than it is right, and not what is out of scope', () => {
    const sure = [0.98, 0.01, 0.01];
    const network = logs(...Array.from({ length: 8 }, () => sure));
    // 6 of 8 right at a confidence of 0.98.
    const { temperature } = chooseOnValidation({ labels: 3, network }, [0, 0, 0, 0, 0, 0, 1, 2], config);
    expect(temperature).toBeGreaterThan(1.5);
    // At the best temperature it says 0.75, as often as it is right.
    const softened = sure.map((p) => p ** (1 / temperature));
    expect(softened[0] / (softened[0] + softened[1] + softened[2])).toBeCloseTo(0.75, 3);
    const withOutside = logs(...Array.from({ length: 10 }, () => sure));
    expect(chooseOnValidation({ labels: 3, network: withOutside }, [0, 0, 0, 0, 0, 0, 1, 2, -1, -1], config).temperature).toBeCloseTo(
      temperature,
      6,
    );
  });

  it('believes everything where out of scope is a class of its own', () => {
    const asClass = configWith({ outOfScope: { method: 'class' } });
    expect(chooseOnValidation({ labels: 3, network: logs(first, second) }, [0, 1], asClass).scope).toEqual(everythingInScope);
  });

  it('chooses nothing without validation examples', () => {
    const chosen = chooseOnValidation({ labels: 3, network: new Float32Array(0), linear: new Float32Array(0) }, [], config);
    expect(chosen).toMatchObject({ temperature: 1, scope: { threshold: 0 } });
  });
});
