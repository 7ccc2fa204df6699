import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { ALIGNMENT, Heap } from './heap.ts';

const MIB = 2 ** 20;

describe('Heap', () => {
  it('reserves 4 GiB of which nothing is used at first', () => {
    const before = process.memoryUsage().rss;
    const heap = Heap.create();
    expect(heap.f32.byteLength).toBe(4 * 1024 * MIB);
    heap.f32[2 ** 30 - 1] = 7;
    expect(heap.u8[2 ** 32 - 2]).not.toBe(0);
    expect(process.memoryUsage().rss - before).toBeLessThan(100 * MIB);
  });

  it('hands out aligned memory from both regions, never at offset 0', () => {
    const heap = Heap.create({ bytes: 16 * MIB, workers: 2 });
    const arena = heap.arena(1);
    const offsets = [1, 64, 65, 3].flatMap((bytes) => [
      heap.allocatePersistent(bytes, { name: 'p', shape: [bytes] }),
      arena.allocate(bytes, { name: 't', shape: [bytes] }),
    ]);
    for (const offset of offsets) expect(offset % ALIGNMENT).toBe(0);
    expect(Math.min(...offsets)).toBeGreaterThan(0);
    expect(new Set(offsets).size).toBe(offsets.length);
    expect(heap.persistentUsed).toBe(64 + 64 + 128 + 64);
    expect(arena.used).toBe(64 + 64 + 128 + 64);
  });

  it('an arena is empty again after reset and remembers its peak', () => {
    const arena = Heap.create({ bytes: 16 * MIB }).arena(0);
    const all = arena.free;
    const first = arena.allocate(1000, { name: 'a', shape: [250] });
    arena.allocate(24, { name: 'b', shape: [6] });
    arena.reset();
    expect([arena.used, arena.free, arena.peak]).toEqual([0, all, 1024 + 64]);
    expect(arena.allocate(4, { name: 'c', shape: [1] })).toBe(first);
  });

  it('regions of workers do not meet', () => {
    const heap = Heap.create({ bytes: 32 * MIB, workers: 3 });
    const { layout } = heap;
    const ends = [0, 1, 2].map((worker) => heap.arena(worker)).flatMap(({ start, end }) => [start, end]);
    expect(ends).toEqual([...ends].sort((a, b) => a - b));
    expect(layout.persistentEnd).toBeLessThanOrEqual(ends[0]);
    expect(ends[5]).toBeLessThanOrEqual(layout.bytes);
    expect(heap.commandBlock(2) + 1024).toBeLessThanOrEqual(layout.stackStart);
    expect(heap.stackTop(2)).toBe(layout.persistentStart);
    expect(() => heap.arena(3)).toThrow('made for 3 worker(s)');
  });

  it('says what does not fit, how large it is and what is left, and stays usable', () => {
    const heap = Heap.create({ bytes: 4 * MIB, persistentBytes: MIB });
    const arena = heap.arena(0);
    expect(() => arena.allocate(64 * MIB, { name: 'lstm output', shape: [512, 64, 512] })).toThrow(
      /out of heap: lstm output \[512, 64, 512\] needs 64.0 MiB and .* are left; use a larger heap/,
    );
    expect(() => heap.allocatePersistent(2 * MIB, { name: 'embedding.weight', shape: [8192, 64] })).toThrow(
      /embedding.weight \[8192, 64\] needs 2.00 MiB and 1.00 MiB of 1.00 MiB for parameters/,
    );
    expect(heap.allocatePersistent(MIB, { name: 'it fits', shape: [262144] })).toBe(heap.layout.persistentStart);
    expect(arena.allocate(64, { name: 'x', shape: [16] })).toBe(arena.start);
  });

  it.each([
    { bytes: 1000 },
    { bytes: 5 * 2 ** 30 },
    { bytes: Number.NaN },
    { workers: 0 },
    { workers: 1.5 },
    { bytes: 8 * MIB, persistentBytes: 9 * MIB },
  ])('refuses %j', (options) => {
    expect(() => Heap.create(options)).toThrow(
      expect.objectContaining({ name: 'UserError', message: expect.stringContaining('expected') }),
    );
  });

  it('is the same memory in another thread', async () => {
    const heap = Heap.create({ bytes: 16 * MIB, workers: 2 });
    const offset = heap.allocatePersistent(64, { name: 'x', shape: [16] });
    const script = `
      import { workerData, parentPort } from 'node:worker_threads';
      const { Heap } = await import(workerData.module);
      const heap = Heap.attach(workerData.shared);
      heap.f32[workerData.offset / 4] = 42;
      parentPort.postMessage(heap.allocatePersistent(64, { name: 'y', shape: [16] }));`;
    const url = new URL(`data:text/javascript,${encodeURIComponent(script)}`);
    const worker = new Worker(url, { workerData: { shared: heap.shared, offset, module: new URL('heap.ts', import.meta.url).href } });
    const theirs = await new Promise<number>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(heap.f32[offset / 4]).toBe(42);
    expect(theirs).toBe(offset + ALIGNMENT);
    expect(heap.allocatePersistent(64, { name: 'z', shape: [16] })).toBe(offset + 2 * ALIGNMENT);
  });
});
