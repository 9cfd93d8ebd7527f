import { FileButton } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { usePlayground } from './context';

export interface FileChooserProps {
  /** Extensions and types that the browser offers first. */
  readonly accept?: string;
  /** Takes the files chosen, at least one. */
  readonly onFiles: (files: readonly File[]) => void;
  /** The reader left the chooser without a file. */
  readonly onCancel?: () => void;
  /** The button, which takes these properties. */
  readonly children: (props: { readonly onClick: () => void }) => ReactNode;
}

/** A button that opens the browser's chooser of files. What was wrong with the file before goes with every use of it. */
export function FileChooser({ accept, onFiles, onCancel, children }: FileChooserProps) {
  const { forgetFileNotices } = usePlayground();
  const input = useRef<HTMLInputElement>(null);
  const reset = useRef<() => void>(null);
  const cancelled = useRef<() => void>(null);
  cancelled.current = () => {
    forgetFileNotices();
    onCancel?.();
  };
  // React knows no `cancel` of an input.
  useEffect(() => {
    const element = input.current;
    const listen = () => cancelled.current?.();
    element?.addEventListener('cancel', listen);
    return () => element?.removeEventListener('cancel', listen);
  }, []);
  const take = (files: readonly File[]) => {
    // Else the same file, chosen again, would be no change.
    reset.current?.();
    forgetFileNotices();
    if (files.length > 0) onFiles(files);
  };
  return (
    <FileButton multiple ref={input} resetRef={reset} onChange={take} {...(accept ? { accept } : {})}>
      {children}
    </FileButton>
  );
}
