/** What a road looks like: its markings and how far they are worn, light, texture. */
import { foldIn, type PrngKey, uniform } from '../../core/prng';

/** A line beside the lane. */
export interface Marking {
  readonly dashed: boolean;
  /** How much of the paint is gone where it is thinnest, from 0 to 1. */
  readonly worn: number;
  /** Where dashes begin, metres, and which places are worn. */
  readonly phase: number;
}

/** One side of the lane. */
export interface Side {
  readonly marking: Marking;
  /** Asphalt beyond the marking, metres; grass is next. */
  readonly shoulder: number;
}

/** Grey levels are those of a picture, from 0 to 255. */
export interface Scene {
  readonly left: Side;
  readonly right: Side;
  readonly asphalt: number;
  /** Of paint, above the asphalt. */
  readonly paint: number;
  readonly grass: number;
  readonly sky: number;
  /** Deviation of the asphalt's grain. */
  readonly grain: number;
  /** By how much the light grows from the left edge to the right one, and from the top to the bottom, as a share. */
  readonly across: number;
  readonly down: number;
}

/** The scene of a key. */
export function sceneOf(key: PrngKey): Scene {
  const draws = uniform(foldIn(key, 6), 16);
  const between = (index: number, least: number, most: number) => least + (most - least) * draws[index];
  const side = (first: number): Side => ({
    marking: {
      dashed: draws[first] < 0.5,
      // Half of all lines are as good as new.
      worn: Math.max(0, between(first + 1, -0.9, 0.9)),
      phase: between(first + 2, 0, 64),
    },
    shoulder: between(first + 3, 0.2, 3.5),
  });
  const asphalt = between(8, 50, 110);
  return {
    left: side(0),
    right: side(4),
    asphalt,
    paint: between(9, 70, 130),
    grass: asphalt + between(10, -40, 60),
    sky: between(11, 130, 240),
    grain: between(12, 0, 12),
    across: between(13, -0.4, 0.4),
    down: between(14, -0.3, 0.3),
  };
}
