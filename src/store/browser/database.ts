/** A few values in the browser's IndexedDB. Where storage is forbidden or full it says which. */

/** Why nothing is kept. */
export type StorageProblem = 'forbidden' | 'full';

export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly problem: StorageProblem;
  constructor(problem: StorageProblem, cause: unknown) {
    super(`storage is ${problem}`, { cause });
    this.problem = problem;
  }
}

/** One shelf of values by key. Methods reject with `StorageError`. */
export interface Shelf<T> {
  get(key: string): Promise<T | undefined>;
  all(): Promise<T[]>;
  put(key: string, value: T): Promise<void>;
  remove(key: string): Promise<void>;
}

const NAME = 'hub-playground';
const VERSION = 1;
const SHELVES = ['training', 'optimizers'] as const;
export type ShelfName = (typeof SHELVES)[number];

/** A shelf of the browser's database, which is opened when it is first needed. */
export function browserShelf<T>(name: ShelfName): Shelf<T> {
  const use = async <R>(
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest<R>,
  ): Promise<R> => {
    try {
      const database = await open();
      try {
        return await done(database, name, mode, act);
      } finally {
        // Not held open: another tab may have a newer version of the page and of the database.
        database.close();
      }
    } catch (error) {
      throw new StorageError(isFull(error) ? 'full' : 'forbidden', error);
    }
  };
  return {
    get: (key) => use<T | undefined>('readonly', (store) => store.get(key)),
    all: () => use<T[]>('readonly', (store) => store.getAll()),
    put: async (key, value) => void (await use('readwrite', (store) => store.put(value, key))),
    remove: async (key) => void (await use('readwrite', (store) => store.delete(key))),
  };
}

const isFull = (error: unknown): boolean =>
  error instanceof DOMException && error.name === 'QuotaExceededError';

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    // Where storage is forbidden some browsers have no `indexedDB`, others throw here.
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const shelf of SHELVES) {
        if (!request.result.objectStoreNames.contains(shelf)) request.result.createObjectStore(shelf);
      }
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('another tab holds the database'));
  });
}

/** Resolves once the transaction is complete, so that what was put is there to stay. */
function done<R>(
  database: IDBDatabase,
  name: ShelfName,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<R>,
): Promise<R> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(name, mode);
    const request = act(transaction.objectStore(name));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error ?? request.error);
    transaction.onerror = () => reject(transaction.error ?? request.error);
  });
}
