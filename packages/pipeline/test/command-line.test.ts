import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../src/index.ts';

const workspace = fileURLToPath(new URL('./workspace', import.meta.url));
const program = fileURLToPath(new URL('../bin/textloom.ts', import.meta.url));
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'command-line-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function textloom(args: readonly string[], env: Record<string, string> = {}, stdinIsTerminal = false): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  const code = await runCommandLine(args, {
    root: workspace,
    cwd: folder,
    env,
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    stdinIsTerminal,
    signal: new AbortController().signal,
  });
  return { code, stdout, stderr };
}

const lastLine = (text: string): unknown => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');
const write = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};

describe('textloom <app> run', () => {
  it('leaves a run folder and prints one JSON object as the last line', async () => {
    const { code, stdout, stderr } = await textloom([
      'parrot',
      'run',
      '--out',
      'one',
      '--json',
      '--set',
      'training.epochs=5',
      '--workers',
      '2',
    ]);
    expect(stderr).toContain('data read (examples=4)');
    expect(code).toBe(0);
    expect(lastLine(stdout)).toEqual({
      app: 'parrot',
      dataset: 'sample',
      train: { seconds: 0, examples: 3, tokensPerSecond: 0, epochs: 5 },
      test: { accuracy: 0 },
      baselines: { majority: { accuracy: 0 } },
      run: 'one',
    });
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(join(folder, 'one')).sort()).toEqual(
      ['config.yaml', 'data.json', 'evaluation.json', 'model', 'report.html', 'run.json', 'splits.json', 'summary.txt'].sort(),
    );
    const config = readFileSync(join(folder, 'one', 'config.yaml'), 'utf8');
    expect(config).toContain('epochs: 5');
    expect(config).toContain('# Passes over the data: 1 or more.');
    expect(readFileSync(join(folder, 'one', 'report.html'), 'utf8')).toContain(
      'pnpm textloom parrot run --set training.epochs=5 --seed 1 --workers 2',
    );
  });

  it('prints the table when JSON is not asked for, and nothing on stderr when quiet', async () => {
    const { code, stdout, stderr } = await textloom(['parrot', 'run', '--out', 'quiet', '--quiet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toBe('metric      %\n--------  ---\naccuracy  0.0\n');
  });

  it('goes stage by stage through one folder, remembering seed, input and overrides', async () => {
    const file = write('own.csv', 'message,kind\nhi,greet\nhello,greet\nbye,part\n再见,part\n');
    const run = ['--out', 'staged', '--json'];
    const data = await textloom(['parrot', 'data', '--train', file, '--label', 'kind', '--seed', '9', '--set', 'testShare=0.5', ...run]);
    expect(lastLine(data.stdout)).toMatchObject({ dataset: 'own', data: { examples: 4 } });
    const train = await textloom(['parrot', 'train', ...run]);
    expect(train.stderr).not.toContain('data read');
    expect(lastLine(train.stdout)).toMatchObject({ app: 'parrot', dataset: 'own', train: { examples: 2 }, run: 'staged' });
    expect(JSON.parse(readFileSync(join(folder, 'staged', 'model', 'model.json'), 'utf8'))).toMatchObject({ seed: 9 });
    const evaluate = await textloom(['parrot', 'evaluate', ...run]);
    expect(lastLine(evaluate.stdout)).toMatchObject({ test: { accuracy: 0 } });
    const predict = await textloom(['parrot', 'predict', 'good day', '早上好', '--top', '1', ...run]);
    expect(
      predict.stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toMatchObject([
      { text: 'good day', labels: ['greet'] },
      { text: '早上好', labels: ['greet'] },
      { predict: { texts: 2 }, dataset: 'own' },
    ]);
  });

  it('train alone reads the data first', async () => {
    const { code, stderr } = await textloom(['parrot', 'train', '--out', 'alone']);
    expect({ code, read: stderr.includes('data read') }).toEqual({ code: 0, read: true });
  });

  it('takes the configuration made for a data set', async () => {
    await textloom(['parrot', 'data', '--dataset', 'banking77', '--out', 'banking']);
    expect(readFileSync(join(folder, 'banking', 'config.yaml'), 'utf8')).toContain('epochs: 7');
  });

  it('sets bad rows aside when asked to', async () => {
    const file = write('bad.csv', 'text,label\nhi,greet\nhello,greet,surplus\nbye,part\nciao,part\n');
    const stopped = await textloom(['parrot', 'run', '--train', file, '--out', 'bad']);
    expect(stopped.code).toBe(2);
    expect(stopped.stderr).toContain('bad.csv:3');
    expect(existsSync(join(folder, 'bad'))).toBe(false);
    const aside = await textloom(['parrot', 'data', '--train', file, '--bad-rows', 'quarantine', '--out', 'bad', '--json']);
    expect(lastLine(aside.stdout)).toMatchObject({ data: { examples: 3, badRows: 1 } });
    expect(JSON.parse(readFileSync(join(folder, 'bad', 'bad-rows.jsonl'), 'utf8'))).toMatchObject({ line: 3 });
  });
});

describe('a stage that answers as predict does', () => {
  it('reads a trained run, takes no data set and makes no folder', async () => {
    await textloom(['parrot', 'run', '--out', 'loud', '--quiet']);
    const before = readdirSync(join(folder, 'loud'));
    expect(await textloom(['parrot', 'shout', 'good day', '早上好', '--out', 'loud'])).toMatchObject({
      code: 0,
      stdout: 'GOOD DAY: a!\n早上好: a!\n',
    });
    expect(readdirSync(join(folder, 'loud'))).toEqual(before);
    expect(await textloom(['parrot', 'shout', 'hi', '--out', 'nowhere'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no run folder'),
    });
    expect(existsSync(join(folder, 'nowhere'))).toBe(false);
    expect((await textloom(['parrot', 'shout', 'hi', '--dataset', 'banking77'])).stderr).toContain('Unknown option --dataset');
  });
});

describe('predict without texts', () => {
  it('says on stderr that it reads the terminal, and nothing where there is none', async () => {
    await textloom(['parrot', 'run', '--out', 'talk', '--quiet']);
    const hint = 'reading texts to answer from the terminal, one a line; Ctrl-D ends';
    const predict = ['parrot', 'predict', '--out', 'talk'];
    expect(await textloom(predict, {}, true)).toMatchObject({ code: 0, stdout: '', stderr: expect.stringContaining(hint) });
    expect((await textloom([...predict, 'hello'], {}, true)).stderr).not.toContain(hint);
    expect((await textloom(predict)).stderr).not.toContain(hint);
  });
});

describe('training into a finished run', () => {
  const train = (...args: string[]): Promise<Ended> => textloom(['parrot', 'train', ...args]);
  const contents = (run: string): unknown =>
    readdirSync(join(folder, run), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [parentPath, name, readFileSync(join(parentPath, name), 'utf8')]);

  it('leaves the model, and what is known about it, until the new training has succeeded', async () => {
    await textloom(['parrot', 'run', '--out', 'again', '--quiet']);
    const model = join(folder, 'again', 'model', 'model.json');
    const before = readFileSync(model, 'utf8');
    const failed = await train('--out', 'again', '--seed', '7', '--set', 'training.greeting=fail');
    expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining('will not learn') });
    expect(readFileSync(model, 'utf8')).toBe(before);
    expect(existsSync(join(folder, 'again', 'evaluation.json'))).toBe(true);
    expect((await textloom(['parrot', 'predict', 'hi', '--out', 'again'])).stdout).toContain('"labels":["a"]');

    expect((await train('--out', 'again', '--seed', '7', '--set', 'training.greeting=hello')).code).toBe(0);
    expect(readFileSync(model, 'utf8')).toContain('"seed": 7');
    for (const file of ['evaluation.json', 'report.html', 'summary.txt']) expect(existsSync(join(folder, 'again', file))).toBe(false);
  });

  it('with --resume is refused, and changes nothing', async () => {
    await textloom(['parrot', 'run', '--out', 'ended', '--quiet']);
    const before = contents('ended');
    const { code, stderr } = await train('--out', 'ended', '--resume');
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/--resume: the training of \S+ended has ended/) });
    expect(contents('ended')).toEqual(before);
    expect(await train('--out', 'nowhere', '--resume')).toMatchObject({ code: 2, stderr: expect.stringContaining('no run folder') });
  });

  it('run --resume goes on with what is left: the evaluation', async () => {
    await textloom(['parrot', 'run', '--out', 'left', '--quiet']);
    rmSync(join(folder, 'left', 'evaluation.json'));
    const model = readFileSync(join(folder, 'left', 'model', 'model.json'), 'utf8');
    const { code, stderr } = await textloom(['parrot', 'run', '--out', 'left', '--resume', '--set', 'training.learn=least']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('its training has ended') });
    expect(readFileSync(join(folder, 'left', 'model', 'model.json'), 'utf8')).toBe(model);
    expect(existsSync(join(folder, 'left', 'evaluation.json'))).toBe(true);
  });

  it('says so when a later training was interrupted and the earlier model answers', async () => {
    await textloom(['parrot', 'run', '--out', 'half', '--quiet']);
    mkdirSync(join(folder, 'half', 'checkpoints', 'step-00000001'), { recursive: true });
    const { code, stderr } = await textloom(['parrot', 'predict', 'hi', '--out', 'half']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('the model is of the one before') });
  });
});

describe('mistakes', () => {
  const cases: readonly [string, readonly string[], string][] = [
    ['unknown app', ['parot', 'run'], 'Unknown app "parot". Did you mean "parrot"?'],
    ['unknown stage', ['parrot', 'trian'], 'Unknown stage "trian" of parrot. Did you mean "train"?'],
    ['reserved stage', ['parrot', 'serve'], '"serve" is a reserved stage: it is not there yet.'],
    ['unknown option', ['parrot', 'train', '--sed', '3'], 'Unknown option --sed of "textloom parrot train". Did you mean "--se'],
    ['option of another stage', ['parrot', 'train', '--top', '3'], 'Unknown option --top'],
    ['missing value', ['parrot', 'run', '--out', '--json'], '--out needs a value'],
    ['wrong number', ['parrot', 'run', '--seed', 'abc'], '--seed is a whole number, 0 or more, not "abc"'],
    ['option given twice', ['parrot', 'run', '--seed', '1', '--seed', '2'], '--seed is given twice'],
    ['flag with a value', ['parrot', 'run', '--json=yes'], '--json takes no value'],
    ['argument nobody takes', ['parrot', 'run', 'now'], 'takes no argument "now"'],
    ['no worker', ['parrot', 'run', '--workers', '0'], 'at least one thread'],
    ['kernels of another build', ['parrot', 'run', '--kernels', 'tfjs'], 'this build has the native and wasm kernels, not tfjs'],
    ['unknown kernels', ['parrot', 'run', '--kernels', 'cuda'], '--kernels is one of native, wasm, tfjs, not "cuda"'],
    ['missing file', ['parrot', 'run', '--train', 'nowhere.csv'], '--train: there is no file "nowhere.csv"'],
    ['two sources', ['parrot', 'run', '--dataset', 'atis', '--train', 'own.csv'], 'give one of them'],
    ['unknown encoding', ['parrot', 'run', '--encoding', 'klingon'], 'klingon'],
    ['unknown key', ['parrot', 'run', '--set', 'training.epoch=3'], '"training" has no key "epoch". Did you mean "epochs"?'],
    [
      'wrong type',
      ['parrot', 'run', '--set', 'training.epochs=ten'],
      '--set training.epochs=ten: training.epochs: expected a whole number, 1 or more; found "ten"',
    ],
    ['no run', ['parrot', 'evaluate', '--out', 'nothing'], 'There is no run folder'],
    ['nothing to resume', ['parrot', 'train', '--resume'], '--resume: no run under'],
    ['missing configuration', ['parrot', 'run', '--config', 'none.yaml'], 'none.yaml: there is no such configuration file'],
  ];
  it.each(cases)('%s', async (_what, args, message) => {
    const before = readdirSync(folder);
    const { code, stdout, stderr } = await textloom(args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(readdirSync(folder)).toEqual(before);
  });

  it('evaluate before train says what to run first', async () => {
    await textloom(['parrot', 'data', '--out', 'early']);
    const { code, stderr } = await textloom(['parrot', 'evaluate', '--out', 'early']);
    expect(code).toBe(2);
    expect(stderr).toContain('has no trained model (model).');
    expect(stderr).toMatch(/run first: pnpm textloom parrot train --out \S*early/);
  });

  it('evaluate refuses data that the run was not made with, instead of judging on its own under their name', async () => {
    const file = write('asked.csv', 'text,label\nhi,greet\nhello,greet\nbye,part\n再见,part\n');
    await textloom(['parrot', 'run', '--train', file, '--out', 'asked']);
    const other = await textloom(['parrot', 'evaluate', '--test', file, '--out', 'asked']);
    expect({ code: other.code, stdout: other.stdout }).toEqual({ code: 2, stdout: '' });
    expect(other.stderr).toContain('evaluate judges a run on the test examples that its data stage kept');
    expect((await textloom(['parrot', 'evaluate', '--train', file, '--out', 'asked'])).code).toBe(0);
  });

  it('leaves folders that are no run, or the run of another app, as they are', async () => {
    await textloom(['parrot', 'data', '--out', 'foreign']);
    const record = join(folder, 'foreign', 'run.json');
    writeFileSync(record, readFileSync(record, 'utf8').replace('"parrot"', '"owl"'));
    expect((await textloom(['parrot', 'run', '--out', 'foreign'])).stderr).toContain('is a run of the app "owl", not of "parrot"');
    write('precious.txt', 'keep me');
    const { code, stderr } = await textloom(['parrot', 'run', '--out', '.']);
    expect(code).toBe(2);
    expect(stderr).toContain('is not empty and not a run folder');
  });

  it('tells mistakes of the user from faults of the program', async () => {
    const user = await textloom(['parrot', 'stumble', '--text', 'user', '--out', 'stumbled']);
    expect({ code: user.code, stderr: user.stderr }).toEqual({ code: 2, stderr: 'a.csv:3: row is wrong\n' });
    const disk = await textloom(['parrot', 'stumble', '--text', 'disk', '--out', 'stumbled']);
    expect({ code: disk.code, stderr: disk.stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('/data/model: the disk is full'),
    });
    const fault = await textloom(['parrot', 'stumble', '--out', 'stumbled']);
    expect(fault.code).toBe(1);
    expect(fault.stderr).toContain('TypeError: undefined is not a parrot\nThis is a fault in the program');
    expect(fault.stderr).not.toMatch(/\n\s+at /);
    const debug = await textloom(['parrot', 'stumble', '--out', 'stumbled'], { TEXTLOOM_DEBUG: '1' });
    expect(debug.stderr).toMatch(/\n\s+at .*app\.ts/);
  });
});

describe('--help', () => {
  it('names apps, stages and every option with its meaning and default', async () => {
    const top = await textloom(['--help']);
    expect(top.stdout).toMatch(/parrot +Answers every text/);
    expect(top.stdout).toMatch(/datasets +list, show or fetch/);
    const app = await textloom(['parrot', '--help']);
    for (const stage of ['data', 'train', 'evaluate', 'run', 'predict', 'stumble']) expect(app.stdout).toContain(`  ${stage} `);
    const train = await textloom(['parrot', 'train', '--help']);
    for (const option of [
      'dataset',
      'train',
      'valid',
      'test',
      'format',
      'text',
      'label',
      'answer',
      'config',
      'set',
      'out',
      'resume',
      'seed',
    ]) {
      expect(train.stdout).toMatch(new RegExp(`--${option}\\b`));
    }
    expect(train.stdout).toContain('(default: error)');
    expect(train.stdout).toContain('--topic=<COL>');
    expect(train.stdout).toMatch(/--nap=<MS> +milliseconds to sleep before training \(default: 0\)/);
    const predict = await textloom(['parrot', 'predict', '--help']);
    expect(predict.stdout).toMatch(/TEXTS +texts to answer/);
    for (const option of ['resume', 'workers', 'seed', 'train']) expect(predict.stdout).not.toContain(`--${option}`);
    expect(train.stdout).toMatch(/--label=<COL> +column of the label \(default: one called label, intent, category, …\)/);
    for (const { code, stdout, stderr } of [top, app, train, predict]) {
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: no colours where there is no terminal.
      expect(stdout).not.toMatch(/\u001b| $/m);
    }
  });
});

describe('textloom datasets', () => {
  it('lists, shows and names what it does not know', async () => {
    expect((await textloom(['datasets', 'list'])).stdout).toMatch(/^banking77 +intent/m);
    expect(lastLine((await textloom(['datasets', 'list', '--json'])).stdout)).toMatchObject({ datasets: expect.any(Array) });
    expect((await textloom(['datasets', 'show', 'banking77'])).stdout).toContain('CC BY 4.0');
    expect(await textloom(['datasets', 'shwo'])).toMatchObject({ code: 2, stderr: expect.stringContaining('"textloom datasets shwo"') });
    expect(await textloom(['datasets', 'fetch'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('needs the name of a data set'),
    });
    expect(await textloom(['datasets', 'show', 'bankng77'])).toMatchObject({ code: 2, stderr: expect.stringContaining('banking77') });
  });
});

describe('the program', () => {
  it('ends cleanly on Ctrl-C with code 130', async () => {
    const child = spawn(process.execPath, [program, 'parrot', 'train', '--nap', '60000', '--out', join(folder, 'interrupted')], {
      env: { ...process.env, TEXTLOOM_ROOT: workspace },
    });
    let stderr = '';
    let interrupted = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      // Once: a second Ctrl-C ends a program that is still tidying up at once.
      if (interrupted || !stderr.includes('data read')) return;
      interrupted = true;
      setTimeout(() => child.kill('SIGINT'), 300);
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(130);
    expect(stderr).toContain('Interrupted.');
    expect(existsSync(join(folder, 'interrupted', 'data.json'))).toBe(true);
  });
});
