import { Button, MantineProvider } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { EmbedAddress } from '../../config/embedAddress';
import type { EmbedPart } from '../../config/embedOptions';
import type { Playground } from '../../store/playground';
import { shareTexts } from '../../texts/share';
import { ArmSwatch } from '../ArmSwatch';
import { armSummary } from '../armSummary';
import { isMix, useArms } from '../arms';
import { PlaygroundContext, usePlayground, usePlaygroundState } from '../context';
import { ArmsCard } from '../controls/ArmsCard';
import { ErrorBoundary } from '../ErrorBoundary';
import { IconExternal, IconPlay } from '../icons';
import { DeviceBanner } from '../layout/DeviceBanner';
import { Footer } from '../layout/Footer';
import { LiveRegion } from '../layout/LiveRegion';
import { Notices } from '../layout/Notices';
import { Progress } from '../layout/Progress';
import { TransportButtons } from '../layout/Transport';
import { LossChart } from '../plots/LossChart';
import { RunTable } from '../plots/RunTable';
import { TaskViews } from '../plots/TaskViews';
import { NeededFiles } from '../share/NeededFiles';
import { SharedCard } from '../share/SharedCard';
import { theme } from '../theme';
import '../share/share.css';

/** Only a file of several parts loads it. */
const PartDialog = lazy(() => import('../controls/PartDialog'));
/** Only an experiment with a HUB arm loads it. */
const HubPanel = lazy(() => import('../hub/HubPanel'));

const words = shareTexts.embed;

interface EmbedAppProps {
  readonly playground: Playground;
  readonly address: EmbedAddress;
}

/** One experiment within another page. */
export function EmbedApp({ playground, address }: EmbedAppProps) {
  const { theme: scheme } = address.options;
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      {...(scheme === 'auto' ? {} : { forceColorScheme: scheme })}
    >
      <ErrorBoundary onForget={() => {}}>
        <PlaygroundContext value={playground}>
          <Embedded address={address} />
        </PlaygroundContext>
      </ErrorBoundary>
    </MantineProvider>
  );
}

function Embedded({ address }: { readonly address: EmbedAddress }) {
  const playground = usePlayground();
  const [begun, setBegun] = useState(false);
  const shared = usePlaygroundState((state) => state.shared);
  const asksPart = usePlaygroundState(({ partAsked }) => partAsked !== null);
  const hasMix = usePlaygroundState(({ experiment }) =>
    experiment.arms.some(({ optimizer }) => isMix(optimizer)),
  );
  const { hidden } = address.options;
  const shows = (part: EmbedPart) => !hidden.has(part);
  const begin = () => {
    setBegun(true);
    playground.open();
  };
  return (
    <main className="embed" data-metric={shows('metric')}>
      <header className="embed-head">
        <h1>{words.title}</h1>
        {begun ? (
          <TransportButtons />
        ) : (
          <Button className="main-button" leftSection={<IconPlay size={16} />} onClick={begin}>
            {words.start}
          </Button>
        )}
        {begun && <Progress />}
        <a className="embed-open" href={address.playground} target="_blank" rel="noopener">
          {words.open} <IconExternal size={14} aria-hidden="true" />
        </a>
      </header>
      {address.problem && (
        <p className="share-warning" role="alert">
          {words.problem(address.problem)}
        </p>
      )}
      <DeviceBanner />
      <NeededFiles />
      <LossChart />
      {shows('arms') && (shows('options') ? <ArmsCard /> : <Legend />)}
      {shows('receipt') && shared?.receipt && <SharedCard shared={shared} fixed />}
      {begun && shows('view') && <TaskViews />}
      {begun && hasMix && shows('drivers') && (
        <div className="embed-hub">
          <Suspense>
            <HubPanel />
          </Suspense>
        </div>
      )}
      {begun && shows('table') && <RunTable />}
      {begun && shows('device') && <Footer />}
      <Notices />
      {asksPart && (
        <Suspense>
          <PartDialog />
        </Suspense>
      )}
      <LiveRegion />
    </main>
  );
}

/** Who is who, where nothing is to be changed. */
function Legend() {
  const arms = useArms();
  return (
    <ul className="embed-legend">
      {arms.map((arm) => (
        <li key={arm.id}>
          <ArmSwatch look={arm.look} /> {arm.label}{' '}
          <span className="small mute">{armSummary(arm.present)}</span>
        </li>
      ))}
    </ul>
  );
}
