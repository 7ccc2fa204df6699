// The Node-API addon: finds out what the processor can do and hands JavaScript one function for each heap.
#include <node_api.h>
#if defined(__linux__)
#include <sys/mman.h>
#endif
#if defined(__x86_64__)
#include <cpuid.h>
#endif
#include <stdlib.h>
#include <string.h>

typedef int (*Run)(char* heap, unsigned command);

struct InstructionSet {
  const char* name;
  Run run;
};

#if defined(__x86_64__)
int runAvx512(char*, unsigned);
int runAvx2(char*, unsigned);
int runSse2(char*, unsigned);

/** 2: AVX-512 (F, DQ, BW, VL), 1: AVX2 and FMA, 0: neither. Asks the processor and, by XGETBV, whether the system saves the registers. */
static int processorLevel() {
  unsigned a, b, c, d;
  const unsigned fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28;
  if (!__get_cpuid(1, &a, &b, &c, &d) || (c & (fma | osxsave | avx)) != (fma | osxsave | avx)) return 0;
  unsigned enabled, upper;
  __asm__ volatile("xgetbv" : "=a"(enabled), "=d"(upper) : "c"(0));
  if ((enabled & 0x06) != 0x06) return 0;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & (1u << 5))) return 0;
  const unsigned avx512 = (1u << 16) | (1u << 17) | (1u << 30) | (1u << 31);
  return (b & avx512) == avx512 && (enabled & 0xe6) == 0xe6 ? 2 : 1;
}
static const InstructionSet instructionSets[] = {{"sse2", runSse2}, {"avx2", runAvx2}, {"avx512", runAvx512}};
#elif defined(__aarch64__)
int runNeon(char*, unsigned);
static int processorLevel() { return 0; }
static const InstructionSet instructionSets[] = {{"neon", runNeon}};
#else
#error "there are no native kernels for this processor; the WebAssembly kernels serve"
#endif

struct AttachedHeap {
  char* base;
  Run run;
};

static napi_value integer(napi_env env, int value) {
  napi_value result;
  napi_create_int32(env, value, &result);
  return result;
}

/** run(commandOffset) -> status */
static napi_value runCommand(napi_env env, napi_callback_info info) {
  napi_value argument;
  size_t count = 1;
  void* data;
  unsigned command;
  if (napi_get_cb_info(env, info, &count, &argument, nullptr, &data) != napi_ok || count != 1) return integer(env, -1);
  if (napi_get_value_uint32(env, argument, &command) != napi_ok) return integer(env, -1);
  const AttachedHeap* heap = (const AttachedHeap*)data;
  return integer(env, heap->run(heap->base, command));
}

static void freeHeap(napi_env, void* data, void*) { free(data); }

/** attach(heap: Uint8Array, isa: string) -> { run, isa }; an empty isa means the best one; the caller keeps the heap alive */
static napi_value attach(napi_env env, napi_callback_info info) {
  napi_value arguments[2];
  size_t count = 2, length = 0, nameLength = 0;
  void* base = nullptr;
  char name[16] = "";
  napi_typedarray_type type;
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  if (count != 2 || napi_get_typedarray_info(env, arguments[0], &type, &length, &base, nullptr, nullptr) != napi_ok || type != napi_uint8_array ||
      napi_get_value_string_utf8(env, arguments[1], name, sizeof name, &nameLength) != napi_ok) {
    napi_throw_type_error(env, nullptr, "attach(heap: Uint8Array, isa: string)");
    return nullptr;
  }
  int level = processorLevel();
  if (nameLength > 0) {
    while (level >= 0 && strcmp(instructionSets[level].name, name) != 0) level--;
    if (level < 0) {
      napi_throw_error(env, nullptr, "this processor does not have the instruction set asked for");
      return nullptr;
    }
  }
#if defined(MADV_HUGEPAGE)
  madvise(base, length, MADV_HUGEPAGE);  // fewer, larger pages; merely slower where the system refuses
#endif
  AttachedHeap* heap = (AttachedHeap*)malloc(sizeof(AttachedHeap));
  heap->base = (char*)base;
  heap->run = instructionSets[level].run;
  napi_value result, run, isa;
  napi_create_object(env, &result);
  napi_create_function(env, "run", NAPI_AUTO_LENGTH, runCommand, heap, &run);
  napi_add_finalizer(env, run, heap, freeHeap, nullptr, nullptr);
  napi_create_string_utf8(env, instructionSets[level].name, NAPI_AUTO_LENGTH, &isa);
  napi_set_named_property(env, result, "run", run);
  napi_set_named_property(env, result, "isa", isa);
  return result;
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "attach", NAPI_AUTO_LENGTH, attach, nullptr, &function);
  napi_set_named_property(env, exports, "attach", function);
  return exports;
}
