import { describe, expect, it } from 'vitest';
import { defaultTrainingConfig, parseTrainingConfig } from './config.ts';

describe('parseTrainingConfig', () => {
  it('fills in the defaults, of nested settings too', () => {
    expect(parseTrainingConfig({})).toEqual(defaultTrainingConfig);
    const config = parseTrainingConfig({ batchSize: 8, earlyStopping: { patience: 3 } });
    expect(config).toEqual({ ...defaultTrainingConfig, batchSize: 8, earlyStopping: { patience: 3, mode: 'max', minImprovement: 0 } });
  });

  it('names everything that is wrong at once', () => {
    const wrong = { batchSize: 0, epoch: 3, averageDecay: 1, optimizer: { kind: 'adamw' }, earlyStopping: { mode: 'up' } };
    expect(() => parseTrainingConfig(wrong)).toThrow(
      /(?=.*batchSize)(?=.*"epoch")(?=.*averageDecay)(?=.*optimizer\.lr)(?=.*earlyStopping\.mode)/s,
    );
  });
});
