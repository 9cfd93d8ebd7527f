import type { Playground } from '../../store/playground';
import type { Topic } from '../../texts/how';
import { findPlace, type Place } from './findPlace';
import { askedControl, leaveHow } from './howAddress';

/** Lazy parts and a sheet may have to come first. */
const WAIT_MS = 10_000;
const LOOK_EVERY_MS = 40;
const FLASH_MS = 1800;

/** Leaves the explanation for the control of a topic; false where no optimizer has one. */
export function showControl({ store }: Playground, topic: Topic): boolean {
  const place = findPlace(store.getState().experiment, topic);
  if (!place) return false;
  leaveHow();
  askedControl.setState({ place });
  void focusPlace(place);
  return true;
}

async function focusPlace(place: Place): Promise<void> {
  const within = place.armId === null ? '' : `#arm-${CSS.escape(place.armId)} `;
  const selector = `${within}[data-option="${CSS.escape(place.path)}"]`;
  for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
    const element = document.querySelector<HTMLElement>(selector);
    const control = element && mainControl(element);
    if (element && control?.checkVisibility()) {
      element.scrollIntoView({ block: 'center' });
      control.focus({ preventScroll: true });
      element.dataset.flash = '';
      setTimeout(() => delete element.dataset.flash, FLASH_MS);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  if (askedControl.getState().place === place) askedControl.setState({ place: null });
}

/** A slider rather than its exact field. */
const mainControl = (place: HTMLElement): HTMLElement | null =>
  place.querySelector<HTMLElement>('[role="slider"]') ??
  place.querySelector<HTMLElement>('input, select, button');
