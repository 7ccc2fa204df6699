/**
 * Writes the table of results into the app's README from evaluated runs:
 *
 *     node apps/customer-service/src/readme-results.ts runs/banking77-s1 runs/banking77-s2 runs/banking77-s3 runs/clinc150-s1 …
 *
 * Runs of one data set (and variant) with different seeds make one row: mean and, from two runs on, the spread in brackets.
 */
import { fileURLToPath } from 'node:url';
import { type RecordedRun, readRecordedRun, writeReadmeSection } from '@textloom/pipeline';
import { scoreIn } from './results.ts';
