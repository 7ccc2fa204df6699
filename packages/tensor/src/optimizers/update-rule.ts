import type { Kernels } from '../kernels/op-table.ts';

/** What an update needs beside the parameter: all are numbers of this one step. */
export interface UpdateSettings {
  readonly lr: number;
  /** carries clipping and accumulation: the gradient counts times this */
  readonly gradientScale: number;
  /** weight decay of this parameter, 0 for none */
  readonly decay: number;
  /** number of this update, from 1 */
  readonly t: number;
  /** replaces the momentum (SGD) or beta1 (Adam) of the config, as the one-cycle schedule asks */
  readonly momentum: number | undefined;
}

/** Byte offsets of a stretch of n elements, or of a whole table for updates by rows. */
export interface UpdatePlaces {
  readonly p: number;
  readonly gradient: number;
  /** one offset for each of {@link UpdateRule.stateNames} */
  readonly state: readonly number[];
}

/** The rows of a table that an update touches: `rowCount` numbers at byte offset `rows`, D floats a row. */
export interface UpdateRows {
  readonly rowCount: number;
  readonly rows: number;
  readonly D: number;
}

/** One family of optimizers: the state kept for each parameter and the update of a stretch or of listed rows. */
export interface UpdateRule {
  readonly stateNames: readonly string[];
  updateDense(kernels: Kernels, n: number, places: UpdatePlaces, settings: UpdateSettings): void;
  updateRows(kernels: Kernels, rows: UpdateRows, places: UpdatePlaces, settings: UpdateSettings): void;
}
