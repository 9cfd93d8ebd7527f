import { Notification } from '@mantine/core';
import { useEffect } from 'react';
import type { Notice } from '../../store/playground/state';
import { texts } from '../../texts/page';
import { usePlayground, usePlaygroundState } from '../context';

const colors = { info: 'accent', warning: 'yellow', error: 'red' } as const;
/** Notes go by themselves; what went wrong stays until it is read. */
const NOTE_MS = 8000;

/** Notices of the engine and the page, in a corner. */
export function Notices() {
  const notices = usePlaygroundState((state) => state.notices);
  return (
    <section className="notices" aria-label={texts.notices.region} aria-live="polite">
      {notices.map((notice) => (
        <NoticeBox key={notice.id} notice={notice} />
      ))}
    </section>
  );
}

function NoticeBox({ notice }: { readonly notice: Notice }) {
  const { dismiss } = usePlayground();
  const { id, level, text } = notice;
  useEffect(() => {
    if (level !== 'info') return;
    const timer = setTimeout(() => dismiss(id), NOTE_MS);
    return () => clearTimeout(timer);
  }, [id, level, dismiss]);
  return (
    <Notification
      role={level === 'error' ? 'alert' : 'status'}
      color={colors[level]}
      title={texts.notices.titles[level]}
      withBorder
      onClose={() => dismiss(id)}
      closeButtonProps={{ 'aria-label': texts.notices.close }}
    >
      {text}
    </Notification>
  );
}
