/** The page's half of `npm run metatrain`: runs a training and reports it in plain messages. */
import type { Theta } from '../checkpoints/theta';
import {
  MetaTraining,
  type MetaTrainingEvent,
  type MetaTrainingOptions,
  type MetaTrainingProgress,
  type SavedRun,
} from './api';
import { checkMetaConfig } from './config';
import { checkpointOf } from './provenance';
import { decodeRun, encodeRun } from './runState';

export interface CommandLineRun {
  /** A new run; the theta's values as a plain list. */
  readonly plan?: Omit<MetaTrainingOptions, 'mlp'> & { readonly mlp?: Theta };
  /** Or a saved one, base64; `steps` plans it anew: so many outer steps in all. */
  readonly saved?: string;
  readonly steps?: number;
  /** Ends after so many outer steps of the plan. */
  readonly until?: number;
  readonly provenance: { readonly name: string; readonly commit?: string };
}

type Report = (message: unknown) => Promise<void>;

const SAVE_EVERY_MS = 30_000;
const COMPARE_SECONDS = 60;
/** Outer steps that one line of the log stands for. */
const LOG_STEPS = 10;

/** Resolves with the message of a failure, or null. */
export async function startRun(
  device: GPUDevice,
  run: CommandLineRun,
  report: Report,
): Promise<string | null> {
  let failure: string | null = null;
  let enough: () => void = () => {};
  const window: MetaTrainingProgress[] = [];
  const listener = (event: MetaTrainingEvent) => {
    if (event.type === 'failed') failure = event.message;
    else if (event.type === 'comparison') void report({ ...event });
    else if (event.type === 'step') {
      if (event.progress.done === run.until) enough();
      window.push(event.progress);
      if (window.length < LOG_STEPS) return;
      const metaLoss = window.reduce((sum, step) => sum + step.metaLoss, 0) / window.length;
      void report({ type: 'steps', entry: { ...event.progress, metaLoss } });
      window.length = 0;
    }
  };
  const training = run.saved
    ? await MetaTraining.restore(device, replanned(run.saved, run.steps), listener, COMPARE_SECONDS)
    : await MetaTraining.start(
        device,
        {
          ...run.plan!,
          ...plainTheta(run.plan?.mlp),
          compareSeconds: COMPARE_SECONDS,
          compareFirst: true,
        },
        listener,
      );
  const save = async () => report({ type: 'save', ...(await filesOf(await training.save(), run)) });
  const stopped = new Promise<void>((resolve) => {
    enough = () => {
      training.pause();
      resolve();
    };
  });
  const finished = Promise.race([training.finished(), stopped]);
  let over = false;
  void finished.then(() => {
    over = true;
  });
  while (!over) {
    await Promise.race([finished, new Promise((resolve) => setTimeout(resolve, SAVE_EVERY_MS))]);
    if (failure === null) await save();
  }
  await training.stop();
  return failure;
}

const plainTheta = (theta?: Theta): { mlp?: Theta } =>
  theta ? { mlp: { ...theta, values: Float32Array.from(theta.values) } } : {};

/** A saved run, its present phase planned for another number of outer steps where one is given. */
function replanned(saved: string, steps?: number): SavedRun {
  const run = decodeRun(fromBase64(saved));
  if (steps === undefined) return run;
  const before = run.phases.slice(0, run.phase).reduce((sum, { outerSteps }) => sum + outerSteps, 0);
  const config = checkMetaConfig({ ...run.state.config, outerSteps: steps - before });
  const phases = run.phases.map((phase, index) => (index === run.phase ? config : phase));
  return { ...run, phases, state: { ...run.state, config } };
}

/** State, weights and manifest of the run as it is. */
async function filesOf(saved: SavedRun, { provenance }: CommandLineRun) {
  const { manifest, theta } = await checkpointOf(saved, provenance);
  return { state: toBase64(encodeRun(saved)), theta: toBase64(theta), manifest };
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192)
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
