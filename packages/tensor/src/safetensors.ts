import { crc32 } from 'node:zlib';
import { formatShape, sizeOf } from './shape.ts';
import { UserError } from './user-error.ts';

/** Element types that are read and written, with their names in the file. */
const types = {
  float32: { code: 'F32', bytes: 4 },
  float64: { code: 'F64', bytes: 8 },
  int32: { code: 'I32', bytes: 4 },
  uint8: { code: 'U8', bytes: 1 },
} as const;

export type StoredType = keyof typeof types;

/** A tensor as a file holds it. */
export interface StoredTensor {
  readonly dtype: StoredType;
  readonly shape: readonly number[];
  readonly data: Float32Array | Float64Array | Int32Array | Uint8Array;
}

/** Name of the metadata entry that holds the checksum of the tensors' bytes, eight hexadecimal digits. */
const CHECKSUM = 'textloom.crc32';

/** The longest header that the format allows. */
const MAX_HEADER_BYTES = 100_000_000;

interface HeaderEntry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [number, number];
}

/**
 * Writes tensors in the safetensors format: eight bytes with the length of a JSON header, the header, the elements (little-endian). A
 * CRC-32 of the elements goes into the metadata, which other readers ignore.
 */
export function encodeSafetensors(tensors: ReadonlyMap<string, StoredTensor>, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const entries: Record<string, HeaderEntry> = {};
  const parts: Uint8Array[] = [];
  let size = 0;
  for (const [name, { dtype, shape, data }] of tensors) {
    if (data.length !== sizeOf(shape)) {
      throw new Error(`safetensors: '${name}' has ${data.length} elements, its shape ${formatShape(shape)} needs ${sizeOf(shape)}`);
    }
    entries[name] = { dtype: types[dtype].code, shape, data_offsets: [size, size + data.byteLength] };
    parts.push(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    size += data.byteLength;
  }
  const checksum = parts.reduce((sum, part) => crc32(part, sum), 0);
  const header = { __metadata__: { ...metadata, [CHECKSUM]: formatChecksum(checksum) }, ...entries };
  const text = new TextEncoder().encode(JSON.stringify(header));
  // spaces after the header, so that the elements begin on a multiple of 8
  const headerBytes = Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerBytes + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, 8, 8 + headerBytes);
  bytes.set(text, 8);
  let at = 8 + headerBytes;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/**
 * Reads what {@link encodeSafetensors}, or another program, has written. The tensors are views of `bytes` where their place allows it, as
 * it does in files that were written here, so bytes and tensors stay in memory together.
 * @param name of the file, for the messages
 * @throws UserError when the file is truncated, damaged or of another kind
 */
export function decodeSafetensors(bytes: Uint8Array, name: string): Map<string, StoredTensor> {
  const { header, start } = readHeader(bytes, name);
  // Not a Node Buffer, whose slice would be a view of its pool.
  const area = new Uint8Array(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start);
  const tensors = new Map<string, StoredTensor>();
  let end = 0;
  for (const [tensor, entry] of Object.entries(header)) {
    if (tensor === '__metadata__') continue;
    const { dtype, shape, offsets } = readEntry(name, tensor, entry);
    const expected = sizeOf(shape) * types[dtype].bytes;
    const [from, to] = offsets;
    if (to - from !== expected) {
      throw damaged(name, `'${tensor}' has ${to - from} bytes, ${dtype} ${formatShape(shape)} needs ${expected}`);
    }
    end = Math.max(end, to);
    if (to > area.length) continue; // reported below with the size of the whole
    tensors.set(tensor, { dtype, shape, data: elements(dtype, area.subarray(from, to)) });
  }
  if (area.length !== end) {
    const what = area.length < end ? 'is truncated' : 'is damaged: bytes follow the last tensor';
    throw new UserError(`${name} ${what}: ${bytes.length} bytes, expected ${start + end}; copy or write it again`);
  }
  const expected = metadataOf(header)[CHECKSUM];
  const found = formatChecksum(crc32(area));
  if (expected !== undefined && expected !== found) throw damaged(name, `checksum of the tensors is ${found}, expected ${expected}`);
  return tensors;
}

/**
 * The strings that were stored beside the tensors.
 * @throws UserError when the header cannot be read
 */
export function safetensorsMetadata(bytes: Uint8Array, name: string): Record<string, string> {
  const { [CHECKSUM]: _, ...metadata } = metadataOf(readHeader(bytes, name).header);
  return metadata;
}

function readHeader(bytes: Uint8Array, name: string): { header: Record<string, unknown>; start: number } {
  if (bytes.length < 8) {
    throw new UserError(`${name} is truncated: ${bytes.length} bytes, expected at least the 8 of a safetensors file's header length`);
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) throw damaged(name, `it gives its header ${length} bytes, expected at most ${MAX_HEADER_BYTES}`);
  const start = 8 + Number(length);
  if (bytes.length < start) {
    throw new UserError(
      `${name} is truncated: ${bytes.length} bytes, expected at least the ${start} of its header; copy or write it again`,
    );
  }
  const header = parseHeader(bytes.subarray(8, start));
  if (header === undefined) throw damaged(name, 'its header is not a JSON object');
  return { header, start };
}

function parseHeader(bytes: Uint8Array): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readEntry(name: string, tensor: string, entry: unknown): { dtype: StoredType; shape: number[]; offsets: [number, number] } {
  const { dtype: code, shape, data_offsets: offsets } = isRecord(entry) ? entry : {};
  if (!isCounts(shape) || !isCounts(offsets) || offsets.length !== 2 || offsets[0] > offsets[1]) {
    throw damaged(name, `the header's entry '${tensor}' lacks a shape or a place`);
  }
  const dtype = (Object.keys(types) as StoredType[]).find((type) => types[type].code === code);
  if (dtype === undefined) {
    const known = Object.values(types).map((type) => type.code);
    throw new UserError(`${name}: '${tensor}' has element type ${String(code)}, expected one of ${known.join(', ')}`);
  }
  return { dtype, shape, offsets: [offsets[0], offsets[1]] };
}

/** A view of the bytes; a copy where they do not lie on a multiple of the element's size. */
function elements(dtype: StoredType, bytes: Uint8Array): StoredTensor['data'] {
  const { bytes: size } = types[dtype];
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
  const length = byteLength / size;
  switch (dtype) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, length);
    case 'float64':
      return new Float64Array(buffer, byteOffset, length);
    case 'int32':
      return new Int32Array(buffer, byteOffset, length);
    case 'uint8':
      return new Uint8Array(buffer, byteOffset, length);
  }
}

function metadataOf(header: Record<string, unknown>): Record<string, string> {
  const metadata = isRecord(header.__metadata__) ? header.__metadata__ : {};
  return Object.fromEntries(Object.entries(metadata).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((count) => Number.isSafeInteger(count) && count >= 0);
}

function formatChecksum(sum: number): string {
  return sum.toString(16).padStart(8, '0');
}

function damaged(name: string, what: string): UserError {
  return new UserError(`${name} is damaged or no safetensors file: ${what}`);
}
