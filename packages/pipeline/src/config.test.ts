import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { resolveConfig } from './config.ts';

const schema = z.object({
  seed: z.int().min(0).default(3),
  name: z.string(),
  training: z.strictObject({
    lr: z.number().positive(),
    epochs: z.int().min(1),
    early: z.boolean().default(true),
    optimizer: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('sgd'), momentum: z.number() }),
      z.strictObject({ kind: z.literal('adam'), beta1: z.number().default(0.9) }),
    ]),
  }),
  pooling: z.array(z.enum(['max', 'mean'])).min(1),
  threshold: z.union([z.number(), z.literal('auto')]).default('auto'),
  weights: z.record(z.string(), z.number()).optional(),
});

const good = `# What the model is called.
name: parrot
training:
  # Size of a step.
  lr: 0.1 # small
  epochs: 4
  optimizer: { kind: adam }
pooling: [max, mean]
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function resolved(yaml: string, ...overrides: string[]): ReturnType<typeof resolveConfig<typeof schema>> {
  const file = join(folder, 'model.yaml');
  writeFileSync(file, yaml);
  return resolveConfig(schema, { file, overrides, cwd: folder });
}

describe('resolveConfig', () => {
  it('types the configuration, fills in defaults and keeps the comments', () => {
    const { config, text } = resolved(good, 'training.epochs=9', 'name=鹦鹉');
    expect(config).toEqual({
      seed: 3,
      name: '鹦鹉',
      training: { lr: 0.1, epochs: 9, early: true, optimizer: { kind: 'adam', beta1: 0.9 } },
      pooling: ['max', 'mean'],
      threshold: 'auto',
    });
    expect(text).toContain('# Size of a step.\n  lr: 0.1 # small\n  epochs: 9');
    expect(text).toContain('seed: 3');
    expect(resolved(text).config).toEqual(config);
  });

  it('types --set by the schema', () => {
    const set = (...overrides: string[]): unknown => resolved(good, ...overrides).config;
    expect(set('name=12')).toMatchObject({ name: '12' });
    expect(set('seed=12')).toMatchObject({ seed: 12 });
    expect(set('training.early=false', 'training.lr=1e-3')).toMatchObject({ training: { early: false, lr: 0.001 } });
    expect(set('pooling=mean')).toMatchObject({ pooling: ['mean'] });
    expect(set('pooling=mean,max')).toMatchObject({ pooling: ['mean', 'max'] });
    expect(set('pooling.0=mean')).toMatchObject({ pooling: ['mean', 'mean'] });
    expect(set('threshold=0.5')).toMatchObject({ threshold: 0.5 });
    expect(set('threshold=auto')).toMatchObject({ threshold: 'auto' });
    expect(set('weights.退款=2')).toMatchObject({ weights: { 退款: 2 } });
    expect(set('training.optimizer={kind: sgd, momentum: 0.9}')).toMatchObject({ training: { optimizer: { kind: 'sgd', momentum: 0.9 } } });
  });

  const mistakes: readonly [string, string, string][] = [
    [
      'a key nobody knows',
      good.replace('epochs', 'epoch'),
      'model.yaml:6:3: training.epoch: unknown key. Did you mean "epochs"? Known keys here: lr, epochs, early, optimizer.',
    ],
    [
      'a key nobody knows, at the top of a schema that would let it pass',
      `${good}naem: x\n`,
      'model.yaml:9:1: naem: unknown key. Did you mean "name"?',
    ],
    ['a value of the wrong type', good.replace('0.1', 'fast'), 'model.yaml:5:7: training.lr: expected a number, above 0; found "fast"'],
    ['a value out of bounds', good.replace('4', '0'), 'model.yaml:6:11: training.epochs: expected a whole number, 1 or more; found 0'],
    ['a choice that is none', good.replace('mean', 'maen'), 'model.yaml:8:16: pooling.1: expected one of max, mean; found "maen"'],
    ['a missing key', good.replace('name: parrot\n', ''), 'model.yaml:2:1: name: missing; expected a text'],
    [
      'a kind that is none',
      good.replace('adam', 'adma'),
      'model.yaml:7:22: training.optimizer.kind: expected "sgd" or "adam"; found "adma"',
    ],
    [
      'a key of another kind',
      good.replace('kind: adam', 'kind: adam, momentum: 1'),
      'model.yaml:7:28: training.optimizer.momentum: unknown key. Known keys here: kind, beta1.',
    ],
    ['an empty list', good.replace('[max, mean]', '[]'), 'model.yaml:8:10: pooling: expected a list of one of max, mean; found []'],
    ['YAML that is none', good.replace('[max, mean]', '[max'), 'model.yaml:9:1: not valid YAML'],
    ['a key given twice', `${good}name: other\n`, 'model.yaml:9:1: not valid YAML: Map keys must be unique'],
    ['a file that is a list', '- a\n', 'model.yaml:1:1: expected a mapping'],
    ['an empty file', '', 'name: missing'],
  ];
  it.each(mistakes)('says where there is %s', (_what, yaml, message) => {
    expect(() => resolved(yaml)).toThrow(expect.objectContaining({ name: 'UserError', message: expect.stringContaining(message) }));
  });

  it('blames the override rather than the file', () => {
    expect(() => resolved(good, 'training.lr=fast')).toThrow(
      '--set training.lr=fast: training.lr: expected a number, above 0; found "fast"',
    );
    expect(() => resolved(good, 'trainig.lr=1')).toThrow(
      '--set trainig.lr=1: the configuration has no key "trainig". Did you mean "training"?',
    );
    expect(() => resolved(good, 'training')).toThrow('--set training: expected key=value');
    expect(() => resolved(good, 'name.first=x')).toThrow('"name" has no key "first"');
    expect(() => resolved(good, '__proto__.polluted=1')).toThrow('has no key "__proto__"');
  });

  it('names all mistakes at once', () => {
    const message = /training\.lr.*\n.*training\.epochs/;
    expect(() => resolved(good.replace('0.1', 'fast').replace('4', 'many'))).toThrow(message);
  });

  it('gives back every text that is set', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const { config, text } = resolved(good, `name=${name}`);
        expect(config.name).toBe(name);
        expect(resolved(text).config.name).toBe(name);
      }),
      { numRuns: 60 },
    );
  });
});
