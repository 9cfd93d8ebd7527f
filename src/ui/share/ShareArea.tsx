import { usePlaygroundState } from '../context';
import { NeededFiles } from './NeededFiles';
import { SharedCard } from './SharedCard';
import { useAddress } from './useAddress';
import './share.css';

/** Card of a shared experiment, and of files it still needs; listens for further links. */
export default function ShareArea() {
  useAddress();
  const shared = usePlaygroundState((state) => state.shared);
  return (
    <>
      <NeededFiles />
      {shared && <SharedCard shared={shared} />}
    </>
  );
}
