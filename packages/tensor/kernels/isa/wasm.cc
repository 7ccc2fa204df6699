// WebAssembly, relaxed SIMD (fused multiply-add) or strict SIMD by compiler flag. V8 has some 15 vector registers for us: a tile of
// 4 x 8 stays in them, a larger one spills and halves the speed. The heap starts at address 0.
#define VECTOR_WIDTH 4
#define TILE_ROWS 4
#define TILE_VECTORS 2
namespace wasm {
#include "kernels.h"
}
extern "C" __attribute__((export_name("run"))) int run(unsigned command) { return wasm::run((char*)0, command); }
