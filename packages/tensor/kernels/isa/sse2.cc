// Every x86-64 has this: slow (no fused multiply-add), for machines older than AVX2.
#include <emmintrin.h>
#define VECTOR_WIDTH 4
#define TILE_ROWS 4
#define TILE_VECTORS 2
namespace sse2 {
#include "kernels.h"
}
int runSse2(char* heap, unsigned command) { return sse2::run(heap, command); }
