import type { ReactNode } from 'react';
import type { SirenView } from '../../../tasks/siren/view';
import { viewTexts } from '../../../texts/views';
import { formatBytes } from '../../format';

/** Keys of what is drawn, and below the pictures what its numbers are of. */
export function DataNote({ view, children }: { readonly view: SirenView; readonly children?: ReactNode }) {
  const { peakLabel, complete, bytes, packed, dtype, params, ratio, lost } = view;
  return (
    <p className="small mute keys">
      {children}
      <span>
        {[
          ...lost.map((what) => viewTexts.lost[what]),
          viewTexts.psnrRange(peakLabel, complete),
          viewTexts.counted(formatBytes(bytes), packed ? null : dtype, formatBytes(4 * params), ratio < 1),
        ].join(' ')}
      </span>
    </p>
  );
}
