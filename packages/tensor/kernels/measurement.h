// What the machine can do: independent chains of fused multiply-adds, nothing else.

static void fmaPeak(const FmaPeakArguments& a) {
  const int chains = 12;  // more than latency times units of any of the targets, fewer than their registers
  Floats c[chains];
  for (int k = 0; k < chains; k++) c[k] = splat((float)k * 0.1f);
  const Floats x = splat(0.999f), y = splat(1e-3f);
  for (int n = 0; n < a.iterations; n++) {
    UNROLL(16)
    for (int k = 0; k < chains; k++) c[k] = fma(c[k], x, y);
  }
  Floats sum = c[0];
  for (int k = 1; k < chains; k++) sum += c[k];
  float lanes[VECTOR_WIDTH];
  store(lanes, sum);
  // the sum is used, or the compiler would drop the loop; it is far below one operation
  a.out[0] = (float)((double)a.iterations * chains * width * 2) + (lanes[0] > 1e30f ? 1.0f : 0.0f);
}
