/** Where the arrays of a corpus lie: memory that threads share, or this thread's own. */
export type Storage = 'shared' | 'local';

/** A typed array that grows at its end. */
export interface Growable<A extends Int32Array | Float32Array> {
  readonly length: number;
  push(value: number): void;
  /** the values in an array of just their length */
  finish(): A;
}

export function growable(type: 'int32', storage: Storage): Growable<Int32Array>;
export function growable(type: 'float32', storage: Storage): Growable<Float32Array>;
/** An empty array of the type, which {@link Growable.finish} puts into the storage. */
export function growable(type: 'int32' | 'float32', storage: Storage): Growable<Int32Array | Float32Array> {
  const make = (size: number): Int32Array | Float32Array => (type === 'int32' ? new Int32Array(size) : new Float32Array(size));
  // Within 64 bytes the engine need not ask the system for memory, which for a single text costs more than to grow a few times.
  let values = make(16);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === values.length) {
        const larger = make(4 * length);
        larger.set(values);
        values = larger;
      }
      values[length++] = value;
    },
    finish() {
      if (storage === 'local') return values.slice(0, length);
      const buffer = new SharedArrayBuffer(4 * length);
      const result = type === 'int32' ? new Int32Array(buffer) : new Float32Array(buffer);
      result.set(values.subarray(0, length));
      return result;
    },
  };
}
