/** Whether the meta-training view is open, and what the header shows of it. */
import { createStore } from 'zustand/vanilla';

export const metaTrainView = createStore<{
  readonly open: boolean;
  /** Per cent done of a run that trains, null where none does. */
  readonly percent: number | null;
}>(() => ({ open: false, percent: null }));

export const openMetaTraining = (): void => metaTrainView.setState({ open: true });

/** In local storage while a run waits to go on, so that the header can say so before anything else is loaded. */
export const WAITS_KEY = 'hub-playground-metatrain';
