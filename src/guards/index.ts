/** The guards there are. A new one is a folder beside this and a line here. */
import { earlyStopping } from './earlyStopping';
import { increaseSteps } from './increaseSteps';
import { lgl2o } from './lgl2o';
import { minLossReinit } from './minLossReinit';
import { switchToDesigned } from './switchToDesigned';
import type { Guard } from './types';

export const guards: readonly Guard[] = [
  lgl2o,
  minLossReinit,
  increaseSteps,
  switchToDesigned,
  earlyStopping,
];
