import { Checkbox, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { EMBED_PARTS, type EmbedOptions, type EmbedPart, embedMarkup } from '../../config/embedOptions';
import { shareTexts } from '../../texts/share';
import { CopyButton } from './CopyButton';
import { addressOf, useSnapshot } from './useSnapshot';

const words = shareTexts.embed;
/** Parts that a figure in a text seldom needs. */
const HIDDEN: readonly EmbedPart[] = ['options', 'view', 'metric', 'device'];

/** Markup that puts the experiment into another page. */
export function EmbedTab() {
  const { snapshot } = useSnapshot();
  const [hidden, setHidden] = useState<ReadonlySet<EmbedPart>>(new Set(HIDDEN));
  const [theme, setTheme] = useState<EmbedOptions['theme']>('auto');
  if (!snapshot) return <p className="mute">{shareTexts.link.making}</p>;
  if (!snapshot.link) return <p className="share-warning">{words.noLink}</p>;
  const markup = embedMarkup(addressOf(''), snapshot.link, hidden, theme);
  const toggle = (part: EmbedPart, shown: boolean) => {
    const next = new Set(hidden);
    if (shown) next.delete(part);
    else next.add(part);
    setHidden(next);
  };
  return (
    <div className="share-panel">
      <p className="mute">{words.hint}</p>
      <fieldset className="share-parts">
        <legend>{words.parts}</legend>
        {EMBED_PARTS.map((part) => (
          <Checkbox
            key={part}
            size="xs"
            label={words.part[part]}
            checked={!hidden.has(part)}
            onChange={(event) => toggle(part, event.currentTarget.checked)}
          />
        ))}
      </fieldset>
      <NativeSelect
        size="xs"
        className="share-theme"
        label={words.theme}
        value={theme}
        onChange={(event) => setTheme(event.currentTarget.value as EmbedOptions['theme'])}
        data={(['auto', 'light', 'dark'] as const).map((value) => ({ value, label: words.themes[value] }))}
      />
      <textarea
        className="share-text"
        readOnly
        rows={5}
        spellCheck={false}
        aria-label={words.markup}
        value={markup}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="share-line">
        <CopyButton main text={markup} label={words.copy} />
        <a className="small" href="./embed-example.html" target="_blank" rel="noopener">
          {words.example}
        </a>
      </div>
    </div>
  );
}
