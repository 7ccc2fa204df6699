/**
 * An order of examples in which every prefix is stratified: the classes take turns, each giving its share. The first K examples of a prefix
 * cover all K classes.
 *
 * @param labels label of each example, `[N]`
 * @returns example numbers, `[N]`
 */
export function stratifiedOrder(labels: readonly string[]): number[] {
  const byLabel = new Map<string, number[]>();
  for (const [index, label] of labels.entries()) {
    const members = byLabel.get(label);
    if (members === undefined) byLabel.set(label, [index]);
    else members.push(index);
  }
  // Example j of a class of n stands at (j + 1/2) / n of the order; the first of each class stands before all others.
  const places = [...byLabel.values()].flatMap((members) =>
    members.map((index, j) => ({ index, place: j === 0 ? -1 : (j + 0.5) / members.length })),
  );
  return places.sort((a, b) => a.place - b.place || a.index - b.index).map(({ index }) => index);
}
