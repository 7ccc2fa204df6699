import { type Config, configSchema } from '../src/config.ts';

/** The configuration with some keys set, the rest at the schema's defaults. */
export function configWith(settings: Record<string, unknown> = {}): Config {
  return configSchema.parse(settings);
}
