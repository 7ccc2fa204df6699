// Working memory of a kernel: the free part of the worker's arena, handed out from its start. A kernel takes all it needs first and
// gives up, having written nothing, when there is not enough; the caller then learns how much was asked for.

struct Scratch {
  char* start;
  __SIZE_TYPE__ bytes;
  __SIZE_TYPE__ taken;

  bool exhausted() const { return taken > bytes; }
  char* take(__SIZE_TYPE__ size) {
    __SIZE_TYPE__ at = taken;
    __SIZE_TYPE__ rounded = (size + 63) & ~(__SIZE_TYPE__)63;
    // once exhausted, the sum only goes up and stops at the largest number instead of wrapping round
    taken = at + rounded < at ? ~(__SIZE_TYPE__)0 : at + rounded;
    return start + at;
  }
  float* floats(Index n) { return (float*)take((__SIZE_TYPE__)n * 4); }
  int* ints(Index n) { return (int*)take((__SIZE_TYPE__)n * 4); }
};
