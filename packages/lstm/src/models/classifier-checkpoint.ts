import { join } from 'node:path';
import { decodeSafetensors, type Engine, encodeSafetensors, from, type StoredTensor } from '@textloom/tensor';
import { TextCodec, TfidfVectorizer } from '@textloom/tokenizers';
import { z } from 'zod';
import { describeIssues, resolveTextClassifierConfig } from '../config.ts';
import type { ParameterSource } from '../parameter-source.ts';
import { fault } from '../user-error.ts';
import { type CheckpointFile, readCheckpointFile, writeCheckpointFolder } from './checkpoint-folder.ts';
import type { TextClassifier, TextClassifierParts } from './text-classifier.ts';

const kind = 'text-classifier';
const version = 1;
/** Name of the tensor that lists the embedding rows that do not learn. */
const frozenRowsName = 'embedding.frozen_rows';

const configFileSchema = z.strictObject({
  kind: z.literal(kind),
  version: z.literal(version),
  config: z.unknown(),
  calibration: z.record(z.string(), z.strictObject({ linearWeight: z.number().min(0), temperature: z.number().positive() })),
});

/** A checkpoint that has been read and checked, but lives on no engine yet. */
export interface ClassifierCheckpoint {
  readonly parts: TextClassifierParts;
  /** Parameters with the values of the file; asking for one that the file lacks, or with another shape, is a UserError. */
  source(engine: Engine): ParameterSource;
  /** Throws a UserError when the file has tensors that nothing has asked for. */
  finish(): void;
}

/** Writes the four files of a classifier; see {@link writeCheckpointFolder} for what happens when it is interrupted. */
export async function writeClassifierCheckpoint(folder: string, model: TextClassifier): Promise<void> {
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape, value } of model.parameters) tensors.set(name, { dtype: 'float32', shape, data: value });
  if (model.frozenRows.size > 0) {
    const rows = Int32Array.from(model.frozenRows).sort();
    tensors.set(frozenRowsName, { dtype: 'int32', shape: [rows.length], data: rows });
  }
  const files = new Map<CheckpointFile, string | Uint8Array>([
    ['config.json', `${JSON.stringify({ kind, version, config: model.config, calibration: model.calibration }, null, 2)}\n`],
    ['tokenizer.json', `${JSON.stringify(model.codec)}\n`],
    ['model.safetensors', encodeSafetensors(tensors, { kind, version: String(version) })],
  ]);
  if (model.vectorizer !== undefined) files.set('features.json', `${JSON.stringify(model.vectorizer)}\n`);
  await writeCheckpointFolder(folder, files);
}

/**
 * Reads and checks a checkpoint folder.
 * @throws UserError that names the file and what was expected of it
 */
export async function readClassifierCheckpoint(folder: string): Promise<ClassifierCheckpoint> {
  const configFile = join(folder, 'config.json');
  const { config: options, calibration } = parseConfigFile(await readJson(folder, 'config.json'), configFile);
  const config = resolveTextClassifierConfig(options, configFile);
  const codec = TextCodec.fromJSON(await readJson(folder, 'tokenizer.json'), join(folder, 'tokenizer.json'));
  const saved = await readJsonIfThere(folder, 'features.json');
  const vectorizer = saved === undefined ? undefined : TfidfVectorizer.fromJSON(saved, join(folder, 'features.json'));
  const weightsFile = join(folder, 'model.safetensors');
  const tensors = decodeSafetensors(await required(folder, 'model.safetensors'), weightsFile);
  const unused = new Set(tensors.keys());
  unused.delete(frozenRowsName);
  return {
    parts: { config, codec, vectorizer, calibration, frozenRows: new Set(tensors.get(frozenRowsName)?.data) },
    source: (engine) => ({
      parameter(name, shape, _, parameterOptions) {
        const tensor = tensors.get(name);
        if (tensor === undefined || tensor.shape.join() !== shape.join()) {
          const found = tensor === undefined ? `there is no tensor '${name}'` : `tensor '${name}' has shape [${tensor.shape.join(', ')}]`;
          throw fault(found, { file: weightsFile, expected: `shape [${shape.join(', ')}] by config.json and tokenizer.json` });
        }
        unused.delete(name);
        return engine.parameter(name, shape, from(tensor.data), parameterOptions);
      },
    }),
    finish() {
      const [extra] = unused;
      if (extra !== undefined) throw fault(`the tensor '${extra}' belongs to no part of the model`, { file: weightsFile });
    },
  };
}

function parseConfigFile(json: unknown, file: string): z.infer<typeof configFileSchema> {
  const head = z.object({ kind: z.unknown(), version: z.unknown() }).safeParse(json);
  if (!head.success || head.data.kind !== kind) {
    const found = head.success && head.data.kind !== undefined ? `kind is '${String(head.data.kind)}'` : 'kind is missing';
    throw fault(found, { file, expected: `'${kind}'`, hint: 'This is the checkpoint of another model or app' });
  }
  if (head.data.version !== version) {
    throw fault(`version is ${String(head.data.version)}`, {
      file,
      expected: `${version}`,
      hint: 'Another release of @textloom/lstm wrote it',
    });
  }
  const parsed = configFileSchema.safeParse(json);
  if (!parsed.success) throw fault(describeIssues(parsed.error), { file });
  return parsed.data;
}

async function required(folder: string, file: CheckpointFile): Promise<Uint8Array> {
  const bytes = await readCheckpointFile(folder, file);
  if (bytes === undefined)
    throw fault('no such file', {
      file: join(folder, file),
      expected: 'a checkpoint folder with config.json, tokenizer.json and model.safetensors',
    });
  return bytes;
}

async function readJson(folder: string, file: CheckpointFile): Promise<unknown> {
  return parseJson(await required(folder, file), join(folder, file));
}

async function readJsonIfThere(folder: string, file: CheckpointFile): Promise<unknown> {
  const bytes = await readCheckpointFile(folder, file);
  return bytes === undefined ? undefined : parseJson(bytes, join(folder, file));
}

function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw fault(`the file is damaged or truncated (${reason})`, { file, expected: 'JSON written by TextClassifier.save' });
  }
}
