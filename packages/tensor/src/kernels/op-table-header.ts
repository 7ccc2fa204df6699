import { binaryKinds, type FieldType, type OpName, opTable, unaryKinds } from './op-table.ts';

/** Names of the ops in the order of their numbers, which both sides use. */
export const opNames: readonly OpName[] = Object.keys(opTable) as OpName[];

/**
 * The C++ side of the op table: an argument struct and its reader for each op, enums of the kinds, and the dispatch from an op's number
 * to its kernel (in the second inclusion, under TEXTLOOM_DISPATCH, when the kernels are known).
 */
export function opTableHeader(): string {
  return `// Generated from src/kernels/op-table.ts: change that file, not this one.
#ifndef TEXTLOOM_DISPATCH

/** The heap, and what the fields of a command block point to in it. */
struct Memory {
  char* base;
  template <class T> T* at(int offset) const { return (T*)(base + (unsigned)offset); }
  template <class T> T* atOrNull(int offset) const { return offset ? at<T>(offset) : nullptr; }
  static float value(int word) {
    float v;
    __builtin_memcpy(&v, &word, 4);
    return v;
  }
};

enum class UnaryKind { ${unaryKinds.join(', ')} };
enum class BinaryKind { ${binaryKinds.join(', ')} };

${opNames.map(argumentStruct).join('\n')}
#else

static int dispatch(int op, const Memory& memory, const int* words, Scratch& scratch) {
  switch (op) {
${opNames.map((name, op) => `    case ${op}: return call(${name}, ${structName(name)}(memory, words), scratch);`).join('\n')}
  }
  return statusUnknownOp;
}
#endif
`;
}

function argumentStruct(name: OpName): string {
  const fields: [string, FieldType][] = Object.entries(opTable[name]);
  const members = fields.map(([field, type]) => `  ${cType(type)} ${field};`).join('\n');
  const readers = fields.map(([field, type], word) => `${field}(${reader(type, word)})`).join(', ');
  return `struct ${structName(name)} {
${members}
  static const int words = ${fields.length};
  ${structName(name)}(const Memory& m, const int* w) : ${readers} { (void)m; }
};`;
}

function structName(name: OpName): string {
  return `${name[0].toUpperCase()}${name.slice(1)}Arguments`;
}

function cType(type: FieldType): string {
  if (type === 'int' || type === 'float') return type;
  return type.startsWith('f32') ? 'float*' : 'int*';
}

function reader(type: FieldType, word: number): string {
  const value = `w[${word}]`;
  if (type === 'int') return value;
  if (type === 'float') return `m.value(${value})`;
  const target = type.startsWith('f32') ? 'float' : 'int';
  return type.endsWith('?') ? `m.atOrNull<${target}>(${value})` : `m.at<${target}>(${value})`;
}
