import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { findPreset } from '../../config/presets';
import { howTexts, type Topic } from '../../texts/how';
import { usePlayground } from '../context';
import { Formula, Tex } from '../controls/Formula';
import { AdamFigure } from './AdamFigure';
import { type Block, sections } from './content';
import { type FormulaName, formulas } from './formulas';
import { howAddress, leaveHow } from './howAddress';
import { Prose } from './Prose';
import { SharesFigure } from './SharesFigure';
import { showControl } from './showControl';
import { symbols } from './symbols';
import './how.css';

/** Has every control that is spoken of, with weights that come with the page. */
const HUB_PRESET = 'ltc-hub';

/** The explanation, from a gradient to HUB. `topic` is the symbol or section asked for, "" for its beginning. */
export default function HowPage({ topic }: { readonly topic: string }) {
  const playground = usePlayground();
  const page = useRef<HTMLElement>(null);
  useEffect(() => {
    const wanted =
      topic === '' ? null : page.current?.querySelector<HTMLElement>(`[id="${howAddress(topic).slice(1)}"]`);
    const place = wanted ?? page.current?.querySelector<HTMLElement>('h1, h2');
    place?.focus({ preventScroll: true });
    if (wanted) wanted.scrollIntoView({ block: 'start' });
    else window.scrollTo(0, 0);
  }, [topic]);
  // Where the reader was in the playground.
  useEffect(() => {
    const before = window.scrollY;
    return () => window.scrollTo(0, before);
  }, []);
  // Another task or experiment, chosen in the header, is to be seen.
  useEffect(
    () =>
      playground.store.subscribe((state, before) => {
        if (state.experiment.task !== before.experiment.task) leaveHow();
      }),
    [playground],
  );
  const toControl = (wanted: Topic) => {
    if (!showControl(playground, wanted)) {
      playground.notify('info', howTexts.noControl(symbols[wanted].name));
    }
  };
  const openHub = () => {
    leaveHow();
    playground.loadExperiment(findPreset(HUB_PRESET).experiment, HUB_PRESET);
  };
  return (
    <main className="how" ref={page}>
      <div className="how-top">
        <Button variant="default" onClick={leaveHow}>
          {howTexts.back}
        </Button>
        <Button variant="default" onClick={openHub}>
          {howTexts.openHub}
        </Button>
      </div>
      <h2 className="how-title" tabIndex={-1}>
        {howTexts.title}
      </h2>
      <p className="how-lead">{howTexts.lead}</p>
      <nav className="how-contents" aria-label={howTexts.contents}>
        <ol>
          {sections.map(({ id, title }) => (
            <li key={id}>
              <a href={howAddress(id)}>{title}</a>
            </li>
          ))}
        </ol>
      </nav>
      {sections.map(({ id, title, blocks }) => (
        <section key={id} className="how-section" aria-labelledby={howAddress(id).slice(1)}>
          <h2 id={howAddress(id).slice(1)} tabIndex={-1}>
            {title}
          </h2>
          {blocks.map((block) => (
            <BlockView key={JSON.stringify(block)} block={block} onTopic={toControl} />
          ))}
        </section>
      ))}
    </main>
  );
}

interface BlockProps {
  readonly block: Block;
  readonly onTopic: (topic: Topic) => void;
}

function BlockView({ block, onTopic }: BlockProps) {
  if (typeof block === 'string')
    return (
      <p>
        <Prose text={block} onTopic={onTopic} />
      </p>
    );
  if ('formula' in block) return <Equation name={block.formula} />;
  if ('figure' in block) return block.figure === 'adam' ? <AdamFigure /> : <SharesFigure />;
  if ('list' in block)
    return (
      <ul className="how-list">
        {block.list.map((text) => (
          <li key={text}>
            <Prose text={text} onTopic={onTopic} />
          </li>
        ))}
      </ul>
    );
  return (
    <ul className="how-symbols">
      {block.symbols.map((topic) => (
        <SymbolRow key={topic} topic={topic} onTopic={onTopic} />
      ))}
    </ul>
  );
}

function Equation({ name }: { readonly name: FormulaName }) {
  const { tex, number }: { tex: string; number?: string } = formulas[name];
  return (
    <div className="how-equation">
      <Formula tex={tex} label={number ? howTexts.equationLabel(number) : name} />
      {number && <span className="mute">{howTexts.equation(number)}</span>}
    </div>
  );
}

function SymbolRow({ topic, onTopic }: { readonly topic: Topic; readonly onTopic: (topic: Topic) => void }) {
  const { tex, name, text } = symbols[topic];
  return (
    <li id={howAddress(topic).slice(1)} tabIndex={-1}>
      <span className="how-symbol">
        <Tex tex={tex} />
      </span>
      <span>
        <b>{name}</b> <Prose text={text} onTopic={onTopic} />
      </span>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={howTexts.showControl(name)}
        onClick={() => onTopic(topic)}
      >
        {howTexts.show}
      </Button>
    </li>
  );
}
