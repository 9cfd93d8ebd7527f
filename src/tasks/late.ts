/** Code that a task is made with and the page's first load does without. */
export interface Late<Module> {
  /** To be awaited before `get`; `Task.prepare` is where. */
  readonly load: () => Promise<void>;
  readonly get: () => Module;
}

export function late<Module>(load: () => Promise<Module>): Late<Module> {
  let loaded: Module | undefined;
  return {
    async load() {
      loaded ??= await load();
    },
    get() {
      if (!loaded) throw new Error('a task was made before it was prepared');
      return loaded;
    },
  };
}
