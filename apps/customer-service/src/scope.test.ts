import { describe, expect, it } from 'vitest';
import { configWith } from '../test/config-with.ts';
import { decide } from './decision.ts';
import { certaintyOf, chooseScopeRule, everythingInScope, inScope, withCertainty } from './scope.ts';

/** Rows of three probabilities, as decisions with their certainty. */
const scoped = (...rows: number[][]) => withCertainty(decide(Float32Array.from(rows.flat()), 3), Float32Array.from(rows.flat()), 3, 1);
const sure = [0.96, 0.02, 0.02];
const unsure = [0.4, 0.3, 0.3];
const torn = [0.49, 0.49, 0.02];
const settings = (outOfScope: Record<string, unknown>) => configWith({ outOfScope: { tolerance: 0, margins: [0], ...outOfScope } });

describe('certaintyOf', () => {
  it('is 1 for one sure intent and 0 for all alike', () => {
    expect(certaintyOf([0, 1, 0], 1)).toBe(1);
    expect(certaintyOf([0.25, 0.25, 0.25, 0.25], 1)).toBeCloseTo(0, 12);
    expect(certaintyOf([0.5, 0.5, 0, 0], 1)).toBeCloseTo(0.5, 12);
    expect(certaintyOf([1], 2)).toBe(1);
  });

  it('softened, it looks more at what lies below the first', () => {
    expect(certaintyOf(sure, 3)).toBeLessThan(certaintyOf(sure, 1));
    expect(certaintyOf([0.9, 0.1, 0], 3)).toBeGreaterThan(certaintyOf([0.9, 0.05, 0.05], 3));
  });
});

describe('inScope', () => {
  it('needs the certainty and the lead', () => {
    const [decision] = scoped(sure);
    expect(inScope(decision, { threshold: 0.5, margin: 0.9, softening: 1 })).toBe(true);
    expect(inScope(decision, { threshold: 0.99, margin: 0, softening: 1 })).toBe(false);
    expect(inScope(decision, { threshold: 0, margin: 0.95, softening: 1 })).toBe(false);
  });

  it('believes everything by the rule for it', () => {
    for (const decision of scoped(sure, unsure, torn)) expect(inScope(decision, everythingInScope)).toBe(true);
    for (let labels = 2; labels < 100; labels++) {
      const certainty = certaintyOf(new Float32Array(labels).fill(1 / labels), 2);
      expect(inScope({ certainty, margin: 0 }, everythingInScope)).toBe(true);
    }
  });
});

describe('chooseScopeRule', () => {
  const decisions = scoped(sure, sure, sure, unsure, unsure);
  const gold = [0, 0, 0, -1, -1];

  it('parts what is out of scope from what is in', () => {
    const rule = chooseScopeRule(decisions, gold, 1, settings({}));
    expect(decisions.map((decision) => inScope(decision, rule))).toEqual([true, true, true, false, false]);
  });

  it('uses a margin only where it earns its place', () => {
    const rivals = [...scoped(sure, unsure), ...scoped(torn, torn)];
    const without = chooseScopeRule(rivals, [0, 0, -1, -1], 1, settings({ margins: [0] }));
    expect(rivals.map((decision) => inScope(decision, without))).not.toEqual([true, true, false, false]);
    const rule = chooseScopeRule(rivals, [0, 0, -1, -1], 1, settings({ margins: [0.05, 0] }));
    expect(rule.margin).toBe(0.05);
    expect(rivals.map((decision) => inScope(decision, rule))).toEqual([true, true, false, false]);
    expect(chooseScopeRule(decisions, gold, 1, settings({ margins: [0.05, 0] })).margin).toBe(0);
  });

  it('keeps the accuracy in scope that is asked for', () => {
    const mixed = scoped(sure, sure, sure, unsure, unsure, unsure);
    const strict = chooseScopeRule(mixed, [0, 0, 0, 0, -1, -1], 1, settings({ criterion: 'in-scope-at-least', floor: 1 }));
    expect(mixed.every((decision) => inScope(decision, strict))).toBe(true);
    const loose = chooseScopeRule(mixed, [0, 0, 0, 0, -1, -1], 1, settings({ criterion: 'in-scope-at-least', floor: 0.75 }));
    expect(mixed.map((decision) => inScope(decision, loose))).toEqual([true, true, true, false, false, false]);
  });

  it('believes everything where there is nothing to choose on', () => {
    expect(chooseScopeRule([], [], 1, settings({}))).toEqual(everythingInScope);
    // One validation example, and that wrong: refusing it would cost nothing.
    expect(chooseScopeRule(scoped(sure), [1], 1, settings({}))).toEqual(everythingInScope);
  });
});
