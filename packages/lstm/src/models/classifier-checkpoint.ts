import { join } from 'node:path';
import { TextCodec, TfidfVectorizer } from '@textloom/tokenizers';
import { z } from 'zod';
import { resolveTextClassifierConfig } from '../config.ts';
import { type CheckpointFile, writeCheckpointFolder } from './checkpoint-folder.ts';
import {
  encodeWeights,
  formatConfigFile,
  readCheckpointJson,
  readCheckpointJsonIfThere,
  readConfigFile,
  readWeights,
  type StoredWeights,
} from './checkpoint-reading.ts';
import type { TextClassifier, TextClassifierParts } from './text-classifier.ts';

const kind = { kind: 'text-classifier', version: 1 } as const;

const calibrationSchema = z.record(z.string(), z.strictObject({ linearWeight: z.number().min(0), temperature: z.number().positive() }));

/** A checkpoint that has been read and checked, but lives on no engine yet. */
export interface ClassifierCheckpoint extends Pick<StoredWeights, 'source' | 'finish'> {
  readonly parts: TextClassifierParts;
}

/** Writes the four files of a classifier; see {@link writeCheckpointFolder} for what happens when it is interrupted. */
export async function writeClassifierCheckpoint(folder: string, model: TextClassifier): Promise<void> {
  const files = new Map<CheckpointFile, string | Uint8Array>([
    ['config.json', formatConfigFile(kind, { config: model.config, calibration: model.calibration })],
    ['tokenizer.json', `${JSON.stringify(model.codec)}\n`],
    ['model.safetensors', encodeWeights(kind, model.parameters, model.frozenRows)],
  ]);
  if (model.vectorizer !== undefined) files.set('features.json', `${JSON.stringify(model.vectorizer)}\n`);
  await writeCheckpointFolder(folder, files);
}

/**
 * Reads and checks a checkpoint folder.
 * @throws UserError that names the file and what was expected of it
 */
export async function readClassifierCheckpoint(folder: string): Promise<ClassifierCheckpoint> {
  const { config: options, calibration } = await readConfigFile(folder, kind, { config: z.unknown(), calibration: calibrationSchema });
  const config = resolveTextClassifierConfig(options, join(folder, 'config.json'));
  const codec = TextCodec.fromJSON(await readCheckpointJson(folder, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  const saved = await readCheckpointJsonIfThere(folder, 'features.json');
  const vectorizer = saved === undefined ? undefined : TfidfVectorizer.fromJSON(saved, join(folder, 'features.json'));
  const { frozenRows, source, finish } = await readWeights(folder);
  return { parts: { config, codec, vectorizer, calibration, frozenRows }, source, finish };
}
