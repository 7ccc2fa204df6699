import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

interface Topic {
  readonly openings: readonly string[];
  /** What it is about, with the answer that was given. */
  readonly things: Readonly<Record<string, string>>;
  readonly gap: string;
}

/** What customers of a small shop write, in English and Chinese: every opening with every thing. */
const topics: Readonly<Record<string, Topic>> = {
  track: {
    openings: ['where is my', 'track my', 'when do i get my', 'status of my', 'please locate my'],
    things: {
      parcel: 'Parcels take two days.',
      package: 'Packages take three days.',
      order: 'Orders are listed in your account.',
      delivery: 'The driver calls you.',
    },
    gap: ' ',
  },
  refund: {
    openings: ['refund my', 'i want money back for my', 'how do i return my', 'give back the price of my', 'i will return my'],
    things: {
      shirt: 'Clothes can be returned for 30 days.',
      shoes: 'Shoes can be returned unworn.',
      lamp: 'Lamps can be returned boxed.',
      bag: 'Bags can be returned for 14 days.',
    },
    gap: ' ',
  },
  account: {
    openings: ['reset my', 'i forgot my', 'please change my', 'i cannot use my', 'lost my'],
    things: {
      password: 'Use the reset link.',
      login: 'Use the reset link.',
      username: 'Your user name is your address.',
      pin: 'We send a new PIN.',
    },
    gap: ' ',
  },
  hours: {
    openings: ['几点', '什么时候', '周末几点', '今天几点', '明天几点'],
    things: { 开门: '九点开门。', 营业: '九点到六点营业。', 关门: '六点关门。', 上班: '九点上班。' },
    gap: '',
  },
};

/** Rows of a CSV file with the columns text, intent, answer. */
export function shopRows(): string[] {
  return Object.entries(topics).flatMap(([intent, { openings, things, gap }]) =>
    openings.flatMap((opening) => Object.entries(things).map(([thing, answer]) => `${opening}${gap}${thing},${intent},${answer}`)),
  );
}

/** New history: one intent that the shop did not have. */
export const musicRows: readonly string[] = ['play', 'put on', 'turn on', 'stop', 'i like'].flatMap((verb) =>
  ['music', 'a song', 'jazz music', 'the radio song'].map((thing) => `${verb} ${thing},music,Enjoy the music!`),
);

/** Writes a table of examples and gives its path. */
export function writeTable(folder: string, name: string, rows: readonly string[] = shopRows()): string {
  const file = join(folder, name);
  writeFileSync(file, `${['text,intent,answer', ...rows].join('\n')}\n`);
  return file;
}

/** Answer templates for the intents of the shop. */
export const shopAnswers = `slots:
  order_number: { pattern: '#?(\\d{5,})', default: { en: 'your order', zh: '您的订单' } }
  customer_name: { default: { en: 'there', zh: '亲' } }
out_of_scope: { en: ['We cannot help with that.'], zh: ['这个我帮不上忙。'] }
intents:
  account: { en: ['Hello {customer_name}, use the link.'], zh: ['请点链接。'] }
  hours: { en: ['Nine to six.'], zh: ['九点到六点。'] }
  refund: { en: ['Refunds take five days.'], zh: ['退款五天内到。'] }
  track: { en: ['It is on its way.', '{order_number} is on its way.'], zh: ['{order_number}正在路上。'] }
`;

/** A configuration that learns the shop in half a second. */
export const quick: readonly string[] = [
  'training.epochs=8',
  'training.batchSize=8',
  'training.optimizer.lr=0.02',
  'network.embedding.dimension=16',
  'network.embedding.subwords.buckets=500',
  'network.encoder.hidden=16',
  'network.attention=8',
  'baselines.logisticRegression=false',
].flatMap((setting) => ['--set', setting]);
