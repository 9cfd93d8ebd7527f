import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { shareTexts } from '../../texts/share';
import { usePlayground } from '../context';
import { IconCheck, IconCopy } from '../icons';

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  /** The one thing most come for. */
  readonly main?: boolean;
}

const SHOWN_MS = 2000;

/** Puts a text on the clipboard and says so. */
export function CopyButton({ text, label, main = false }: CopyButtonProps) {
  const { notify } = usePlayground();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      notify('warning', shareTexts.copyFailed);
    }
  };
  return (
    <Button
      size="compact-md"
      {...(main ? {} : { variant: 'default' })}
      leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />}
      onClick={copy}
    >
      <span aria-live="polite">{copied ? shareTexts.copied : label}</span>
    </Button>
  );
}
