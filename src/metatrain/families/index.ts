/** The task families there are. A new one is a file beside this and a line here. */
import { findById } from '../../core/findById';
import type { TaskFamily } from '../types';
import { broad } from './broad';
import { inr } from './inr';
import { mlp } from './mlp';
import { pathological } from './pathological';
import { quadratic } from './quadratic';
import { recurrent } from './recurrent';

export const families: readonly TaskFamily[] = [mlp, quadratic, recurrent, inr, pathological, broad];

export const findFamily = (id: string): TaskFamily => findById(families, id, 'task family', 'family');

/** The families a mixture is made of; a plain family is its own only part. */
export const partsOf = (family: TaskFamily): readonly TaskFamily[] => family.parts ?? [family];
