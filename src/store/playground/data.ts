/** The reader's pictures and volumes. */
import type { DataSummary } from '../../engine/types';
import { type DataPart, isQuestion } from '../../tasks/types';
import * as edit from '../edit';
import { type Core, lacksData } from './core';
import type { Loader } from './loading';
import type { Point } from './state';

export function createDataActions(core: Core, { load, apply }: Loader) {
  const { engine, get, set, files, report, forgetNotices } = core;

  function take(data: DataSummary): Promise<void> {
    set({ data, otherData: null });
    return apply(edit.setData(get().experiment, data));
  }

  /** Takes a file that was decoded. */
  async function use(data: DataSummary): Promise<void> {
    files.set(data.hash, data);
    const { experiment } = get();
    if (experiment.task.data?.hash === data.hash) {
      set({ data, otherData: null });
      return load(true);
    }
    if (lacksData(core, experiment)) set({ otherData: data });
    else await take(data);
  }

  async function add(file: File, part: DataPart | null, at?: Point): Promise<void> {
    forgetNotices('file');
    try {
      const { task } = get().experiment;
      // The part that is asked for needs no question.
      const wanted = lacksData(core, get().experiment) ? task.data : undefined;
      const wish = part ? { part } : wanted ? { hash: wanted.hash } : {};
      const answer = await engine.addData(file, task.id, wish);
      // A file that comes later takes the place of one that was asked about.
      const partAsked = isQuestion(answer) ? { file, question: answer, ...(at ? { at } : {}) } : null;
      set({ partAsked });
      if (!isQuestion(answer)) await use(answer);
    } catch (error) {
      report(error, 'file');
    }
  }

  return {
    /**
     * Takes a picture or volume of the reader's, dropped at a place; asks which part where the file has several. One that
     * cannot be used is said and changes nothing.
     */
    addData: (file: File, at?: Point): Promise<void> => add(file, null, at),
    /** Takes the part chosen of the file that was asked about. */
    async takePart(part: DataPart): Promise<void> {
      const { partAsked } = get();
      if (!partAsked) return;
      set({ partAsked: null });
      await add(partAsked.file, part);
    },
    /** Leaves the file that was asked about. */
    cancelPart(): void {
      forgetNotices('file');
      set({ partAsked: null });
    },
    /** Takes away what was wrong with a file given before, for another is on its way or none. */
    forgetFileNotices: (): void => forgetNotices('file'),
    /** Takes the file that was given in place of the one the experiment asks for. */
    useOtherData: async () => {
      const { otherData } = get();
      if (!otherData) return;
      await take(otherData);
      await load(true);
    },
    removeData: () => apply(edit.setData(get().experiment, null)),
  };
}
