import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense } from 'react';
import type { Playground } from '../store/playground';
import { texts } from '../texts/page';
import { isMix } from './arms';
import { Card } from './Card';
import { PlaygroundContext, usePlaygroundState } from './context';
import { ArmsCard } from './controls/ArmsCard';
import { ErrorBoundary } from './ErrorBoundary';
import { useHowTopic } from './how/howAddress';
import { DeviceBanner } from './layout/DeviceBanner';
import { DropZone } from './layout/DropZone';
import { Footer } from './layout/Footer';
import { Header } from './layout/Header';
import { LiveRegion } from './layout/LiveRegion';
import { Notices } from './layout/Notices';
import { useMovedPart } from './layout/useMovedPart';
import { TaskViews } from './plots/TaskViews';
import { theme } from './theme';

/** With its sheet, only narrow screens load it. */
const MobileBar = lazy(() => import('./layout/MobileBar'));

/** Comes with Plotly, which is larger than all the rest. */
const LossChart = lazy(() => import('./plots/LossChart').then((module) => ({ default: module.LossChart })));
/** The table of numbers and the sliders come after the curves. */
const RunTable = lazy(() => import('./plots/RunTable').then((module) => ({ default: module.RunTable })));
const ExperimentCard = lazy(() =>
  import('./controls/ExperimentCard').then((module) => ({ default: module.ExperimentCard })),
);
/** Service workers belong to the built page. */
const Updates = import.meta.env.PROD ? lazy(() => import('./layout/Updates')) : () => null;
/** Links and files that are opened, and the ear for them. */
const ShareArea = lazy(() => import('./share/ShareArea'));
/** Only a run at one step a second loads it. */
const Narration = lazy(() => import('./layout/Narration'));
/** Only a preset that was opened loads it. */
const PresetCard = lazy(() => import('./layout/PresetCard'));
/** Only a file of several parts loads it. */
const PartDialog = lazy(() => import('./controls/PartDialog'));
/** Loaded with its first visit. */
const HowPage = lazy(() => import('./how/HowPage'));
/** Only an experiment with a HUB arm loads it. */
const HubPanel = lazy(() => import('./hub/HubPanel'));

const colorSchemes = localStorageColorSchemeManager({ key: 'hub-playground-theme' });

interface AppProps {
  readonly playground: Playground;
  readonly onForget: () => void;
}

/** The whole page. */
export function App({ playground, onForget }: AppProps) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={colorSchemes}>
      <ErrorBoundary onForget={onForget}>
        <PlaygroundContext value={playground}>
          <Page />
        </PlaygroundContext>
      </ErrorBoundary>
    </MantineProvider>
  );
}

function Page() {
  const topic = useHowTopic();
  const narrow = useMediaQuery('(max-width: 760px)', undefined, { getInitialValueInEffect: false });
  const threeColumns = useMediaQuery('(min-width: 1200px)', undefined, { getInitialValueInEffect: false });
  const narrated = usePlaygroundState(({ speed }) => speed === 1);
  const asksPart = usePlaygroundState(({ partAsked }) => partAsked !== null);
  const hasPreset = usePlaygroundState(({ preset }) => preset !== null);
  const hasMix = usePlaygroundState(({ experiment, hidden }) =>
    experiment.arms.some(({ id, optimizer }) => isMix(optimizer) && !hidden.includes(id)),
  );
  const { part: hubPanel, slot } = useMovedPart(
    hasMix && (
      <Suspense>
        <HubPanel />
      </Suspense>
    ),
  );
  const drive = hasMix && <div className="col right" ref={slot} />;
  return (
    <>
      <a className="skip-link" href="#charts">
        {texts.skipToCharts}
      </a>
      <Header />
      <DeviceBanner />
      <Suspense>
        <Updates />
      </Suspense>
      {topic !== null && (
        <Suspense>
          <HowPage topic={topic} />
        </Suspense>
      )}
      <main className="page" hidden={topic !== null}>
        <div className="col mid" id="charts" tabIndex={-1}>
          {hasPreset && (
            <Suspense>
              <PresetCard />
            </Suspense>
          )}
          <Suspense
            fallback={
              <Card title={texts.loss.title} className="loss-card loss-wait">
                {null}
              </Card>
            }
          >
            <LossChart />
          </Suspense>
          <Suspense>
            <ShareArea />
          </Suspense>
          {narrated && (
            <Suspense>
              <Narration />
            </Suspense>
          )}
          {!threeColumns && drive}
          <TaskViews />
          <Suspense>
            <RunTable />
          </Suspense>
        </div>
        {!narrow && (
          <div className="col left">
            <ArmsCard />
            <Suspense>
              <ExperimentCard />
            </Suspense>
          </div>
        )}
        {threeColumns && drive}
        {hubPanel}
      </main>
      <Footer />
      {narrow && (
        <Suspense>
          <MobileBar />
        </Suspense>
      )}
      <Notices />
      <LiveRegion />
      <DropZone />
      {asksPart && (
        <Suspense>
          <PartDialog />
        </Suspense>
      )}
    </>
  );
}
