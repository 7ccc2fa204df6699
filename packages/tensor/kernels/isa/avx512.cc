#include <immintrin.h>
#define VECTOR_WIDTH 16
#define TILE_ROWS 8
#define TILE_VECTORS 2
namespace avx512 {
#include "kernels.h"
}
int runAvx512(char* heap, unsigned command) { return avx512::run(heap, command); }
