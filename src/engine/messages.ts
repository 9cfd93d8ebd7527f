/** Messages to the page: history and measurements in bundles, marks on curves, notices. */
import type { OptionChange } from '../config/optionEdit';
import { optionAt } from '../config/optionPath';
import { plansAhead } from '../config/plansAhead';
import type { OptionValue } from '../core/option';
import { changeWords } from '../core/valueWords';
import { engineTexts } from '../texts/engine';
import { GuardMarks } from './guardMarks';
import { joinChunks } from './historyChunks';
import type { Advance, TrainingSession } from './session';
import type { ArmProbes, EngineEvent, HistoryChunk } from './types';

/** A slider still moving keeps one mark. */
const MARK_MERGE_MS = 1500;

export class Messages {
  #listener: (event: EngineEvent) => void = () => {};
  #pending: HistoryChunk[] = [];
  readonly #edits = new Map<string, { id: string; at: number; from: OptionValue }>();
  readonly #guardMarks = new GuardMarks();
  /** Latest measurements by arm, since the last flush. */
  readonly #probes = new Map<string, ArmProbes>();
  #probedStep = 0;

  listen(listener: (event: EngineEvent) => void): void {
    this.#listener = listener;
  }

  emit(event: EngineEvent): void {
    this.#listener(event);
  }

  notice(level: 'info' | 'warning' | 'error', text: string): void {
    this.emit({ type: 'notice', level, text });
  }

  /** Takes what a session did: history waits for the next flush, marks go at once. */
  took(session: TrainingSession, advance: Advance, elapsedMs: number): void {
    const { chunk, count, diverged, changed, probes } = advance;
    this.#pending.push({ ...chunk, elapsedMs });
    for (const own of probes) this.#probes.set(own.armId, own);
    if (probes.length > 0) this.#probedStep = chunk.firstStep + count - 1;
    for (const { armId, events = [] } of chunk.arms) {
      const marks = this.#guardMarks.marks(armId, events, session.seeds);
      for (const mark of marks) this.emit({ type: 'mark', mark });
    }
    for (const planned of changed) {
      const { armId, path, step } = planned;
      const arm = session.experiment.arms.find(({ id }) => id === armId)!;
      const spec = optionAt(arm, path)!;
      this.#change(`edit ${armId} ${path} ${step}`, step, { ...planned, spec });
    }
    for (const { armId, seed, step } of diverged) {
      const text = engineTexts.diverged(session.seeds[seed]);
      this.emit({
        type: 'mark',
        mark: { id: `diverged ${armId} ${seed}`, kind: 'diverged', armId, seed, step, text },
      });
    }
  }

  /** Marks an option changed by the reader at a step of its arm; none at step 0. */
  edited(change: OptionChange, step: number): void {
    if (step === 0) return;
    const key = `${change.armId} ${change.path}`;
    const now = performance.now();
    const last = this.#edits.get(key);
    const open =
      last && now - last.at < MARK_MERGE_MS
        ? last
        : { id: `edit ${key} ${step}`, from: change.from, at: now };
    open.at = now;
    this.#edits.set(key, open);
    this.#change(open.id, step, { ...change, from: open.from });
  }

  /** Marks another planned length on the curves that go on: of the arms that go by it, of all where none does. */
  replanned(session: TrainingSession, fresh: readonly string[]): void {
    const { arms, steps, interventions } = session.experiment;
    const going = arms.filter(({ id }) => !fresh.includes(id) && session.stepOf(id) > 0);
    const ahead = going.filter((arm) => plansAhead(arm, interventions));
    for (const { id: armId } of ahead.length > 0 ? ahead : going) {
      const step = session.stepOf(armId);
      const text = engineTexts.planned(steps, step);
      this.emit({
        type: 'mark',
        mark: { id: `length ${armId} ${step}`, kind: 'length', armId, step, text, planned: steps },
      });
    }
  }

  #change(id: string, step: number, { armId, path, value, spec, from }: OptionChange): void {
    const text = changeWords(spec, from, value);
    this.emit({
      type: 'mark',
      mark: { id, kind: 'intervention', armId, step, text, change: { path, value } },
    });
  }

  /** Sends what waits. */
  flush(): void {
    for (const chunk of joinChunks(this.#pending)) this.emit({ type: 'history', chunk });
    this.#pending = [];
    if (this.#probes.size === 0) return;
    this.emit({ type: 'probes', step: this.#probedStep, arms: [...this.#probes.values()] });
    this.#probes.clear();
  }

  /** Forgets marks and measurements of arms that start anew (all when absent). */
  forget(armIds?: readonly string[]): void {
    this.#guardMarks.clear(armIds);
    for (const id of armIds ?? [...this.#probes.keys()]) this.#probes.delete(id);
  }

  /** Drops everything of the session before. */
  reset(): void {
    this.#pending = [];
    this.#edits.clear();
    this.forget();
  }
}
