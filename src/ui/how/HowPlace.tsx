import { createContext, type ReactNode, useContext } from 'react';
import { texts } from '../../texts/page';
import { howAddress } from './howAddress';
import { type Topic, topicOf } from './topics';

/** Owner under which the controls inside are explained. */
const TopicContext = createContext<Topic | undefined>(undefined);

interface HowPlaceProps {
  /** The optimizer that has the option, "arm" or "experiment". */
  readonly owner: string;
  readonly option: string;
  /** Where the optimizer is in its arm, as in `parts.learned.`. */
  readonly path?: string;
  readonly children: ReactNode;
}

/** Marks a control, so that its symbol in the explanation finds it, and it its symbol. */
export function HowPlace({ owner, option, path = '', children }: HowPlaceProps) {
  return (
    <div className="option-place" data-option={`${path}${option}`}>
      <TopicContext value={topicOf(owner, option)}>{children}</TopicContext>
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
