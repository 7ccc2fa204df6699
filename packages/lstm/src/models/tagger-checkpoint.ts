import { join } from 'node:path';
import { z } from 'zod';
import { resolveTaggerConfig } from '../tagging/tagger-config.ts';
import { TokenCodec } from '../tagging/token-codec.ts';
import { writeCheckpointFolder } from './checkpoint-folder.ts';
import {
  encodeWeights,
  formatConfigFile,
  readCheckpointJson,
  readConfigFile,
  readWeights,
  type StoredWeights,
} from './checkpoint-reading.ts';
import type { SequenceTagger, SequenceTaggerParts } from './sequence-tagger.ts';

const kind = { kind: 'sequence-tagger', version: 1 } as const;

/** A checkpoint that has been read and checked, but lives on no engine yet. */
export interface TaggerCheckpoint extends Pick<StoredWeights, 'source' | 'finish'> {
  readonly parts: SequenceTaggerParts;
}

/** Writes the three files of a tagger; see {@link writeCheckpointFolder} for what happens when it is interrupted. */
export async function writeTaggerCheckpoint(folder: string, tagger: SequenceTagger): Promise<void> {
  await writeCheckpointFolder(
    folder,
    new Map<'config.json' | 'tokenizer.json' | 'model.safetensors', string | Uint8Array>([
      ['config.json', formatConfigFile(kind, { config: tagger.config })],
      ['tokenizer.json', `${JSON.stringify(tagger.codec)}\n`],
      ['model.safetensors', encodeWeights(kind, tagger.parameters, tagger.frozenRows)],
    ]),
  );
}

/**
 * Reads and checks a checkpoint folder.
 * @throws UserError that names the file and what was expected of it
 */
export async function readTaggerCheckpoint(folder: string): Promise<TaggerCheckpoint> {
  const { config: options } = await readConfigFile(folder, kind, { config: z.unknown() });
  const config = resolveTaggerConfig(options, join(folder, 'config.json'));
  const codec = TokenCodec.fromJSON(await readCheckpointJson(folder, 'tokenizer.json'), config, join(folder, 'tokenizer.json'));
  const { frozenRows, source, finish } = await readWeights(folder);
  return { parts: { config, codec, frozenRows }, source, finish };
}
