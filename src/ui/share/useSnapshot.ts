import { useCallback, useEffect, useState } from 'react';
import { errorMessage } from '../../core/errors';
import { type Snapshot, type SnapshotOf, takeSnapshot } from '../../store/links';
import { usePlayground } from '../context';

/** The experiment and run of the moment the dialogue opened, and of every `update`. */
export function useSnapshot(): {
  readonly snapshot: Snapshot | null;
  readonly update: (of?: SnapshotOf) => void;
} {
  const playground = usePlayground();
  const [snapshot, setSnapshot] = useState<Snapshot | null>(null);
  const update = useCallback(
    (of?: SnapshotOf) => {
      takeSnapshot(playground, __APP_VERSION__, of).then(setSnapshot, (error) =>
        playground.notify('error', errorMessage(error)),
      );
    },
    [playground],
  );
  useEffect(() => update(), [update]);
  return { snapshot, update };
}

/** The address that opens a link's experiment in this page. */
export function addressOf(link: string): string {
  const { origin, pathname } = window.location;
  return `${origin}${pathname}${link}`;
}
