import { Button, Textarea } from '@mantine/core';
import { useEffect, useState } from 'react';
import { formatRecord } from '../../config/recordFile';
import type { RunRecord } from '../../config/runRecord';
import { errorMessage } from '../../core/errors';
import { csvParts } from '../../store/exportCsv';
import { methodsText } from '../../store/exportMethods';
import { takeRecord } from '../../store/links';
import { shareTexts } from '../../texts/share';
import { useChartTheme, usePlayground, usePlaygroundState } from '../context';
import { CopyButton } from './CopyButton';
import { chartImage, type DrawnChart, drawnCharts, fileNameOf } from './chartImages';
import { save } from './save';
import { addressOf, useSnapshot } from './useSnapshot';

const words = shareTexts.export;

/** Numbers, pictures and words of the run, as files. */
export function ExportTab() {
  return (
    <div className="share-panel">
      <Numbers />
      <Charts />
      <Methods />
    </div>
  );
}

function Numbers() {
  const playground = usePlayground();
  const taskId = usePlaygroundState((state) => state.experiment.task.id);
  const name = `hub-playground-${taskId}`;
  const withRecord = async (use: (record: RunRecord) => void) => {
    try {
      const record = await takeRecord(playground, __APP_VERSION__);
      if (record) use(record);
      else playground.notify('info', words.nothing);
    } catch (error) {
      playground.notify('error', errorMessage(error));
    }
  };
  return (
    <section className="share-stack" aria-label={words.numbers}>
      <h3>{words.numbers}</h3>
      <div className="share-file">
        <Button
          size="compact-md"
          variant="default"
          onClick={() => withRecord((record) => save(`${name}.csv`, [...csvParts(record)], 'text/csv'))}
        >
          {words.csv}
        </Button>
        <span className="small mute">{words.csvHint}</span>
      </div>
      <div className="share-file">
        <Button
          size="compact-md"
          variant="default"
          onClick={() => withRecord((record) => save(`${name}-record.json`, [formatRecord(record)]))}
        >
          {words.json}
        </Button>
        <span className="small mute">{words.jsonHint}</span>
      </div>
    </section>
  );
}

function Charts() {
  const { notify } = usePlayground();
  const theme = useChartTheme();
  const [charts] = useState<readonly DrawnChart[]>(drawnCharts);
  const download = async (chart: DrawnChart, format: 'png' | 'svg') => {
    try {
      const bytes = await chartImage(chart, format, theme);
      save(`${fileNameOf(chart.label)}.${format}`, [bytes], format === 'png' ? 'image/png' : 'image/svg+xml');
    } catch (error) {
      notify('error', errorMessage(error));
    }
  };
  return (
    <section className="share-stack" aria-label={words.charts}>
      <h3>{words.charts}</h3>
      <p className="small mute">{charts.length > 0 ? words.chartsHint : words.noCharts}</p>
      <ul className="share-charts">
        {charts.map((chart, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is that of the moment the tab was opened
          <li key={index} className="share-line">
            <span className="share-name">{chart.label}</span>
            {(['png', 'svg'] as const).map((format) => (
              <Button
                key={format}
                size="compact-sm"
                variant="default"
                aria-label={words.image(chart.label, words[format])}
                onClick={() => download(chart, format)}
              >
                {words[format]}
              </Button>
            ))}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Methods() {
  const playground = usePlayground();
  const { snapshot } = useSnapshot();
  const [selection, setSelection] = useState('');
  const [record, setRecord] = useState<RunRecord | null>(null);
  useEffect(() => {
    let gone = false;
    takeRecord(playground, __APP_VERSION__).then(
      (taken) => !gone && setRecord(taken),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [playground]);
  if (!record || !snapshot) return null;
  const own = selection.trim();
  const text = methodsText(record, {
    ...(own ? { selection: own } : {}),
    ...(snapshot.link ? { link: addressOf(snapshot.link) } : {}),
  });
  return (
    <section className="share-stack" aria-label={words.methods}>
      <h3>{words.methods}</h3>
      <Textarea
        size="xs"
        autosize
        label={words.selection}
        description={words.selectionHint}
        maxLength={1000}
        value={selection}
        onChange={(event) => setSelection(event.currentTarget.value)}
      />
      <textarea
        className="share-text share-methods"
        readOnly
        rows={9}
        aria-label={words.methods}
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div className="share-line">
        <CopyButton text={text} label={words.copyMethods} />
      </div>
    </section>
  );
}
