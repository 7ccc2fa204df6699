import { concat, convolutionMax, type Parameter, type Tensor, tanh, uniform, zeros } from '@textloom/tensor';
import type { ParameterSource } from '../parameter-source.ts';

export interface CharCnnConfig {
  /** numbers in the vector of a character */
  readonly inputs: number;
  /** filters of all widths together */
  readonly outputs: number;
  /** characters that a filter sees; the outputs are divided among them, the first widths taking what is over; default [3] */
  readonly widths?: readonly number[];
}

export interface CharacterEncoder {
  /** x [L, U, inputs], characters of U words; lengths int [U] → [U, outputs] */
  forward(x: Tensor, lengths: Tensor): Tensor;
}

/**
 * Convolution over the characters of a word, then the largest value of each filter and tanh (dos Santos and Zadrozny 2014; Ma and Hovy 2016). Half a
 * filter's width of zeros stands on both sides of a word. Makes `name.k{width}.weight` [filters, inputs, width] and `name.k{width}.bias`.
 */
export function createCharCnn(source: ParameterSource, name: string, config: CharCnnConfig): CharacterEncoder {
  const { inputs, outputs, widths = [3] } = config;
  const share = Math.floor(outputs / widths.length);
  const filters = widths.map((width, i): { width: number; W: Parameter; b: Parameter } => {
    const count = share + (i < outputs % widths.length ? 1 : 0);
    const bound = Math.sqrt(6 / (inputs * width + count));
    return {
      width,
      W: source.parameter(`${name}.k${width}.weight`, [count, inputs, width], uniform(bound)),
      b: source.parameter(`${name}.k${width}.bias`, [count], zeros(), { kind: 'bias' }),
    };
  });
  return {
    forward(x, lengths) {
      const maxima = filters.map(({ width, W, b }) => convolutionMax(x, W, b, { padding: width >> 1, lengths }).y);
      return tanh(maxima.length === 1 ? maxima[0] : concat(maxima));
    },
  };
}
