// exp, log, sigmoid and tanh of vectors, to about 3e-7, and the scalar logarithm of a double. A NaN stays a NaN everywhere: the
// training loop looks for it.

/** The constants of exp and tanh. */
struct MathConstants {
  float log2e, roundToInteger, minusLn2High, minusLn2Low, exp[6];
  float tanhLowest, tanhHighest, tanhNumerator[7], tanhDenominator[4];
  float sigmoidLowest, sigmoidHighest, one, minusOne;
  int exponentBias;
};
static const MathConstants mathConstants = {
    1.44269504088896341f,
    12582912.0f,                        // 1.5 * 2^23: adding it leaves no bits for a fraction
    -0.693359375f, 2.12194440e-4f,      // ln 2 in two parts, the first of few bits, so its product with a whole number is exact
    {1.9875691500e-4f, 1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f, 5.0000001201e-1f},
    -10.0f, 10.0f,
    {-2.76076847742355e-16f, 2.00018790482477e-13f, -8.60467152213735e-11f, 5.12229709037114e-08f, 1.48572235717979e-05f, 6.37261928875436e-04f,
     4.89352455891786e-03f},
    {1.19825839466702e-06f, 1.18534705686654e-04f, 2.26843463243900e-03f, 4.89352518554385e-03f},
    -87.0f, 87.0f, 1.0f, -1.0f,
    127,
};
/**
 * The constants, in WebAssembly by a pointer that the compiler cannot see through: V8 builds a vector constant from scratch wherever it is
 * used, while it broadcasts a float from memory in one instruction.
 */
INLINE const MathConstants& constants() {
  const MathConstants* k = &mathConstants;
#if defined(__wasm__)
  __asm__("" : "+r"(k));
#endif
  return *k;
}

struct ExpParts {
  Floats mantissa;  // e^r, r the remainder in [-ln2/2, ln2/2]
  Ints exponent;
};
/** e^x = mantissa * 2^exponent for |x| < 2^21: the remainder after whole powers of two, and a polynomial of degree 7 (Cephes) for it. */
INLINE ExpParts expParts(Floats x) {
  const MathConstants& k = constants();
  const Floats roundToInteger = splat(k.roundToInteger);
  Floats shifted = fma(x, splat(k.log2e), roundToInteger);
  Ints exponent = asInts(shifted) - asInts(roundToInteger);
  Floats whole = shifted - roundToInteger;
  Floats r = fma(whole, splat(k.minusLn2High), x);
  r = fma(whole, splat(k.minusLn2Low), r);
  Floats p = splat(k.exp[0]);
  for (int i = 1; i < 6; i++) p = fma(p, r, splat(k.exp[i]));
  return {fma(p, r * r, r + splat(k.one)), exponent};
}
INLINE Floats powerOfTwo(Ints n) { return asFloats((n + splatInt(constants().exponentBias)) << 23); }

/** e^x over the whole range: 0 far below, infinity far above. The power of two is applied in halves, since 2^128 is no float. */
INLINE Floats exponential(Floats x) {
  ExpParts e = expParts(atMost(atLeast(x, splat(-110.0f)), splat(100.0f)));
  Ints half = e.exponent >> 1;
  return e.mantissa * powerOfTwo(half) * powerOfTwo(e.exponent - half);
}

/** 1 / (1 + e^-x); beyond |x| = 87 the result is within 2e-38 of its limit. */
INLINE Floats sigmoid(Floats x) {
  const MathConstants& k = constants();
  ExpParts e = expParts(atMost(atLeast(-x, splat(k.sigmoidLowest)), splat(k.sigmoidHighest)));
  const Floats one = splat(k.one);
  return one / fma(e.mantissa, powerOfTwo(e.exponent), one);
}

/**
 * tanh as a rational function of degrees 13 and 6 (the minimax coefficients Eigen uses). It rises above 1 between 9.1, where tanh itself
 * rounds to 1, and 10, so with x kept within 10 and the result within 1 a saturated gate is exactly 1 and its slope 1 - tanh^2 exactly 0.
 */
INLINE Floats hyperbolicTangent(Floats x) {
  const MathConstants& k = constants();
  x = atMost(atLeast(x, splat(k.tanhLowest)), splat(k.tanhHighest));
  Floats x2 = x * x;
  Floats p = splat(k.tanhNumerator[0]), q = splat(k.tanhDenominator[0]);
  for (int i = 1; i < 7; i++) p = fma(p, x2, splat(k.tanhNumerator[i]));
  for (int i = 1; i < 4; i++) q = fma(q, x2, splat(k.tanhDenominator[i]));
  return atMost(atLeast(p * x / q, splat(k.minusOne)), splat(k.one));
}

/** ln x: x = m 2^e with m in [sqrt(1/2), sqrt 2), a polynomial (Cephes) in m - 1. 0 gives -infinity, a negative x NaN. */
INLINE Floats logarithm(Floats x) {
  Ints tiny = x < splat(1.17549435e-38f);  // denormal: scale it up first
  Floats scaled = select(tiny, x * splat(8388608.0f), x);
  Ints bits = asInts(scaled);
  Ints exponent = ((bits >> 23) & splatInt(255)) - splatInt(126) - (tiny & splatInt(23));
  Floats m = asFloats((bits & splatInt(0x007fffff)) | splatInt(0x3f000000));  // [1/2, 1)
  Ints low = m < splat(0.707106781186547524f);
  exponent = exponent + low;  // a true comparison is -1
  m = select(low, m + m, m) - splat(1.0f);
  Floats e = __builtin_convertvector(exponent, Floats);
  Floats z = m * m;
  Floats p = splat(7.0376836292e-2f);
  p = fma(p, m, splat(-1.1514610310e-1f));
  p = fma(p, m, splat(1.1676998740e-1f));
  p = fma(p, m, splat(-1.2420140846e-1f));
  p = fma(p, m, splat(1.4249322787e-1f));
  p = fma(p, m, splat(-1.6668057665e-1f));
  p = fma(p, m, splat(2.0000714765e-1f));
  p = fma(p, m, splat(-2.4999993993e-1f));
  p = fma(p, m, splat(3.3333331174e-1f));
  Floats y = m * z * p;
  y = fma(e, splat(-2.12194440e-4f), y);
  y = fma(z, splat(-0.5f), y);
  Floats result = fma(e, splat(0.693359375f), m + y);
  const Floats infinity = splat(__builtin_inff());
  result = select(x == infinity, infinity, result);
  result = select(x == splat(0.0f), -infinity, result);
  return select((x < splat(0.0f)) | (x != x), splat(__builtin_nanf("")), result);
}

/** ln(1 + u) for u >= 0: the rounding of 1 + u is taken out by the factor u / ((1 + u) - 1). */
INLINE Floats logarithmOfOnePlus(Floats u) {
  Floats w = u + splat(1.0f);
  Floats rounded = w - splat(1.0f);
  return select(rounded == splat(0.0f), u, logarithm(w) * (u / rounded));
}

/** ln x of a positive double, to about 1e-15: x = m 2^e, ln m = 2 atanh((m - 1) / (m + 1)). */
static inline double logarithmOfDouble(double x) {
  union {
    double value;
    unsigned long long bits;
  } u;
  u.value = x;
  int exponent = (int)(u.bits >> 52) - 1023;
  u.bits = (u.bits & 0x000fffffffffffffULL) | 0x3ff0000000000000ULL;
  double m = u.value;
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent++;
  }
  double s = (m - 1) / (m + 1), s2 = s * s, term = s, sum = 0;
  for (int k = 1; k < 24; k += 2) {
    sum += term / k;
    term *= s2;
  }
  return 2 * sum + exponent * 0.6931471805599453;
}
