import { useEffect, useState } from 'react';
import { texts } from '../../texts/page';
import { usePlayground } from '../context';

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;

/** Takes files dropped anywhere on the page. */
export function DropZone() {
  const playground = usePlayground();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth++;
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (hasFiles(event) && --depth <= 0) setOver(false);
    };
    const hover = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      // The event's list is empty once it is over.
      const files = [...(event.dataTransfer?.files ?? [])];
      const at = { x: event.clientX, y: event.clientY };
      void import('./takeFiles').then(({ takeFiles }) => takeFiles(playground, files, at));
    };
    const listeners = { dragenter: enter, dragleave: leave, dragover: hover, drop };
    for (const [type, listener] of Object.entries(listeners)) {
      window.addEventListener(type, listener as EventListener);
    }
    return () => {
      for (const [type, listener] of Object.entries(listeners)) {
        window.removeEventListener(type, listener as EventListener);
      }
    };
  }, [playground]);
  return over ? (
    <div className="drop-zone" aria-hidden="true">
      {texts.data.drop}
    </div>
  ) : null;
}
