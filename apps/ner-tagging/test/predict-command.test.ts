import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contentOf, jsonLines, temporaryFolder } from '@textloom/pipeline/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { chineseSentences, englishSentences, writeSpans } from './corpus.ts';
import { command, start, textloom } from './textloom.ts';

// The stages as a user calls them, on a model that was trained for it.

const folder = temporaryFolder();
const run = ['--out', join(folder, 'run')];
const english = 'Mira Holt joined Kestrel in Oslo .';
const chinese = '李雪加入了上海的蓝港集团。';

beforeAll(async () => {
  writeSpans(folder, 'train.jsonl', [...englishSentences(), ...chineseSentences()]);
  const trained = await command(
    ['train', '--train', 'train.jsonl', ...run, '--workers', '1', '--set', 'training.epochs=20', '--quiet'],
    folder,
  );
  expect(trained).toMatchObject({ code: 0, stderr: '' });
}, 120_000);

interface Entities {
  readonly entities: readonly { text: string; type: string; start: number; end: number; confidence: number }[];
}
const found = (line: unknown): string[] => (line as Entities).entities.map(({ text, type }) => `${text}/${type}`);

describe('predict', () => {
  it('tags English and Chinese with the run, and leaves the run as it was', async () => {
    const before = contentOf(join(folder, 'run'));
    const { code, stdout, stderr } = await command(['predict', `${english} ${chinese}`, '--n-best', '2', ...run, '--json'], folder);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const [line, last] = jsonLines(stdout);
    expect(found(line)).toEqual(['Mira Holt/PER', 'Kestrel/ORG', 'Oslo/LOC', '李雪/PER', '上海/LOC', '蓝港集团/ORG']);
    for (const { start, end, text, confidence } of (line as unknown as Entities).entities) {
      expect(`${english} ${chinese}`.slice(start, end)).toBe(text);
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    const readings = (line.nBest as { readings: { probability: number }[] }[]).map((sentence) => sentence.readings);
    for (const [first, second] of readings) expect(first.probability).toBeGreaterThan(second.probability);
    expect(last).toMatchObject({ predict: { documents: 1, sentences: 2, entities: 6 } });
    expect(contentOf(join(folder, 'run'))).toEqual(before);
  });

  it('gives the same for raw text and for the tokens of a column file, from stdin too', async () => {
    writeFileSync(join(folder, 'words.conll'), `${english.split(' ').join('\n')}\n\n${[...chinese].join('\n')}\n`);
    const columns = await command(['predict', '--file', 'words.conll', ...run], folder);
    const piped = await textloom(['predict', '--format', 'conll', ...run], { stdin: readFileSync(join(folder, 'words.conll')) });
    const raw = await command(['predict', english, chinese, ...run], folder);
    const bare = (stdout: string): unknown[] => jsonLines(stdout).map(({ text, entities }) => ({ text, entities }));
    expect(bare(columns.stdout)).toEqual(bare(raw.stdout));
    expect(piped).toMatchObject({ code: 0, stderr: '' });
    expect(bare(piped.stdout)).toEqual(bare(raw.stdout));
  });

  it('takes stdin as one document, or as one a line that is answered as it comes', async () => {
    const whole = jsonLines((await textloom(['predict', ...run], { stdin: `${english}\n${chinese}\n` })).stdout);
    expect(whole.map(found)).toEqual([['Mira Holt/PER', 'Kestrel/ORG', 'Oslo/LOC', '李雪/PER', '上海/LOC', '蓝港集团/ORG']]);
    const child = start(['predict', '--lines', ...run]);
    const answers: string[] = [];
    // The second line is written when the first is answered, while stdin stays open.
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      answers.push(text);
      if (answers.length === 1) child.stdin.write(`${chinese}\n`);
      else child.stdin.end();
    });
    child.stdin.write(`${english}\n`);
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(jsonLines(answers.join('')).map((line) => line.line)).toEqual([1, 2]);
  });

  it('stops when nobody reads any more, and says nothing about it', async () => {
    writeFileSync(join(folder, 'many.txt'), `${english}\n`.repeat(200_000));
    const child = start(['predict', '--file', join(folder, 'many.txt'), '--lines', '--json', ...run]);
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
    expect(stderr).toBe('');
  });

  it('ends on Ctrl-C between two batches, with no half file', async () => {
    writeFileSync(join(folder, 'long.txt'), `${english} ${chinese}\n\n`.repeat(100_000));
    let pressed = false;
    const ended = await textloom(['predict', '--file', join(folder, 'long.txt'), '--to', join(folder, 'long.jsonl'), ...run], {
      watch: (stderr, child) => {
        // Once: what it says about the first would bring a second.
        if (!pressed && stderr.includes('sentences')) pressed = child.kill('SIGINT');
      },
    });
    expect(ended).toMatchObject({ code: 130, stdout: '' });
    expect(Object.keys(contentOf(folder)).filter((name) => name.includes('long.jsonl'))).toEqual([]);
  });

  it('tells mistakes without a stack', async () => {
    const missing = await textloom(['predict', '--file', 'none.txt', ...run], { cwd: folder });
    expect(missing).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^none\.txt: there is no such file\n {2}hint: [^\n]+\n$/),
    });
    const binary = await textloom(['predict', ...run], { stdin: Uint8Array.of(0x50, 0xff, 0x0a) });
    expect(binary).toMatchObject({ code: 2, stderr: expect.stringMatching(/^stdin:1: not valid UTF-8.*\n.*\n.*\n$/) });
    const untrained = await command(['predict', 'x', '--out', 'nowhere'], folder);
    expect(untrained).toMatchObject({ code: 2, stderr: expect.stringContaining('no run folder') });
  });
});

describe('extract', () => {
  it('makes records with the run, and checks the schema against its types', async () => {
    const schema =
      'record: hire\nanchor: person\nfields:\n  person: { type: PER }\n  firm: { type: ORG }\n  city: { type: LOC, cardinality: optional }\n';
    writeFileSync(join(folder, 'hires.yaml'), schema);
    const { code, stdout } = await command(['extract', english, chinese, '--schema', 'hires.yaml', '--output', 'csv', ...run], folder);
    expect(code).toBe(0);
    const [header, ...rows] = stdout.trimEnd().split('\n');
    expect(header).toMatch(/,person,firm,city$/);
    expect(rows.map((row) => row.split(',').slice(-3))).toEqual([
      ['Mira Holt', 'Kestrel', 'Oslo'],
      ['李雪', '蓝港集团', '上海'],
    ]);
    writeFileSync(join(folder, 'wrong.yaml'), schema.replace('ORG', 'FIRM'));
    const wrong = await command(['extract', 'x', '--schema', 'wrong.yaml', ...run], folder);
    expect(wrong).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('wrong.yaml:5:17: fields.firm.type: the tagger knows no type FIRM'),
    });
  });
});
