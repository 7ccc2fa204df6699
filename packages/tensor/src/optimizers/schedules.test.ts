import { describe, expect, it } from 'vitest';
import { createSchedule } from './schedules.ts';

describe('schedules', () => {
  it('rises and falls in straight lines', () => {
    const { at } = createSchedule({ kind: 'warmupLinear', warmupSteps: 2, minFactor: 0.5 }, 6);
    expect([0, 1, 2, 3, 4, 5, 6, 7].map(at)).toEqual([0, 0.5, 1, 0.875, 0.75, 0.625, 0.5, 0.5]);
  });

  it('takes the warm-up as a share of all steps, too', () => {
    const { at } = createSchedule({ kind: 'constant', warmupFraction: 0.2 }, 10);
    expect([0, 1, 2, 9].map(at)).toEqual([0, 0.5, 1, 1]);
    expect(createSchedule({ kind: 'constant' }, 10).at(0)).toBe(1);
  });

  it('goes on from a saved state (plateau)', () => {
    const config = { kind: 'plateau', mode: 'max', factor: 0.1, patience: 1 } as const;
    const metrics = [0.5, 0.4, 0.4, 0.6, 0.5, 0.5];
    const whole = createSchedule(config, 0);
    const factors = metrics.map((metric) => {
      whole.report?.(metric);
      return whole.at(0);
    });
    expect(factors).toEqual([1, 1, 0.1, 0.1, 0.1, expect.closeTo(0.01, 10)]);
    const first = createSchedule(config, 0);
    metrics.slice(0, 2).forEach((metric) => void first.report?.(metric));
    const second = createSchedule(config, 0);
    second.load?.(JSON.parse(JSON.stringify(first.save?.())));
    metrics.slice(2).forEach((metric) => void second.report?.(metric));
    expect(second.save?.()).toEqual(whole.save?.());
  });
});
