import { expect, test } from 'vitest';
import { openTf } from '../../src/engine/backend';
import { createPortableExecutor } from '../../src/engine/portable/executor';
import { arm, quadratic, setupOf } from './setups';

test('ten thousand portable steps hold no more tensors than the first hundred', async () => {
  const tf = await openTf('cpu');
  const before = tf.memory();
  const executor = await createPortableExecutor(
    tf,
    setupOf(quadratic(), [arm('a', 'adam', {}, 1)], [1], 10_000),
  );
  await executor.run(0, 100);
  const { numTensors, numBytes } = tf.memory();
  expect(numTensors).toBeGreaterThan(before.numTensors);
  for (let step = 100; step < 10_000; step += 100) await executor.run(step, 100);
  expect(tf.memory()).toMatchObject({ numTensors, numBytes });
  executor.dispose();
  expect(tf.memory()).toMatchObject({ numTensors: before.numTensors, numBytes: before.numBytes });
});
