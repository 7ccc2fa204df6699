// Dropout with a counter-based generator: Philox 4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3",
// 2011). Number j of a stream is word j mod 4 of the block with counter (floor(j / 4), 0, 0, 0) under the key (key0, key1): it depends on
// nothing else, so forward and backward draw the same mask without keeping it, in any order, in any worker.

static const int philoxBlocks = 16;  // blocks computed side by side, for the compiler to turn into vectors

/** Words 4*firstBlock .. 4*(firstBlock + philoxBlocks) of the stream. */
static void philox(unsigned key0, unsigned key1, unsigned firstBlock, unsigned* words) {
  unsigned c0[philoxBlocks], c1[philoxBlocks], c2[philoxBlocks], c3[philoxBlocks];
  for (int i = 0; i < philoxBlocks; i++) {
    c0[i] = firstBlock + (unsigned)i;
    c1[i] = c2[i] = c3[i] = 0;
  }
  for (int round = 0; round < 10; round++) {
    for (int i = 0; i < philoxBlocks; i++) {
      unsigned long long p0 = 0xD2511F53ULL * c0[i], p1 = 0xCD9E8D57ULL * c2[i];
      unsigned n0 = (unsigned)(p1 >> 32) ^ c1[i] ^ key0, n2 = (unsigned)(p0 >> 32) ^ c3[i] ^ key1;
      c0[i] = n0;
      c1[i] = (unsigned)p1;
      c2[i] = n2;
      c3[i] = (unsigned)p0;
    }
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  for (int i = 0; i < philoxBlocks; i++) {
    words[4 * i] = c0[i];
    words[4 * i + 1] = c1[i];
    words[4 * i + 2] = c2[i];
    words[4 * i + 3] = c3[i];
  }
}

/** A word is kept when its upper 24 bits, as a fraction of 2^24, are below `keep`. */
static void dropout(const DropoutArguments& a) {
  const int chunk = 4 * philoxBlocks;
  const float kept = 1.0f / a.keep;
  unsigned words[4 * philoxBlocks];
  float mask[4 * philoxBlocks];
  const Index span = (Index)a.period * a.inner;  // elements after which the mask repeats
  for (Index j = 0; j < a.period; j += chunk) {
    const Index used = smaller(chunk, a.period - j);
    philox((unsigned)a.key0, (unsigned)a.key1, (unsigned)(j / 4), words);
    for (int k = 0; k < chunk; k++) mask[k] = (float)(int)(words[k] >> 8) * 5.9604644775390625e-8f < a.keep ? kept : 0.0f;
    for (Index start = j * a.inner; start < a.n; start += span) {
      if (a.inner == 1) {
        const Index n = smaller(used, a.n - start);
        forEachVector(n, EACH_VECTOR {
          Floats y = load(a.x + start + i, count) * load(mask + i, count);
          store(a.y + start + i, count, a.accumulate ? load(a.y + start + i, count) + y : y);
        });
      } else {
        for (Index k = 0; k < used && start + k * a.inner < a.n; k++) {
          const Index row = start + k * a.inner;
          const Floats factor = splat(mask[k]);
          forEachVector(smaller(a.inner, a.n - row), EACH_VECTOR {
            Floats y = load(a.x + row + i, count) * factor;
            store(a.y + row + i, count, a.accumulate ? load(a.y + row + i, count) + y : y);
          });
        }
      }
    }
  }
}
