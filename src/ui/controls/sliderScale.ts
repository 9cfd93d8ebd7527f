/** Where a slider's thumb stands for a value. Positions are whole or steps of `step`; values are round. */
import type { NumberOption } from '../../core/option';

export interface SliderScale {
  readonly min: number;
  readonly max: number;
  readonly step: number;
  toValue(position: number): number;
  toPosition(value: number): number;
  /**
   * The value of a position that a thumb was moved to from `value`. Where neighbouring positions round to
   * the same whole number it is the next other one, or arrow keys would never leave it.
   */
  onward(position: number, value: number): number;
}

/** Thumb positions in every factor of ten of a logarithmic slider. */
const PER_DECADE = 20;
/** Positions of a linear slider without a step of its own. */
const LINEAR_STEPS = 200;

type Range = Pick<NumberOption, 'min' | 'max' | 'scale' | 'integer' | 'allowZero' | 'step'>;

/** The scale of an option. Where 0 means off, it is the leftmost position of a logarithmic slider. */
export function sliderScale(spec: Range): SliderScale {
  const scale = spec.scale === 'log' ? logScale(spec) : linearScale(spec);
  return {
    ...scale,
    onward(position, value) {
      const way = Math.sign(position - scale.toPosition(value)) * scale.step;
      let at = position;
      while (way !== 0 && scale.toValue(at) === value && at + way >= scale.min && at + way <= scale.max)
        at += way;
      return scale.toValue(at);
    },
  };
}

type Positions = Omit<SliderScale, 'onward'>;

function logScale({ min, max, integer, allowZero }: Range): Positions {
  const low = Math.log10(min);
  const steps = Math.max(1, Math.round((Math.log10(max) - low) * PER_DECADE));
  const perStep = (Math.log10(max) - low) / steps;
  const first = allowZero ? 1 : 0;
  const clamp = (value: number) => Math.min(max, Math.max(min, value));
  return {
    min: 0,
    max: steps + first,
    step: 1,
    toValue(position) {
      if (position < first) return 0;
      const value = 10 ** (low + (position - first) * perStep);
      return clamp(integer ? Math.round(value) : Number(value.toPrecision(2)));
    },
    toPosition(value) {
      if (!(value > 0)) return 0;
      return Math.round((Math.log10(clamp(value)) - low) / perStep) + first;
    },
  };
}

function linearScale({ min, max, integer, step }: Range): Positions {
  const natural = integer ? Math.max(1, Math.round((max - min) / LINEAR_STEPS)) : (max - min) / LINEAR_STEPS;
  const width = step ?? natural;
  const digits = Math.max(0, Math.min(12, Math.ceil(-Math.log10(width)) + 2));
  return {
    min,
    max,
    step: width,
    toValue: (position) => Math.min(max, Math.max(min, Number(position.toFixed(digits)))),
    toPosition: (value) => Math.min(max, Math.max(min, value)),
  };
}
