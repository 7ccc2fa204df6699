#include <arm_neon.h>
#define VECTOR_WIDTH 4
#define TILE_ROWS 8
#define TILE_VECTORS 2
namespace neon {
#include "kernels.h"
}
int runNeon(char* heap, unsigned command) { return neon::run(heap, command); }
