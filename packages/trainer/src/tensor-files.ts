import { decodeSafetensors, encodeSafetensors } from '@textloom/tensor';
import { CheckpointError } from './training-error.ts';

/** Tensors by name: views on the heap, which are read to be saved and written to be restored. */
export type NamedFloats = ReadonlyMap<string, Float32Array>;

/** A safetensors file of these tensors; shapes as given, or `[n]`. */
export function encodeFloats(
  tensors: NamedFloats,
  shapes: ReadonlyMap<string, { readonly shape: readonly number[] }> = new Map(),
): Uint8Array {
  const entries = Array.from(
    tensors,
    ([name, data]) => [name, { dtype: 'float32' as const, shape: shapes.get(name)?.shape ?? [data.length], data }] as const,
  );
  return encodeSafetensors(new Map(entries));
}

/**
 * Copies what a safetensors file holds into the tensors of the same names.
 *
 * @throws {CheckpointError} when a tensor is missing, is one too many or has another size; then nothing is copied
 */
export function restoreFloats(tensors: NamedFloats, bytes: Uint8Array, folder: string, file: string): void {
  const saved = decodeSafetensors(bytes, file);
  const faults: string[] = [];
  for (const [name, { length }] of tensors) {
    const found = saved.get(name);
    if (!found) faults.push(`${name} is missing`);
    else if (found.data.length !== length) faults.push(`${name} has ${found.data.length} values, expected ${length}`);
  }
  for (const name of saved.keys()) if (!tensors.has(name)) faults.push(`${name} is not in this model`);
  if (faults.length > 0) {
    const listed = faults.slice(0, 5).join('; ');
    throw new CheckpointError(
      folder,
      `${folder}/${file} does not fit this training: ${listed}${faults.length > 5 ? `; and ${faults.length - 5} more` : ''}.`,
    );
  }
  for (const [name, floats] of tensors) floats.set(saved.get(name)!.data);
}

/** Copies that survive later updates. */
export function copyFloats(tensors: NamedFloats): Map<string, Float32Array> {
  return new Map(Array.from(tensors, ([name, data]) => [name, Float32Array.from(data)]));
}
