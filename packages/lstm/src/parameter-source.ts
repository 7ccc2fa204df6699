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

/** A source that notes what it gives: the parameters of one network, in the order in which its layers took them. */
export interface NotedSource extends ParameterSource {
  readonly parameters: readonly Parameter[];
}

/** The same source, with a list of what it has given. */
export function notedSource(source: ParameterSource): NotedSource {
  const parameters: Parameter[] = [];
  return {
    parameters,
    parameter(name, shape, init, options) {
      const parameter = source.parameter(name, shape, init, options);
      parameters.push(parameter);
      return parameter;
    },
  };
}
