#include <immintrin.h>
#define VECTOR_WIDTH 8
#define TILE_ROWS 6
#define TILE_VECTORS 2
namespace avx2 {
#include "kernels.h"
}
int runAvx2(char* heap, unsigned command) { return avx2::run(heap, command); }
