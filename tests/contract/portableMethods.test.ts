/** The contract of optimizers and guards, in TensorFlow.js. */
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { methodContract } from './methodContract';
import { cpuTf } from './subjects';

methodContract(async (plan) => createPortableExecutor(await cpuTf(), plan));
