// Vectors of VECTOR_WIDTH floats. GCC and Clang vector extensions carry the arithmetic; what they cannot express (fused multiply-add,
// square root, NaN-keeping minimum and maximum) is named here once for each instruction set.
//
// Contraction is switched off for all targets, so a product is fused with a sum exactly where this source says `fma`: that keeps the
// same element the same, to the bit, whether it is computed in the body of a loop or in its tail.

typedef float Floats __attribute__((vector_size(VECTOR_WIDTH * 4)));
typedef int Ints __attribute__((vector_size(VECTOR_WIDTH * 4)));
// The same in memory: any alignment, and allowed to overlay other types.
typedef float StoredFloats __attribute__((vector_size(VECTOR_WIDTH * 4), aligned(4), may_alias));
typedef int StoredInts __attribute__((vector_size(VECTOR_WIDTH * 4), aligned(4), may_alias));

/** Elements, rows and strides. */
typedef __PTRDIFF_TYPE__ Index;

static const int width = VECTOR_WIDTH;

#define INLINE static inline __attribute__((always_inline))
#define ALWAYS_INLINE __attribute__((always_inline))
#define NOINLINE static __attribute__((noinline))
#define PRAGMA(words) _Pragma(#words)
#if defined(__clang__)
#define UNROLL(n) PRAGMA(clang loop unroll_count(n))
#else
#define UNROLL(n) PRAGMA(GCC unroll n)
#endif

INLINE Floats load(const float* p) { return *(const StoredFloats*)p; }
INLINE void store(float* p, Floats v) { *(StoredFloats*)p = v; }
INLINE Ints loadInts(const int* p) { return *(const StoredInts*)p; }
INLINE void storeInts(int* p, Ints v) { *(StoredInts*)p = v; }
INLINE Floats asFloats(Ints v) { return (Floats)v; }
INLINE Ints asInts(Floats v) { return (Ints)v; }
/** Lane by lane: mask is all ones (true) or all zeros (false), as comparisons give it. */
INLINE Floats select(Ints mask, Floats yes, Floats no) { return asFloats((mask & asInts(yes)) | (~mask & asInts(no))); }
INLINE Ints selectInts(Ints mask, Ints yes, Ints no) { return (mask & yes) | (~mask & no); }

#if VECTOR_WIDTH == 16
INLINE Floats splat(float s) { return (Floats)_mm512_set1_ps(s); }
INLINE Ints splatInt(int s) { return (Ints)_mm512_set1_epi32(s); }
INLINE Floats fma(Floats a, Floats b, Floats c) { return (Floats)_mm512_fmadd_ps((__m512)a, (__m512)b, (__m512)c); }
// the forms with a full mask: GCC's plain ones warn about a value they leave undefined
INLINE Floats squareRoot(Floats x) { return (Floats)_mm512_maskz_sqrt_ps(0xffff, (__m512)x); }
INLINE Floats atLeast(Floats x, Floats low) { return (Floats)_mm512_maskz_max_ps(0xffff, (__m512)low, (__m512)x); }
INLINE Floats atMost(Floats x, Floats high) { return (Floats)_mm512_maskz_min_ps(0xffff, (__m512)high, (__m512)x); }
#elif VECTOR_WIDTH == 8
INLINE Floats splat(float s) { return (Floats)_mm256_set1_ps(s); }
INLINE Ints splatInt(int s) { return (Ints)_mm256_set1_epi32(s); }
INLINE Floats fma(Floats a, Floats b, Floats c) { return (Floats)_mm256_fmadd_ps((__m256)a, (__m256)b, (__m256)c); }
INLINE Floats squareRoot(Floats x) { return (Floats)_mm256_sqrt_ps((__m256)x); }
INLINE Floats atLeast(Floats x, Floats low) { return (Floats)_mm256_max_ps((__m256)low, (__m256)x); }
INLINE Floats atMost(Floats x, Floats high) { return (Floats)_mm256_min_ps((__m256)high, (__m256)x); }
#else
INLINE Floats splat(float s) { return (Floats){s, s, s, s}; }
INLINE Ints splatInt(int s) { return (Ints){s, s, s, s}; }
#if defined(__wasm__)
#if defined(__wasm_relaxed_simd__)
INLINE Floats fma(Floats a, Floats b, Floats c) { return (Floats)__builtin_wasm_relaxed_madd_f32x4(a, b, c); }
#else
INLINE Floats fma(Floats a, Floats b, Floats c) { return a * b + c; }
#endif
INLINE Floats squareRoot(Floats x) { return (Floats)__builtin_wasm_sqrt_f32x4(x); }
INLINE Floats atLeast(Floats x, Floats low) { return (Floats)__builtin_wasm_pmax_f32x4(x, low); }
INLINE Floats atMost(Floats x, Floats high) { return (Floats)__builtin_wasm_pmin_f32x4(x, high); }
#elif defined(__aarch64__)
INLINE Floats fma(Floats a, Floats b, Floats c) { return (Floats)vfmaq_f32((float32x4_t)c, (float32x4_t)a, (float32x4_t)b); }
INLINE Floats squareRoot(Floats x) { return (Floats)vsqrtq_f32((float32x4_t)x); }
INLINE Floats atLeast(Floats x, Floats low) { return (Floats)vmaxq_f32((float32x4_t)x, (float32x4_t)low); }
INLINE Floats atMost(Floats x, Floats high) { return (Floats)vminq_f32((float32x4_t)x, (float32x4_t)high); }
#else
INLINE Floats fma(Floats a, Floats b, Floats c) { return a * b + c; }
INLINE Floats squareRoot(Floats x) { return (Floats)_mm_sqrt_ps((__m128)x); }
// max and min return their second operand when one is NaN: x goes second, so a NaN stays visible instead of becoming a bound
INLINE Floats atLeast(Floats x, Floats low) { return (Floats)_mm_max_ps((__m128)low, (__m128)x); }
INLINE Floats atMost(Floats x, Floats high) { return (Floats)_mm_min_ps((__m128)high, (__m128)x); }
#endif
#endif

/** The first `count` floats at p, the other lanes 0. `count` is a constant in loop bodies, so the branch costs nothing there. */
INLINE Floats load(const float* p, int count) {
  if (count == width) return load(p);
  float lanes[VECTOR_WIDTH] = {};
  for (int i = 0; i < count; i++) lanes[i] = p[i];
  return load(lanes);
}
INLINE void store(float* p, int count, Floats v) {
  if (count == width) return store(p, v);
  float lanes[VECTOR_WIDTH];
  store(lanes, v);
  for (int i = 0; i < count; i++) p[i] = lanes[i];
}
INLINE Ints loadInts(const int* p, int count) {
  if (count == width) return loadInts(p);
  int lanes[VECTOR_WIDTH] = {};
  for (int i = 0; i < count; i++) lanes[i] = p[i];
  return loadInts(lanes);
}
INLINE void storeInts(int* p, int count, Ints v) {
  if (count == width) return storeInts(p, v);
  int lanes[VECTOR_WIDTH];
  storeInts(lanes, v);
  for (int i = 0; i < count; i++) p[i] = lanes[i];
}

/** body(i, count) for i = 0, width, 2 width, ...; count is `width` except for the last, partial vector. */
template <class Body>
INLINE void forEachVector(Index n, Body body) {
  Index i = 0;
  for (; i + width <= n; i += width) body(i, VECTOR_WIDTH);
  if (i < n) body(i, (int)(n - i));
}
/** The head of a body for forEachVector, inlined so that `count` is a constant in it. */
#define EACH_VECTOR [&](Index i, int count) ALWAYS_INLINE

/** A sum in double precision, one partial sum a lane. */
struct DoubleSum {
  double lanes[VECTOR_WIDTH] = {};
  /** Adds all lanes: those beyond a partial vector must be 0. */
  ALWAYS_INLINE void add(Floats v) {
    float values[VECTOR_WIDTH];
    store(values, v);
    for (int k = 0; k < width; k++) lanes[k] += (double)values[k];
  }
  ALWAYS_INLINE void addProduct(Floats a, Floats b) {
    float x[VECTOR_WIDTH], y[VECTOR_WIDTH];
    store(x, a);
    store(y, b);
    for (int k = 0; k < width; k++) lanes[k] += (double)x[k] * (double)y[k];
  }
  double total() const {
    double sum = 0;
    for (int k = 0; k < width; k++) sum += lanes[k];
    return sum;
  }
};

INLINE float sumOfLanes(Floats v) {
  float lanes[VECTOR_WIDTH];
  store(lanes, v);
  float sum = lanes[0];
  for (int k = 1; k < width; k++) sum += lanes[k];
  return sum;
}

/** The largest of n floats (NaN when one of them is NaN); n >= 1. */
INLINE float largest(const float* x, Index n) {
  float best = x[0];
  Index i = 1;
  if (n >= 2 * width) {
    Floats m = load(x);
    Ints odd = m != m;
    for (i = width; i + width <= n; i += width) {
      Floats v = load(x + i);
      odd |= v != v;
      m = select(v > m, v, m);
    }
    float lanes[VECTOR_WIDTH];
    int flags[VECTOR_WIDTH];
    store(lanes, m);
    storeInts(flags, odd);
    best = lanes[0];
    for (int k = 0; k < width; k++) {
      if (lanes[k] > best) best = lanes[k];
      if (flags[k]) return __builtin_nanf("");
    }
  }
  for (; i < n; i++) {
    if (x[i] != x[i]) return x[i];
    if (x[i] > best) best = x[i];
  }
  return best;
}
