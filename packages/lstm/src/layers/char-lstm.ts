import { concat } from '@textloom/tensor';
import type { ParameterSource } from '../parameter-source.ts';
import { inferencePass } from '../pass.ts';
import type { CharacterEncoder } from './char-cnn.ts';
import { createLstm } from './lstm.ts';

export interface CharLstmConfig {
  /** numbers in the vector of a character */
  readonly inputs: number;
  /** both ends together: twice the units of one direction */
  readonly outputs: number;
}

/** Both ends of a BiLSTM over the characters of a word: what it has read going forward and going back (Lample et al. 2016). */
export function createCharLstm(source: ParameterSource, name: string, { inputs, outputs }: CharLstmConfig): CharacterEncoder {
  const lstm = createLstm(source, name, { inputs, hidden: outputs / 2, bidirectional: true });
  return {
    forward(x, lengths) {
      const [forward, backward] = lstm.forward(x, inferencePass(), { lengths }).states; // the layer has no dropout of its own
      return concat([forward.h, backward.h]);
    },
  };
}
