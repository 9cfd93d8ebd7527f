/** The reader's pictures and volumes. */
import type { DataSummary } from '../../engine/types';
import * as edit from '../edit';
import { type Core, lacksData } from './core';
import type { Loader } from './loading';

export function createDataActions(core: Core, { load, apply }: Loader) {
  const { engine, get, set, files, report, forgetNotices } = core;

  function take(data: DataSummary): Promise<void> {
    set({ data, otherData: null });
    return apply(edit.setData(get().experiment, data));
  }

  return {
    /** Takes a picture or volume of the reader's; a file that cannot be used is said and changes nothing. */
    async addData(file: File): Promise<void> {
      try {
        const data = await engine.addData(file, get().experiment.task.id);
        files.set(data.hash, data);
        forgetNotices('file');
        const { experiment } = get();
        if (experiment.task.data?.hash === data.hash) {
          set({ data, otherData: null });
          return await load(true);
        }
        if (lacksData(core, experiment)) set({ otherData: data });
        else await take(data);
      } catch (error) {
        report(error, 'file');
      }
    },
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
