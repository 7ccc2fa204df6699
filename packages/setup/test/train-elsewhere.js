// A project of its own that has the packages from the registry: trains a small model with two threads, saves, loads and uses it.
import { classificationTask, TextClassifier } from '@textloom/lstm';
import { createEngine } from '@textloom/tensor';
import { train } from '@textloom/trainer';

const delivery = [
  'where is my order',
  'my parcel has not arrived',
  'when will the package be delivered',
  'track my delivery please',
  'the courier has not come yet',
  'is my parcel on its way',
  'where has the parcel got to',
  'delivery is late again',
  '我的快递到哪里了',
  '包裹什么时候到',
  '还没有收到货',
  '查一下物流',
];
const refund = [
  'i want my money back',
  'please refund me',
  'how do i get a refund',
  'refund for a broken lamp',
  'i would like to return this for a refund',
  'give me back the money i paid',
  'the refund is not on my account',
  'cancel it and refund the full price',
  '我想退款',
  '请把钱退给我',
  '退款怎么申请',
  '我要退货退钱',
];
const examples = [
  ...delivery.map((text) => ({ text, labels: { intent: 'delivery' } })),
  ...refund.map((text) => ({ text, labels: { intent: 'refund' } })),
];

const workers = 2;
const engine = await createEngine({ seed: 1, workers });
const heads = [{ name: 'intent', labels: ['delivery', 'refund'] }];
const model = TextClassifier.fromTexts(
  engine,
  { heads, linear: null },
  examples.map(({ text }) => text),
);
const task = classificationTask(model, model.encode(examples));
const report = await train(engine, task, { epochs: 20, batchSize: 8, workers, taskModule: task.module });
console.log(`Node ${process.versions.node}, ${engine.kernelsName} (${engine.isa}): loss ${report.history.at(-1)?.loss.toFixed(3)}`);

await model.save('model');
const loaded = await TextClassifier.load('model');
const questions = ['where is my parcel', '我要退款'];
console.log(JSON.stringify(Object.fromEntries(questions.map((text) => [text, loaded.predict(text).intent.label]))));
