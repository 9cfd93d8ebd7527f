import { viewTexts } from '../../../texts/views';
import { formatValue } from '../../format';

/** A place on the line or in the plane, in words. */
export const placeText = ([x, y]: readonly number[]): string =>
  viewTexts.surface.place(formatValue(x), y === undefined ? null : formatValue(y));
