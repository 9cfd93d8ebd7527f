import { createRoot } from 'react-dom/client';
import { isLinkFragment } from './config/linkFragment';
import { defaultExperiment } from './config/presets';
import { createEngine } from './engine/client';
import { createScripting } from './engine/scripting';
import { save } from './store/browser/savedExperiments';
import { type KeyValueStorage, restingStorage } from './store/browser/storage';
import { pageWeights } from './store/checkpoints';
import { createPlayground } from './store/playground';
import { App } from './ui/App';
import './ui/mantine.css';
import './ui/styles.css';

/** Storage may be forbidden, which browsers say by throwing. */
function openStorage(): KeyValueStorage | null {
  try {
    return restingStorage(window.localStorage, window, document);
  } catch {
    return null;
  }
}

const FIRST_TASK = 'ltc-sine';

const storage = openStorage();
// On a software adapter learned arms take seconds to compile: the store lets the others train first.
const openWith = (taskId: string) => defaultExperiment(taskId, __CHECKPOINTS__);
const initial = openWith(FIRST_TASK);
const engine = createEngine();
const playground = createPlayground({
  engine,
  initial,
  defaultExperiment: openWith,
  storage,
  weights: pageWeights(document.baseURI, __CHECKPOINTS__),
  openEngine: async () => createEngine(),
  nextFrame: requestAnimationFrame,
});

globalThis.hubPlayground = {
  ...createScripting(__APP_VERSION__, document.baseURI),
  loseDevice: () => engine.loseDevice(),
};

createRoot(document.getElementById('root')!).render(
  <App playground={playground} onForget={() => save(storage, { experiment: initial, stash: {} })} />,
);

// `?idle`: nothing trains until it is asked to, so that a script has the device to itself.
// `?executor=portable` (or `fused`): that executor and no other.
const query = new URLSearchParams(window.location.search);
const executor = query.get('executor');
async function begin(): Promise<void> {
  // First, so that nothing else is compiled before what the address asks for.
  if (isLinkFragment(window.location.hash)) {
    const { openLink } = await import('./store/links');
    await openLink(playground, window.location.hash);
  }
  await playground.open({
    start: !query.has('idle'),
    executor: executor === 'portable' || executor === 'fused' ? executor : 'auto',
  });
}
begin();
