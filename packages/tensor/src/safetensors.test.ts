import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors, type StoredTensor, safetensorsMetadata } from './safetensors.ts';

const example = new Map<string, StoredTensor>([
  ['encoder.W', { dtype: 'float32', shape: [2, 3], data: Float32Array.of(1, 2, 3, 4, 5, 6) }],
  ['steps', { dtype: 'int32', shape: [], data: Int32Array.of(7) }],
]);

describe('safetensors', () => {
  it('reads a Node Buffer as it reads plain bytes, though the slice of a Buffer is a view', () => {
    const bytes = encodeSafetensors(example);
    expect(decodeSafetensors(Buffer.from(bytes), 'model.safetensors')).toEqual(decodeSafetensors(bytes, 'model.safetensors'));
  });

  it('gives views of the bytes, and copies where these lie askew', () => {
    const bytes = encodeSafetensors(example);
    const { data } = decodeSafetensors(bytes, 'model.safetensors').get('encoder.W') ?? expect.fail();
    expect(data.buffer).toBe(bytes.buffer);
    const askew = new Uint8Array(bytes.length + 1).subarray(1);
    askew.set(bytes);
    expect(decodeSafetensors(askew, 'model.safetensors')).toEqual(decodeSafetensors(bytes, 'model.safetensors'));
  });

  it('gives back what was written, whatever it is', () => {
    const tensor = fc.oneof(
      fc.float32Array().map((data): StoredTensor => ({ dtype: 'float32', shape: [data.length], data })),
      fc.float64Array().map((data): StoredTensor => ({ dtype: 'float64', shape: [data.length], data })),
      fc.int32Array().map((data): StoredTensor => ({ dtype: 'int32', shape: [1, data.length], data })),
      fc.uint8Array().map((data): StoredTensor => ({ dtype: 'uint8', shape: [data.length, 1], data })),
    );
    const names = fc.string().filter((name) => name !== '__metadata__' && name !== '__proto__');
    fc.assert(
      fc.property(fc.array(fc.tuple(names, tensor)), fc.string(), (entries, note) => {
        const tensors = new Map(entries);
        const bytes = encodeSafetensors(tensors, { note });
        const decoded = decodeSafetensors(bytes, 'model.safetensors');
        expect(new Map([...decoded].sort())).toEqual(new Map([...tensors].sort()));
        expect(safetensorsMetadata(bytes, 'model.safetensors')).toEqual({ note });
      }),
    );
  });

  it('writes the layout of the format: length, JSON, elements', () => {
    const bytes = encodeSafetensors(example, { app: 'demo' });
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
    expect(length % 8).toBe(0);
    expect(header['encoder.W']).toEqual({ dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] });
    expect(header.steps).toEqual({ dtype: 'I32', shape: [], data_offsets: [24, 28] });
    expect(header.__metadata__.app).toBe('demo');
    expect(bytes.length).toBe(8 + length + 28);
  });

  it('says that a file is truncated, wherever it ends', () => {
    const bytes = encodeSafetensors(example);
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decodeSafetensors(bytes.subarray(0, length), 'm.safetensors')).toThrow(
        /^m\.safetensors is truncated: \d+ bytes, expected/,
      );
    }
  });

  it('notices every changed byte of the elements, and nonsense in the header', () => {
    const bytes = encodeSafetensors(example);
    for (let i = bytes.length - 28; i < bytes.length; i++) {
      const changed = bytes.slice();
      changed[i] ^= 16;
      expect(() => decodeSafetensors(changed, 'm.safetensors')).toThrow('m.safetensors is damaged or no safetensors file: checksum');
    }
    const file = (header: string): Uint8Array => {
      const text = new TextEncoder().encode(header);
      return new Uint8Array([...new Uint8Array(BigUint64Array.of(BigInt(text.length)).buffer), ...text, 0, 0, 0, 0]);
    };
    expect(() => decodeSafetensors(file('[1]'), 'm')).toThrow('its header is not a JSON object');
    expect(() => decodeSafetensors(file('{"a":{"dtype":"F32"}}'), 'm')).toThrow("entry 'a' lacks a shape or a place");
    expect(() => decodeSafetensors(file('{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}'), 'm')).toThrow(
      'has 4 bytes, float32 [2] needs 8',
    );
    expect(() => decodeSafetensors(file('{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}'), 'm')).toThrow(
      "m: 'a' has element type F16, expected one of F32, F64, I32, U8",
    );
    expect(() => decodeSafetensors(new TextEncoder().encode('word,label\nhello,1\n'), 'm')).toThrow('damaged or no safetensors file');
  });

  it('refuses data that does not fill its shape', () => {
    const tensors = new Map<string, StoredTensor>([['a', { dtype: 'float32', shape: [3], data: Float32Array.of(1) }]]);
    expect(() => encodeSafetensors(tensors)).toThrow("'a' has 1 elements, its shape [3] needs 3");
  });
});
