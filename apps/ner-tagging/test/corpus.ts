import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A sentence in pieces: plain text, or an entity with its type. */
type Piece = string | readonly [text: string, type: string];
export type Sentence = readonly Piece[];

const people = ['Mira Holt', 'Tom Ash', 'Lena Berg', 'Paul Stone', 'Nora Lind', 'Ivan Reed'];
const companies = ['Nordwind Systems', 'Blue Harbor', 'Acton Mills', 'Kestrel'];
const cities = ['Vienna', 'Porto', 'New Delhi', 'Oslo'];

/** News of an English town: every person with every company. */
export function englishSentences(): Sentence[] {
  return people.flatMap((person, i) =>
    companies.flatMap((company, k): Sentence[] => [
      [[person, 'PER'], ' joined ', [company, 'ORG'], ' in ', [cities[(i + k) % cities.length], 'LOC'], ' .'],
      [[company, 'ORG'], ' sent ', [person, 'PER'], ' to ', [cities[(i + 2 * k) % cities.length], 'LOC'], ' .'],
    ]),
  );
}

/** The same in Chinese, without spaces. */
export function chineseSentences(): Sentence[] {
  const names = ['王小明', '李雪', '陈立', '赵云飞', '孙兰'];
  const firms = ['北风公司', '蓝港集团', '阳光银行', '天河大学'];
  const places = ['上海', '广州', '成都'];
  return names.flatMap((name, i) =>
    firms.flatMap((firm, k): Sentence[] => [
      [[name, 'PER'], '加入了', [places[(i + k) % places.length], 'LOC'], '的', [firm, 'ORG'], '。'],
      [[firm, 'ORG'], '派', [name, 'PER'], '去', [places[(i + 2 * k) % places.length], 'LOC'], '。'],
    ]),
  );
}

/** New annotations that mark products only. */
export function productSentences(): Sentence[] {
  const products = ['PhonePad 5', 'SkyCam', 'Luma Lamp', 'QuickBrew'];
  return products.flatMap((product, k): Sentence[] => [
    ['The new ', [product, 'PRODUCT'], ' costs 20 euros .'],
    ['We tested the ', [product, 'PRODUCT'], ' for a week .'],
    [`${people[k]} bought a `, [product, 'PRODUCT'], ' .'],
    [`In ${cities[k]} they sell the `, [product, 'PRODUCT'], ' .'],
    ['My ', [product, 'PRODUCT'], ' is broken .'],
  ]);
}

/** Text and character spans of a sentence. */
export function spannedText(sentence: Sentence): { text: string; spans: { start: number; end: number; type: string }[] } {
  const spans: { start: number; end: number; type: string }[] = [];
  let text = '';
  for (const piece of sentence) {
    const [words, type] = typeof piece === 'string' ? [piece] : piece;
    if (type !== undefined) spans.push({ start: text.length, end: text.length + words.length, type });
    text += words;
  }
  return { text, spans };
}

/** JSON lines with character spans. */
export function writeSpans(folder: string, name: string, sentences: readonly Sentence[]): void {
  write(folder, name, sentences.map((sentence) => `${JSON.stringify(spannedText(sentence))}\n`).join(''));
}

/** Columns `token POS tag`: IOB2 of words, or BMES of characters. */
export function writeColumns(folder: string, name: string, sentences: readonly Sentence[], scheme: 'IOB2' | 'BMES'): void {
  const blocks = sentences.map((sentence) => sentence.flatMap((piece) => columnsOf(piece, scheme)).join('\n'));
  write(folder, name, `${blocks.join('\n\n')}\n`);
}

function columnsOf(piece: Piece, scheme: 'IOB2' | 'BMES'): string[] {
  const [text, type] = typeof piece === 'string' ? [piece] : piece;
  const tokens = scheme === 'BMES' ? [...text] : text.split(' ').filter((word) => word !== '');
  const prefix = (at: number): string => {
    if (scheme === 'IOB2') return at === 0 ? 'B' : 'I';
    if (tokens.length === 1) return 'S';
    return at === 0 ? 'B' : at === tokens.length - 1 ? 'E' : 'M';
  };
  return tokens.map((token, at) => `${token} X ${type === undefined ? 'O' : `${prefix(at)}-${type}`}`);
}

export function write(folder: string, name: string, content: string | Uint8Array): void {
  writeFileSync(join(folder, name), content);
}

/** A configuration that learns these sentences in a second or two. */
export const quick: readonly string[] = [
  'training.epochs=10',
  'training.batchSize=8',
  'training.optimizer.lr=0.02',
  'network.words.dimension=16',
  'network.characters.dimension=8',
  'network.characters.outputs=8',
  'network.encoder.hidden=16',
  'network.encoder.inputDropout=0.2',
  'network.encoder.betweenDropout=0.2',
  'network.encoder.outputDropout=0.2',
].flatMap((setting) => ['--set', setting]);
