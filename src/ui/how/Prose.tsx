import type { ReactNode } from 'react';
import type { Topic } from '../../texts/how';
import { Tex } from '../controls/Formula';

const MARKS = /\$([^$]+)\$|\[\[(\w+)\|([^\]]+)\]\]|\*([^*]+)\*/g;

interface ProseProps {
  readonly text: string;
  readonly onTopic: (topic: Topic) => void;
}

/** A paragraph of the catalogue: words, TeX, emphasis, and ways to controls. */
export function Prose({ text, onTopic }: ProseProps) {
  const parts: ReactNode[] = [];
  let last = 0;
  for (const match of text.matchAll(MARKS)) {
    const [whole, tex, topic, words, strong] = match;
    parts.push(text.slice(last, match.index));
    last = match.index + whole.length;
    if (tex) parts.push(<Tex key={match.index} tex={tex} />);
    else if (strong) parts.push(<em key={match.index}>{strong}</em>);
    else
      parts.push(
        <button
          type="button"
          key={match.index}
          className="plain how-link"
          onClick={() => onTopic(topic as Topic)}
        >
          {words}
        </button>,
      );
  }
  parts.push(text.slice(last));
  return parts;
}
