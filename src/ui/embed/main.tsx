/** The embedded page: one experiment, from its address, that waits for its reader. */
import { createRoot } from 'react-dom/client';
import { readEmbedAddress } from '../../config/embedAddress';
import { defaultExperiment } from '../../config/presets';
import { createLazyEngine } from '../../engine/client';
import { pageWeights } from '../../store/checkpoints';
import { sharedOf } from '../../store/links';
import { createPlayground } from '../../store/playground';
import { EmbedApp } from './EmbedApp';
import { reportHeight } from './reportHeight';
import '../mantine.css';
import '../styles.css';
import './embed.css';

const address = readEmbedAddress(window.location.href);
for (const note of address.options.notes) console.warn(note);

const FIRST_TASK = 'ltc-sine';

// Nothing is kept, and no worker started, before the reader wants to train.
const playground = createPlayground({
  engine: createLazyEngine(),
  initial: defaultExperiment(FIRST_TASK),
  defaultExperiment,
  weights: pageWeights(document.baseURI, __CHECKPOINTS__),
  nextFrame: requestAnimationFrame,
});
if (address.link) {
  const { experiment, receipt = null, notes } = address.link;
  playground.openShared(sharedOf('link', experiment, receipt, notes));
}

const root = document.getElementById('root')!;
createRoot(root).render(<EmbedApp playground={playground} address={address} />);
reportHeight(root);
// Another fragment is another experiment.
window.addEventListener('hashchange', () => window.location.reload());
