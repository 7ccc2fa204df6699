import { parentPort, workerData } from 'node:worker_threads';
import { type BaselineTask, measureBaseline } from './measure-baseline.ts';

const task: BaselineTask = workerData;
parentPort?.postMessage(measureBaseline(task));
