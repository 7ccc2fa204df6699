import { randomOrder } from './random-order.ts';
import { UserError } from './user-error.ts';

/** The parts into which examples are split. Shares of `valid` and `test` are fractions of all; the rest is `train`. */
export interface SplitShares {
  /** Default 0.1. */
  valid?: number;
  /** Default 0.1. */
  test?: number;
}

export interface SplitOptions<T> extends SplitShares {
  /** The class whose proportions every part keeps. */
  labelOf: (item: T) => string;
  /** Items of one group stay in one part (default: each item alone); give the normalised text, and no text is in two parts. */
  groupOf?: (item: T) => string;
  /** Default 1. */
  seed?: number;
}

export interface Split<T> {
  train: T[];
  valid: T[];
  test: T[];
}

/**
 * Splits items into train, valid and test so that each part has each class in its share, as nearly as whole groups
 * allow. The same items and seed give the same parts; within a part the items keep their order.
 * Every class keeps at least one group in train; what rounding takes from one class, it gives to the next.
 * Throws a `UserError` for shares that leave nothing to train on.
 */
export function stratifiedSplit<T>(items: readonly T[], options: SplitOptions<T>): Split<T> {
  const { labelOf, groupOf, seed = 1, valid = 0.1, test = 0.1 } = options;
  if (!(valid >= 0 && test >= 0 && valid + test < 1)) {
    throw new UserError(`shares of ${valid} for validation and ${test} for test`, {
      expected: 'fractions from 0 to 1 that leave some for training',
    });
  }
  const part = new Array<keyof Split<T>>(items.length).fill('train');
  let owedToTest = 0;
  let owedToValid = 0;
  for (const [label, groups] of groupsByLabel(items, labelOf, groupOf)) {
    const order = randomOrder(groups.length, seed, label);
    const size = groups.reduce((sum, group) => sum + group.length, 0);
    owedToTest += size * test;
    owedToValid += size * valid;
    let next = 0;
    const take = (owed: number, name: 'valid' | 'test'): number => {
      let left = owed;
      // Half an item of slack rounds to the nearest; the last group is never given away.
      while (next < groups.length - 1 && left - groups[order[next]].length >= -0.5) {
        for (const index of groups[order[next]]) part[index] = name;
        left -= groups[order[next]].length;
        next++;
      }
      return left;
    };
    owedToTest = take(owedToTest, 'test');
    owedToValid = take(owedToValid, 'valid');
  }
  const those = (name: keyof Split<T>): T[] => items.filter((_, index) => part[index] === name);
  return { train: those('train'), valid: those('valid'), test: those('test') };
}

/** Positions of the items, by class and therein by group. A group of mixed classes counts for that of its first item. */
function groupsByLabel<T>(
  items: readonly T[],
  labelOf: (item: T) => string,
  groupOf: ((item: T) => string) | undefined,
): Map<string, number[][]> {
  const classes = new Map<string, number[][]>();
  const groups = new Map<string, number[]>();
  items.forEach((item, index) => {
    const name = groupOf?.(item) ?? String(index);
    const group = groups.get(name);
    if (group !== undefined) {
      group.push(index);
      return;
    }
    const fresh = [index];
    groups.set(name, fresh);
    const label = labelOf(item);
    const ofClass = classes.get(label);
    if (ofClass === undefined) classes.set(label, [fresh]);
    else ofClass.push(fresh);
  });
  return classes;
}
