import type { TextClassifierOptions } from '../config.ts';
import type { LabelledText } from '../corpus.ts';

/** What customers ask, in two languages: an opening, a thing that tells the intent, and an end. */
const parts = {
  en: {
    openings: ['hello, ', 'hi there ', 'please help: ', 'good morning, ', ''],
    things: {
      delivery: ['where is my parcel', 'the package has not arrived', 'when will it be delivered', 'track my shipment'],
      refund: ['i want my money back', 'please refund the order', 'how do i return this', 'the refund is missing'],
      password: ['i forgot my password', 'cannot log in', 'reset my login', 'my account is locked'],
    },
    ends: ['?', ' thanks', ' asap', ' today', ''],
  },
  zh: {
    openings: ['你好，', '请问', '麻烦问一下，', '客服，', ''],
    things: {
      delivery: ['我的包裹到哪了', '快递还没到', '什么时候发货', '查一下物流'],
      refund: ['我要退款', '怎么退货', '钱什么时候退给我', '退款还没收到'],
      password: ['我忘记密码了', '登录不了', '怎么重置密码', '账号被锁了'],
    },
    ends: ['？', '，谢谢', '，急', '。', ''],
  },
};

/** 600 labelled texts of three intents, English and Chinese; every fifth is for testing, and no test text is a training text. */
export function toyIntents(): { train: LabelledText[]; test: LabelledText[] } {
  const train: LabelledText[] = [];
  const test: LabelledText[] = [];
  let count = 0;
  for (const [language, { openings, things, ends }] of Object.entries(parts)) {
    for (const [intent, phrases] of Object.entries(things)) {
      for (const opening of openings) {
        for (const phrase of phrases) {
          for (const end of ends) (count++ % 5 === 3 ? test : train).push({ text: opening + phrase + end, labels: { intent, language } });
        }
      }
    }
  }
  return { train, test };
}

/** A small network for {@link toyIntents}. */
export function toyOptions(): TextClassifierOptions {
  return {
    heads: [{ name: 'intent', labels: ['delivery', 'refund', 'password'] }],
    embedding: { dimension: 24, subwords: { buckets: 500 } },
    encoder: { hidden: 16 },
    attention: 8,
  };
}
