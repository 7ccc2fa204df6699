import type { Baseline } from './baseline.ts';

/** Always the most frequent label of the training data; of equals, the one seen first. */
export function createMajorityBaseline(): Baseline {
  let majority: string | undefined;
  return {
    fit(_texts, labels) {
      const counts = new Map<string, number>();
      for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
      const most = Math.max(...counts.values());
      majority = [...counts].find(([, count]) => count === most)?.[0];
    },
    predict() {
      if (majority === undefined) throw new Error('The majority baseline has not been fitted on any label');
      return majority;
    },
  };
}
