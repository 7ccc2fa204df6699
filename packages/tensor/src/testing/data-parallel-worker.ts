import { parentPort, workerData } from 'node:worker_threads';
import { attachEngine } from '../create-engine.ts';
import { attachOptimizer } from '../optimizers/optimizer.ts';
import { buildModel, type ParallelTask, trainShare } from './data-parallel-task.ts';

const task = workerData as ParallelTask;
const engine = await attachEngine(task.engine, task.worker);
parentPort?.postMessage('ready');
trainShare(engine, buildModel(engine), attachOptimizer(engine, task.optimizer), task);
parentPort?.postMessage('done');
