import type { BlockChange, FineTuningView } from '../../../tasks/fineTuning/view';
import { fineTuningTexts as words } from '../../../texts/fineTuning';
import { formatCount, formatShare } from '../../format';
import { ChartCard } from '../ChartCard';
import { stepName } from '../stepName';
import type { ShownView, Views } from '../useViews';
import { SeedSelect } from '../viewControls';
import { OneArm } from './OneArm';
import './fineTuning.css';

const nameOf = ({ kind, number }: BlockChange): string => words.block(kind, number);

/** Of every visible optimizer, which blocks its steps have moved. */
export function Blocks({ views: { shown } }: { readonly views: Views<FineTuningView> }) {
  return (
    <ChartCard
      title={words.blocks}
      subtitle={
        <>
          {stepName(shown)} · {words.blocksSub}
        </>
      }
      className="full"
      actions={<SeedSelect />}
      label={words.blocksLabel}
      table={() => blockTable(shown)}
    >
      <div className="block-views">
        {shown.map((one) => (
          <OneArm
            key={one.arm.id}
            {...one}
            note={words.right(formatShare(one.view.said.right / one.view.said.seen))}
          >
            <ul className="blocks">
              {one.view.blocks.map((block) => (
                <Block key={nameOf(block)} block={block} />
              ))}
            </ul>
          </OneArm>
        ))}
      </div>
      <p className="small mute keys">
        <span className="key">
          <i data-origin="pretrained" /> {words.origins.pretrained}
        </span>
        <span className="key">
          <i data-origin="new" /> {words.origins.new}
        </span>
        {words.blocksKey}
      </p>
    </ChartCard>
  );
}

function Block({ block }: { readonly block: BlockChange }) {
  const { origin, size, share, relative } = block;
  return (
    <li title={words.blockTitle(words.origins[origin], formatCount(size))}>
      <span>
        {nameOf(block)}
        <span className="visually-hidden"> {words.origins[origin]}</span>
      </span>
      <span className="block-bar" aria-hidden="true">
        <i data-origin={origin} style={{ width: `${100 * (share || 0)}%` }} />
      </span>
      <b>{formatShare(share)}</b>
      <span className="mute">{words.moved(formatShare(relative))}</span>
    </li>
  );
}

function blockTable(shown: readonly ShownView<FineTuningView>[]) {
  const [{ view }] = shown;
  return {
    head: [
      words.columns.block,
      words.columns.origin,
      words.columns.size,
      ...shown.flatMap(({ arm }) => [words.columns.share(arm.label), words.columns.moved(arm.label)]),
    ],
    rows: view.blocks.map((block, index) => [
      nameOf(block),
      words.origins[block.origin],
      formatCount(block.size),
      ...shown.flatMap(({ view: { blocks } }) => [
        formatShare(blocks[index].share),
        formatShare(blocks[index].relative),
      ]),
    ]),
  };
}
