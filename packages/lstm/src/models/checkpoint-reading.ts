import { join } from 'node:path';
import { decodeSafetensors, type Engine, encodeSafetensors, from, type Parameter, type StoredTensor } from '@textloom/tensor';
import { z } from 'zod';
import { describeIssues } from '../config.ts';
import type { ParameterSource } from '../parameter-source.ts';
import { fault } from '../user-error.ts';
import { type CheckpointFile, readCheckpointFile } from './checkpoint-folder.ts';

/** Which model a checkpoint holds, and in which form. */
export interface CheckpointKind {
  readonly kind: string;
  readonly version: number;
}

/** Name of the tensor that lists the rows of a table that do not learn. */
const frozenRowsName = 'embedding.frozen_rows';

/** config.json: what it is a checkpoint of, then the rest. */
export function formatConfigFile(kind: CheckpointKind, content: Readonly<Record<string, unknown>>): string {
  return `${JSON.stringify({ ...kind, ...content }, null, 2)}\n`;
}

/**
 * Reads config.json and checks it.
 *
 * @param content the keys beside kind and version
 * @throws UserError for the checkpoint of another model or release, or a damaged file
 */
export async function readConfigFile<T extends z.ZodRawShape>(
  folder: string,
  { kind, version }: CheckpointKind,
  content: T,
): Promise<z.infer<z.ZodObject<T>>> {
  const file = join(folder, 'config.json');
  const json = await readCheckpointJson(folder, 'config.json');
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
  const parsed = z.strictObject({ kind: z.unknown(), version: z.unknown(), ...content }).safeParse(json);
  if (!parsed.success) throw fault(describeIssues(parsed.error), { file });
  return parsed.data as z.infer<z.ZodObject<T>>;
}

/** @throws UserError when the folder lacks the file, or it is no JSON */
export async function readCheckpointJson(folder: string, file: CheckpointFile): Promise<unknown> {
  return parseJson(await requiredFile(folder, file), join(folder, file));
}

/** The same; undefined when the folder lacks the file. */
export async function readCheckpointJsonIfThere(folder: string, file: CheckpointFile): Promise<unknown> {
  const bytes = await readCheckpointFile(folder, file);
  return bytes === undefined ? undefined : parseJson(bytes, join(folder, file));
}

/** model.safetensors. */
export function encodeWeights(kind: CheckpointKind, parameters: readonly Parameter[], frozenRows: ReadonlySet<number>): Uint8Array {
  const tensors = new Map<string, StoredTensor>();
  for (const { name, shape, value } of parameters) tensors.set(name, { dtype: 'float32', shape, data: value });
  if (frozenRows.size > 0) {
    const rows = Int32Array.from(frozenRows).sort();
    tensors.set(frozenRowsName, { dtype: 'int32', shape: [rows.length], data: rows });
  }
  return encodeSafetensors(tensors, { kind: kind.kind, version: String(kind.version) });
}

/** The weights of a checkpoint that live on no engine yet. */
export interface StoredWeights {
  readonly frozenRows: ReadonlySet<number>;
  /** Parameters with the values of the file; asking for one that the file lacks, or with another shape, is a UserError. */
  source(engine: Engine): ParameterSource;
  /** Throws a UserError when the file has tensors that nothing has asked for. */
  finish(): void;
}

/** Reads model.safetensors. @throws UserError when it is missing or damaged */
export async function readWeights(folder: string): Promise<StoredWeights> {
  const file = join(folder, 'model.safetensors');
  const tensors = decodeSafetensors(await requiredFile(folder, 'model.safetensors'), file);
  const unused = new Set(tensors.keys());
  unused.delete(frozenRowsName);
  return {
    frozenRows: new Set(tensors.get(frozenRowsName)?.data),
    source: (engine) => ({
      parameter(name, shape, _, options) {
        const tensor = tensors.get(name);
        if (tensor === undefined || tensor.shape.join() !== shape.join()) {
          const found = tensor === undefined ? `there is no tensor '${name}'` : `tensor '${name}' has shape [${tensor.shape.join(', ')}]`;
          throw fault(found, { file, expected: `shape [${shape.join(', ')}] by config.json and tokenizer.json` });
        }
        unused.delete(name);
        return engine.parameter(name, shape, from(tensor.data), options);
      },
    }),
    finish() {
      const [extra] = unused;
      if (extra !== undefined) throw fault(`the tensor '${extra}' belongs to no part of the model`, { file });
    },
  };
}

async function requiredFile(folder: string, file: CheckpointFile): Promise<Uint8Array> {
  const bytes = await readCheckpointFile(folder, file);
  if (bytes !== undefined) return bytes;
  throw fault('no such file', {
    file: join(folder, file),
    expected: 'a checkpoint folder with config.json, tokenizer.json and model.safetensors',
  });
}

function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw fault(`the file is damaged or truncated (${reason})`, { file, expected: 'JSON written by save()' });
  }
}
