import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { AppCommands } from './app-commands.ts';
import { contentOf, hashOf } from './folders.ts';

/** A training of an app, small enough for its tests. */
export interface SmallTraining {
  readonly cwd: string;
  readonly data: readonly string[];
  /** Options that make it end in seconds. */
  readonly quick: readonly string[];
  /** Enough epochs to be killed on the way. */
  readonly epochs: number;
  /** Files of the run that do not depend on when it ran. */
  readonly files: readonly string[];
}

/** Tests that hold for every app: the same seed gives the same bits, and so does a training that was killed and resumed. */
export function describeRepeatableTraining({ command, textloom }: AppCommands, { cwd, data, quick, epochs, files }: SmallTraining): void {
  const train = (out: string, ...args: readonly string[]): string[] => ['train', ...data, '--out', out, ...args, ...quick];
  const weights = (out: string): string => hashOf(join(cwd, out, 'model', 'model.safetensors'));

  describe('the same seed', { timeout: 60_000 }, () => {
    it.each(['1', '2'])('gives the same weights again with %s workers, another seed gives others', async (workers) => {
      const run = async (out: string, seed = '5'): Promise<string> => {
        const { code, stderr } = await command(train(out, '--seed', seed, '--workers', workers), cwd);
        expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
        return weights(out);
      };
      const first = await run(`first-${workers}`);
      expect(await run(`second-${workers}`)).toBe(first);
      expect(contentOf(join(cwd, `second-${workers}`, 'data'))).toEqual(contentOf(join(cwd, `first-${workers}`, 'data')));
      if (workers === '1') expect(await run('other', '6')).not.toBe(first);
    });
  });

  describe('a training that is killed', { timeout: 60_000 }, () => {
    it('goes on with --resume to the bytes of one that was left alone', async () => {
      const long = (out: string): string[] => [...train(out, '--workers', '2'), '--set', `training.epochs=${epochs}`];
      const whole = textloom(long('whole'), { cwd });
      const killed = await textloom(long('killed'), {
        cwd,
        watch: (stderr, child) => {
          if (stderr.includes('train: epoch 8,')) child.kill('SIGKILL');
        },
      });
      expect(killed.code).toBe(null);
      expect(killed.stderr).not.toContain(`train: epoch ${epochs},`);
      // Nothing answers before the training has ended.
      expect((await command(['predict', 'hello', '--out', 'killed'], cwd)).stderr).toContain('has no trained model');

      const resumed = await textloom(['train', '--resume', '--out', 'killed'], { cwd });
      expect(resumed.stderr).toMatch(/train: goes on after update \d+ of \d+/);
      expect(resumed.stderr).not.toContain('train: epoch 2,');
      expect(resumed.code).toBe(0);
      expect((await whole).code).toBe(0);
      expect(weights('killed')).toBe(weights('whole'));
      for (const file of files) {
        expect(readFileSync(join(cwd, 'killed', file), 'utf8')).toBe(readFileSync(join(cwd, 'whole', file), 'utf8'));
      }
    });
  });
}
