import { z } from 'zod';

/** Stands in until the tagger's own schema is there. */
export const taggerOptionsSchema = z.looseObject({});
