import { createContext, type ReactNode, useContext } from 'react';
import type { Topic } from '../../texts/how';
import { texts } from '../../texts/page';
import { howAddress } from './howAddress';

/** Where the controls inside are explained. */
const TopicContext = createContext<Topic | undefined>(undefined);

interface HowPlaceProps {
  /** The option with its path, as in `parts.learned.horizon`. */
  readonly path: string;
  /** Where it is explained, if it is. */
  readonly topic?: Topic;
  readonly children: ReactNode;
}

/** Marks a control, so that its symbol in the explanation finds it, and it its symbol. */
export function HowPlace({ path, topic, children }: HowPlaceProps) {
  return (
    <div className="option-place" data-option={path}>
      <TopicContext value={topic}>{children}</TopicContext>
    </div>
  );
}

/** A link to where the control around it is explained, if it is. */
export function WhatIs({ label }: { readonly label: string }) {
  const topic = useContext(TopicContext);
  if (!topic) return null;
  return (
    <a className="option-what" href={howAddress(topic)} aria-label={texts.option.what(label)}>
      <span>{texts.option.whatSign}</span>
    </a>
  );
}
