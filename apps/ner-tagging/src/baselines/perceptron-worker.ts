import { parentPort, workerData } from 'node:worker_threads';
import type { PerceptronMessage, PerceptronTask } from './run.ts';
import { StructuredPerceptron } from './structured-perceptron.ts';

const { train, test, seconds, seed }: PerceptronTask = workerData;
const tell = (message: PerceptronMessage): void => parentPort?.postMessage(message);
const perceptron = new StructuredPerceptron({ seconds, seed, onProgress: (done, total) => tell({ done, total }) });
const training = perceptron.fit(train);
tell({ training, predicted: test.map((tokens) => perceptron.tag(tokens)) });
