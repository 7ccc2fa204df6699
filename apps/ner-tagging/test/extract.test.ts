import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCsv } from '@textloom/datasets';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvLine } from '../src/extract/record-lines.ts';
import { answer, folderWith, type Gazetteer } from './gazetteer.ts';

const names: Gazetteer = {
  'Acme Corp': ['ORG', 0.9],
  'Blue Harbor': ['ORG', 0.8],
  Kestrel: ['ORG', 0.7],
  'Ada Lee': ['PER', 0.95],
  蓝港集团: ['ORG', 0.9],
  李娜: ['PER', 0.85],
  '$5 million': ['MONEY', 0.99],
  '$2,000': ['MONEY', 0.6],
  '12.5亿美元': ['MONEY', 0.97],
  'March 12, 2024': ['DATE', 0.9],
  'last week': ['DATE', 0.5],
  '2024年3月12日': ['DATE', 0.9],
  Leeds: ['LOC', 0.9],
  Oslo: ['LOC', 0.9],
  杭州: ['LOC', 0.9],
};

interface Entity {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly value?: unknown;
}
interface RecordLine {
  readonly record: string;
  readonly document: number;
  readonly sentence: number;
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  readonly fields: Readonly<Record<string, Entity | null | readonly Entity[]>>;
}

const payments = fileURLToPath(new URL('../examples/payments.yaml', import.meta.url));
const basic = `
record: deal
anchor: amount
fields:
  amount: { type: MONEY }
  buyer: { type: [ORG, PER] }
`;

/** Records of texts by a schema; each as its fields' texts. */
async function extract(
  schema: string,
  ...texts: string[]
): Promise<{ records: RecordLine[]; shown: Record<string, unknown>[]; result: object }> {
  const folder = folderWith({ 'schema.yaml': schema });
  const { lines, result } = await answer('extract', ['--schema', 'schema.yaml', ...texts], names, folder);
  const records: RecordLine[] = lines.map((line) => JSON.parse(line));
  const text = (value: Entity | null | readonly Entity[]): unknown =>
    value === null ? null : Array.isArray(value) ? value.map((one: Entity) => one.text) : (value as Entity).text;
  const shown = records.map(({ fields }) => Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, text(value)])));
  return { records, shown, result };
}
const withFields = (fields: string, top = ''): string =>
  `record: deal\nanchor: amount\n${top}\nfields:\n  amount: { type: MONEY }\n${fields}`;

describe('the example schema', () => {
  it('finds who paid whom how much and when, in English and Chinese', async () => {
    const texts = [
      'On March 12, 2024, Acme Corp paid Ada Lee $5 million in Leeds. Oslo was quiet.',
      '2024年3月12日，蓝港集团在杭州向李娜支付了12.5亿美元。',
      'The bridge cost $5 million.',
    ];
    const { lines, result } = await answer('extract', ['--schema', payments, ...texts], names, folderWith());
    const [english, chinese]: RecordLine[] = lines.map((line) => JSON.parse(line));
    expect(english.fields).toMatchObject({
      amount: { text: '$5 million', value: { amount: 5_000_000, currency: 'USD' } },
      payee: { text: 'Ada Lee' },
      payer: { text: 'Acme Corp' },
      date: { text: 'March 12, 2024', value: '2024-03-12' },
      places: [{ text: 'Leeds' }],
    });
    expect(english).toMatchObject({ record: 'payment', document: 1, sentence: 1, start: 3, end: 61, confidence: 0.9 });
    expect(english.text).toBe('On March 12, 2024, Acme Corp paid Ada Lee $5 million in Leeds.');
    expect(chinese.fields).toMatchObject({
      payer: { text: '蓝港集团' },
      payee: { text: '李娜' },
      places: [{ text: '杭州' }],
      amount: { value: { amount: 1.25e9, currency: 'USD' } },
      date: { value: '2024-03-12' },
    });
    for (const entity of Object.values(chinese.fields).flat()) {
      if (entity !== null && 'text' in entity) expect(texts[1].slice(entity.start, entity.end)).toBe(entity.text);
    }
    expect(result).toEqual({ documents: 3, records: 2, incomplete: 0 });
  });
});

describe('extract: what makes up a record', () => {
  it('takes the nearest candidate, of equally near ones the surer', async () => {
    expect((await extract(basic, 'Kestrel and Acme Corp got $5 million, said Blue Harbor.')).shown).toEqual([
      { amount: '$5 million', buyer: 'Acme Corp' },
    ]);
    expect((await extract(basic, 'Kestrel got $5 million from Acme Corp.')).shown[0].buyer).toBe('Acme Corp');
  });

  it('makes no record without what has to be there, and counts it', async () => {
    const { records, result } = await extract(basic, 'It cost $5 million. Acme Corp paid.', 'Nothing here.', '');
    expect(records).toEqual([]);
    expect(result).toEqual({ documents: 3, records: 0, incomplete: 1 });
  });

  it('reaches as far as it is told: sentence, sentences, tokens, document', async () => {
    const text = 'Acme Corp paid. It was long ago. The bill was $5 million.';
    const buyer = async (within: string): Promise<unknown> =>
      (await extract(withFields('  buyer: { type: ORG }', `within: ${within}`), text)).shown[0]?.buyer;
    expect(await buyer('sentence')).toBeUndefined();
    expect(await buyer('{ sentences: 1 }')).toBeUndefined();
    expect(await buyer('{ sentences: 2 }')).toBe('Acme Corp');
    expect(await buyer('{ tokens: 9 }')).toBeUndefined();
    expect(await buyer('{ tokens: 10 }')).toBe('Acme Corp');
    expect(await buyer('document')).toBe('Acme Corp');
  });

  it('looks on one side, and measures from another field where it is told', async () => {
    const text = 'Acme Corp paid $5 million to Kestrel in Leeds and then Blue Harbor in Oslo.';
    const fields = `
  buyer: { type: ORG, where: before }
  seller: { type: ORG, where: after }
  place: { type: LOC, near: other }
`;
    const before = withFields(fields.replace('place', 'other: { type: ORG, cardinality: optional }\n  place'));
    expect((await extract(before, text)).shown).toEqual([
      { amount: '$5 million', buyer: 'Acme Corp', seller: 'Kestrel', other: 'Blue Harbor', place: 'Oslo' },
    ]);
    // What it is near to is not there.
    expect(
      (
        await extract(
          before.replace('type: LOC, near', 'type: LOC, cardinality: optional, near'),
          'Acme Corp paid $5 million to Kestrel in Leeds.',
        )
      ).shown,
    ).toEqual([{ amount: '$5 million', buyer: 'Acme Corp', seller: 'Kestrel', other: null, place: null }]);
  });

  it('gathers many in the order of the text, the nearest up to a maximum, and at least a minimum', async () => {
    const text = 'Kestrel, Acme Corp and Blue Harbor shared $5 million.';
    const many = (rest: string): string => withFields(`  firms: { type: ORG, cardinality: many${rest} }`);
    expect((await extract(many(''), text)).shown[0].firms).toEqual(['Kestrel', 'Acme Corp', 'Blue Harbor']);
    expect((await extract(many(', max: 2'), text)).shown[0].firms).toEqual(['Acme Corp', 'Blue Harbor']);
    expect((await extract(many(', min: 4'), text)).records).toEqual([]);
    expect((await extract(many(''), 'It cost $5 million.')).shown[0].firms).toEqual([]);
  });

  it('counts a field only with one of its words nearby: whole words in any case, Chinese anywhere', async () => {
    const schema = (keywords: string): string =>
      withFields(`  buyer: { type: [ORG, PER], cardinality: optional, keywords: ${keywords}, keywordsWithin: 2 }`);
    expect((await extract(schema('[buyer]'), 'Buyer Acme Corp sent $5 million.')).shown[0].buyer).toBe('Acme Corp');
    expect((await extract(schema('[buy]'), 'Buyer Acme Corp sent $5 million.')).shown[0].buyer).toBeNull();
    expect((await extract(schema('[buyer]'), 'A buyer of the firm Acme Corp sent $5 million.')).shown[0].buyer).toBeNull();
    expect((await extract(schema('[买方]'), '买方李娜付了12.5亿美元。')).shown[0].buyer).toBe('李娜');
    expect((await extract(schema('["c++ (new)"]'), 'Acme Corp sent $5 million.')).shown[0].buyer).toBeNull();
  });

  it('makes a record of every anchor, with the smallest confidence in it', async () => {
    const { records, shown } = await extract(basic, 'Acme Corp paid $5 million and Kestrel paid $2,000.');
    expect(shown).toEqual([
      { amount: '$5 million', buyer: 'Acme Corp' },
      { amount: '$2,000', buyer: 'Kestrel' },
    ]);
    expect(records.map(({ confidence }) => confidence)).toEqual([0.9, 0.6]);
  });

  it('fills records from what is within reach only, and never with one entity twice', async () => {
    const pieces = fc.array(fc.constantFrom('Acme Corp ', 'Kestrel ', 'Ada Lee ', '$5 million ', '$2,000 ', 'and ', '. ', '李娜', '\n'), {
      maxLength: 30,
    });
    const schema = withFields(
      '  buyer: { type: [ORG, PER] }\n  others: { type: [ORG, PER], cardinality: many, max: 2 }',
      'within: { tokens: 4 }',
    );
    await fc.assert(
      fc.asyncProperty(pieces, async (parts) => {
        const text = parts.join('');
        if (text.trim() === '') return;
        for (const { fields, start, end } of (await extract(schema, `x ${text}`)).records) {
          const entities = Object.values(fields).flatMap((value) => value ?? []) as Entity[];
          expect(new Set(entities.map((entity) => entity.start)).size).toBe(entities.length);
          expect(Math.min(...entities.map((entity) => entity.start))).toBe(start);
          expect(Math.max(...entities.map((entity) => entity.end))).toBe(end);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('extract: CSV', () => {
  it('is read back by the reader of CSV files', async () => {
    const folder = folderWith({
      'schema.yaml': withFields(
        '  buyer: { type: ORG }\n  places: { type: LOC, cardinality: many }\n  day: { type: DATE, cardinality: optional, normalise: date }',
      ).replace('type: MONEY', 'type: MONEY, normalise: money'),
      'news.txt': 'Acme Corp, "the firm", paid $5 million in Leeds, Oslo.\nKestrel paid $2,000 last week.',
    });
    const args = ['--schema', 'schema.yaml', '--file', 'news.txt', '--output', 'csv', '--to', 'out.csv'];
    await answer('extract', args, names, folder);
    const rows: Record<string, string>[] = [];
    for await (const { fields: values } of readCsv(join(folder, 'out.csv'))) rows.push(values);
    expect(rows).toMatchObject([
      {
        record: 'deal',
        document: '1',
        file: 'news.txt',
        text: 'Acme Corp, "the firm", paid $5 million in Leeds, Oslo.',
        amount: '$5 million',
        amount_amount: '5000000',
        amount_currency: 'USD',
        places: 'Leeds; Oslo',
        day: '',
        day_iso: '',
      },
      { buyer: 'Kestrel', amount_amount: '2000', places: '', day: 'last week', day_iso: '', confidence: '0.5' },
    ]);
    expect(readFileSync(join(folder, 'out.csv'), 'utf8').split('\n')[1]).toContain('"Acme Corp, ""the firm"", paid');
  });

  it('has its header also where no record is found', async () => {
    const folder = folderWith({ 'schema.yaml': basic });
    expect((await answer('extract', ['--schema', 'schema.yaml', '--output', 'csv', 'x'], names, folder)).lines).toEqual([
      'record,document,file,line,id,sentence,text,start,end,confidence,amount,buyer',
    ]);
  });

  it('quotes whatever would part cells', async () => {
    const cell = fc.array(fc.constantFrom('"', ',', '\n', '\r\n', ' ', 'a', '中', ';'), { maxLength: 6 }).map((signs) => signs.join(''));
    await fc.assert(
      fc.asyncProperty(cell, cell, async (a, b) => {
        const folder = folderWith({ 'x.csv': `first,second,last\n${csvLine([a, b, 'end'])}\n` });
        for await (const { fields: values } of readCsv(join(folder, 'x.csv'))) {
          // The reader makes CRLF one line feed, also within cells.
          expect([values.first, values.second, values.last]).toEqual([a, b, 'end'].map((text) => text.replaceAll('\r\n', '\n')));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('extract: mistakes of the user', () => {
  it.each([
    ['record: [', /schema\.yaml:1:\d+: not valid YAML/],
    [
      basic.replace('anchor: amount', 'anchor: sum'),
      /schema\.yaml:3:9: anchor: the anchor is the name of a field; the fields are amount, buyer/,
    ],
    [basic.replace('buyer: {', 'buyer: { tpye: x,'), /schema\.yaml:6:\d+: fields\.buyer\.tpye: unknown key.*type/],
    [
      basic.replace('[ORG, PER]', '[ORG, PERS]'),
      /schema\.yaml:6:\d+: fields\.buyer\.type: the tagger knows no type PERS\. Did you mean PER\?/,
    ],
    [`${basic}  place: { type: LOC, near: nothing }\n`, /schema\.yaml:7:\d+: fields\.place\.near: near is the name of another field/],
    [`${basic}  place: { type: LOC, near: town }\n  town: { type: LOC }\n`, /schema\.yaml:7:\d+: .*put this field after/],
    [`${basic}  place: { type: LOC, max: 2 }\n`, /schema\.yaml:7:\d+: fields\.place\.max: min and max belong to cardinality: many/],
    [`${basic}  start: { type: LOC }\n`, /fields\.start: there would be two columns "start"/],
    [`${basic.replace('MONEY', 'MONEY, normalise: money')}  amount_currency: { type: LOC }\n`, /two columns "amount_currency"/],
    [`within: { words: 3 }${basic}`, /schema\.yaml:1:\d+: within\.words: unknown key/],
    ['', /record: missing; expected a text/],
  ])('names the place: %#', async (schema, message) => {
    await expect(extract(schema, 'x')).rejects.toMatchObject({ name: 'UserError', message: expect.stringMatching(message) });
  });

  it('says what is missing', async () => {
    const folder = folderWith();
    await expect(answer('extract', ['x'], names, folder)).rejects.toThrow(/--schema is missing.*\n.*\n.*payments\.yaml/);
    await expect(answer('extract', ['x', '--schema', 'none.yaml'], names, folder)).rejects.toThrow(/none\.yaml: there is no such/);
  });
});
