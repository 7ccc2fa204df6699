// WebAssembly, relaxed SIMD (fused multiply-add) or strict SIMD by compiler flag. V8 has 15 vector registers for us: a tile of 6 x 8 takes
// all of them (12 sums, 2 of B, 1 of A), and without a fused multiply-add the product needs one more. A tile that spills halves the speed.
#define VECTOR_WIDTH 4
#if defined(__wasm_relaxed_simd__)
#define TILE_ROWS 6
#else
#define TILE_ROWS 4
#endif
#define TILE_VECTORS 2
namespace wasm {
#include "kernels.h"
}
extern "C" __attribute__((export_name("run"))) int run(unsigned command) { return wasm::run((char*)0, command); }
