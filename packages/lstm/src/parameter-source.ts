import type { Engine, Initializer, Parameter, ParameterOptions } from '@textloom/tensor';
import { fault } from './user-error.ts';

/** Where a layer gets its parameters: an engine, which makes new ones, or {@link existingParameters}. */
export interface ParameterSource {
  parameter(name: string, shape: readonly number[], init: Initializer, options?: ParameterOptions): Parameter;
}

/**
 * The parameters that already live on the engine, for a second network over the same values (the task of a model).
 * @throws UserError when a parameter is absent or has another shape
 */
export function existingParameters(engine: Engine): ParameterSource {
  return {
    parameter(name, shape) {
      const found = engine.parameters.get(name);
      if (found === undefined || found.shape.join() !== shape.join()) {
        const state = found === undefined ? 'is not on the engine' : `has shape [${found.shape.join(', ')}]`;
        throw fault(`parameter '${name}' ${state}`, { expected: `one of shape [${shape.join(', ')}]` });
      }
      return found;
    },
  };
}
