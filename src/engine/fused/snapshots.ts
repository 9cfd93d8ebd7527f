/** Lanes with their optimizers' state, from the device to the CPU and back. */
import type { LaneSnapshot } from '../executor';
import { COMPANION } from '../lanes';
import type { Group } from './groups';
import type { DeviceLanes } from './lanes';

/** All lanes as they are; `step` is what they are said to stand at. */
export async function takeSnapshots(
  { runtime, buffers, size, count, companions, diverged }: DeviceLanes,
  groups: readonly Group[],
  step: number,
): Promise<LaneSnapshot[]> {
  const [params, ...states] = await Promise.all([
    runtime.readFloats(buffers.params),
    ...groups.map(async ({ lanes, method }) => ({
      lanes,
      words: await Promise.all(
        Object.entries(method.state).map(
          async ([name, buffer]) => [name, new Uint32Array(await runtime.read(buffer))] as const,
        ),
      ),
    })),
  ]);
  const paramsOf = (lane: number) => params.slice(lane * size, (lane + 1) * size);
  const kept = Array.from({ length: count }, (): Record<string, Uint32Array<ArrayBuffer>> => ({}));
  for (const [lane, companion] of companions) {
    kept[lane][COMPANION] = new Uint32Array(paramsOf(companion).buffer);
  }
  for (const { lanes, words } of states) {
    for (const [name, all] of words) {
      const stride = Math.floor(all.length / lanes.length);
      lanes.forEach((lane, member) => {
        kept[lane][name] = all.slice(member * stride, (member + 1) * stride);
      });
    }
  }
  return kept.map((state, lane) => ({
    step,
    divergedStep: diverged[lane],
    params: paramsOf(lane),
    state,
  }));
}

/** Puts lanes back; null leaves a lane as it is. */
export function restoreSnapshots(
  device: DeviceLanes,
  groups: readonly Group[],
  lanes: readonly (LaneSnapshot | null)[],
): void {
  const { runtime, buffers, size, companions, diverged } = device;
  lanes.forEach((snapshot, lane) => {
    if (!snapshot) return;
    diverged[lane] = snapshot.divergedStep;
    runtime.write(buffers.params, snapshot.params, lane * size * 4);
    const companion = companions.get(lane);
    const words = snapshot.state[COMPANION];
    if (companion !== undefined && words) runtime.write(buffers.params, words, companion * size * 4);
  });
  for (const group of groups) {
    group.lanes.forEach((lane, member) => {
      for (const [name, buffer] of Object.entries(group.method.state)) {
        const words = lanes[lane]?.state[name];
        if (words) runtime.write(buffer, words, member * words.byteLength);
      }
    });
  }
  device.writeStatus();
}
