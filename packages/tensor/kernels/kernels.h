// All kernels, for one instruction set. Each file of isa/ sets VECTOR_WIDTH, TILE_ROWS and TILE_VECTORS and includes this inside a
// namespace of its own, so the same source can be compiled several times into one library. Freestanding: no library, no exceptions.

enum Status {
  statusDone = 0,
  statusUnknownOp = 1,
  statusScratchExhausted = 2,
  statusUnknownKind = 3,
};

#include "vector.h"
#include "scratch.h"
// generated from src/kernels/op-table.ts: the argument structs and how they are read from a command block
#include "op-table.h"
#include "vector-math.h"
#include "memory.h"
#include "embedding.h"
#include "gemm-packing.h"
#include "gemm.h"
#include "elementwise.h"
#include "dropout.h"
#include "lstm-packing.h"
#include "lstm-forward.h"
#include "lstm-backward.h"
#include "pooling.h"
#include "convolution.h"
#include "layer-norm.h"
#include "losses.h"
#include "crf.h"
#include "crf-decode.h"
#include "optimizers.h"
#include "measurement.h"

template <class Arguments>
INLINE int call(void (*kernel)(const Arguments&), const Arguments& a, Scratch&) {
  kernel(a);
  return statusDone;
}
template <class Arguments>
INLINE int call(int (*kernel)(const Arguments&), const Arguments& a, Scratch&) {
  return kernel(a);
}
template <class Arguments>
INLINE int call(void (*kernel)(const Arguments&, Scratch&), const Arguments& a, Scratch& scratch) {
  kernel(a, scratch);
  return scratch.exhausted() ? statusScratchExhausted : statusDone;
}

// generated: static int dispatch(int op, const Memory&, const int* words, Scratch&), one case an op
#define TEXTLOOM_DISPATCH
#include "op-table.h"

/** Runs the command at byte offset `command` of the heap: op, scratch offset, scratch bytes, (answer) scratch needed, arguments. */
static int run(char* heap, unsigned command) {
  int* words = (int*)(heap + command);
  Scratch scratch = {heap + (unsigned)words[1], (unsigned)words[2], 0};
  const int status = dispatch(words[0], {heap}, words + 4, scratch);
  words[3] = (int)scratch.taken;
  return status;
}
