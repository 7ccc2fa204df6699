// Functions of one or two numbers. The kinds are numbered as `unaryKinds` and `binaryKinds` of the op table (generated enums).

template <class F>
INLINE void mapUnary(const UnaryForwardArguments& a, F f) {
  forEachVector(a.n, EACH_VECTOR { store(a.y + i, count, f(load(a.x + i, count))); });
}
static int unaryForward(const UnaryForwardArguments& a) {
  switch ((UnaryKind)a.kind) {
    case UnaryKind::sigmoid: mapUnary(a, [](Floats x) ALWAYS_INLINE { return sigmoid(x); }); return statusDone;
    case UnaryKind::tanh: mapUnary(a, [](Floats x) ALWAYS_INLINE { return hyperbolicTangent(x); }); return statusDone;
    case UnaryKind::relu: mapUnary(a, [](Floats x) ALWAYS_INLINE { return atLeast(x, splat(0.0f)); }); return statusDone;
    case UnaryKind::exp: mapUnary(a, [](Floats x) ALWAYS_INLINE { return exponential(x); }); return statusDone;
    case UnaryKind::log: mapUnary(a, [](Floats x) ALWAYS_INLINE { return logarithm(x); }); return statusDone;
    case UnaryKind::square: mapUnary(a, [](Floats x) ALWAYS_INLINE { return x * x; }); return statusDone;
    case UnaryKind::negate: mapUnary(a, [](Floats x) ALWAYS_INLINE { return -x; }); return statusDone;
  }
  return statusUnknownKind;
}

/** dx += dy * slope(x, y) */
template <class Slope>
INLINE void addUnaryGradient(const UnaryBackwardArguments& a, Slope slope) {
  forEachVector(a.n, EACH_VECTOR {
    Floats s = slope(load(a.x + i, count), load(a.y + i, count));
    store(a.dx + i, count, fma(load(a.dy + i, count), s, load(a.dx + i, count)));
  });
}
static int unaryBackward(const UnaryBackwardArguments& a) {
  const Floats one = splat(1.0f), zero = splat(0.0f);
  switch ((UnaryKind)a.kind) {
    case UnaryKind::sigmoid: addUnaryGradient(a, [&](Floats, Floats y) ALWAYS_INLINE { return y * (one - y); }); return statusDone;
    case UnaryKind::tanh: addUnaryGradient(a, [&](Floats, Floats y) ALWAYS_INLINE { return one - y * y; }); return statusDone;
    case UnaryKind::relu: addUnaryGradient(a, [&](Floats x, Floats) ALWAYS_INLINE { return select(x > zero, one, zero); }); return statusDone;
    case UnaryKind::exp: addUnaryGradient(a, [&](Floats, Floats y) ALWAYS_INLINE { return y; }); return statusDone;
    // the lanes beyond a partial vector divide by zero; they are not stored
    case UnaryKind::log: addUnaryGradient(a, [&](Floats x, Floats) ALWAYS_INLINE { return one / x; }); return statusDone;
    case UnaryKind::square: addUnaryGradient(a, [&](Floats x, Floats) ALWAYS_INLINE { return x + x; }); return statusDone;
    case UnaryKind::negate: addUnaryGradient(a, [&](Floats, Floats) ALWAYS_INLINE { return -one; }); return statusDone;
  }
  return statusUnknownKind;
}

template <class F>
INLINE void mapBinary(const BinaryForwardArguments& a, F f) {
  if (a.m == 1) {
    const Floats b = splat(a.b[0]);
    forEachVector(a.n, EACH_VECTOR { store(a.y + i, count, f(load(a.a + i, count), b)); });
    return;
  }
  for (Index start = 0; start < a.n; start += a.m)
    forEachVector(a.m, EACH_VECTOR { store(a.y + start + i, count, f(load(a.a + start + i, count), load(a.b + i, count))); });
}
static int binaryForward(const BinaryForwardArguments& a) {
  switch ((BinaryKind)a.kind) {
    case BinaryKind::add: mapBinary(a, [](Floats x, Floats y) ALWAYS_INLINE { return x + y; }); return statusDone;
    case BinaryKind::subtract: mapBinary(a, [](Floats x, Floats y) ALWAYS_INLINE { return x - y; }); return statusDone;
    case BinaryKind::multiply: mapBinary(a, [](Floats x, Floats y) ALWAYS_INLINE { return x * y; }); return statusDone;
    case BinaryKind::divide: mapBinary(a, [](Floats x, Floats y) ALWAYS_INLINE { return x / y; }); return statusDone;
  }
  return statusUnknownKind;
}

/** da += dy * slopeA(a, b); db[i mod m] += dy * slopeB(a, b) */
template <class SlopeA, class SlopeB>
INLINE void addBinaryGradient(const BinaryBackwardArguments& a, SlopeA slopeA, SlopeB slopeB) {
  if (a.m == 1) {
    const Floats b = splat(a.b[0]);
    if (a.da)
      forEachVector(a.n, EACH_VECTOR {
        Floats s = slopeA(load(a.a + i, count), b);
        store(a.da + i, count, fma(load(a.dy + i, count), s, load(a.da + i, count)));
      });
    if (a.db) {
      DoubleSum total;
      forEachVector(a.n, EACH_VECTOR { total.add(load(a.dy + i, count) * slopeB(load(a.a + i, count), b)); });
      a.db[0] += (float)total.total();
    }
    return;
  }
  for (Index start = 0; start < a.n; start += a.m)
    forEachVector(a.m, EACH_VECTOR {
      Floats x = load(a.a + start + i, count), y = load(a.b + i, count), dy = load(a.dy + start + i, count);
      if (a.da) store(a.da + start + i, count, fma(dy, slopeA(x, y), load(a.da + start + i, count)));
      if (a.db) store(a.db + i, count, fma(dy, slopeB(x, y), load(a.db + i, count)));
    });
}
static int binaryBackward(const BinaryBackwardArguments& a) {
  const Floats one = splat(1.0f);
  const auto constantOne = [&](Floats, Floats) ALWAYS_INLINE { return one; };
  const auto constantMinusOne = [&](Floats, Floats) ALWAYS_INLINE { return -one; };
  switch ((BinaryKind)a.kind) {
    case BinaryKind::add: addBinaryGradient(a, constantOne, constantOne); return statusDone;
    case BinaryKind::subtract: addBinaryGradient(a, constantOne, constantMinusOne); return statusDone;
    case BinaryKind::multiply:
      addBinaryGradient(a, [](Floats, Floats y) ALWAYS_INLINE { return y; }, [](Floats x, Floats) ALWAYS_INLINE { return x; });
      return statusDone;
    case BinaryKind::divide:
      addBinaryGradient(a, [&](Floats, Floats y) ALWAYS_INLINE { return one / y; }, [](Floats x, Floats y) ALWAYS_INLINE { return -x / (y * y); });
      return statusDone;
  }
  return statusUnknownKind;
}

static void affineForward(const AffineForwardArguments& a) {
  const Floats scale = splat(a.scale), shift = splat(a.shift);
  forEachVector(a.n, EACH_VECTOR { store(a.y + i, count, fma(scale, load(a.x + i, count), shift)); });
}
