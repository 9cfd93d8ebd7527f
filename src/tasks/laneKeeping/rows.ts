/** Drives as rows of a data set. */
import { DRIVES, type Driving, drivingOf } from '../../data/driving';
import type { FrameSize } from '../../data/driving/camera';
import type { Part } from '../../data/pictures';
import type { Rows } from '../network';

/** Frames and steering of parts of the data set; `noise`: deviation of the sensor's in grey levels. */
export class Drives {
  readonly size: FrameSize;
  readonly #noise: number;
  readonly #made = new Map<Part, Driving>();

  constructor(size: FrameSize, noise: number) {
    this.size = size;
    this.#noise = noise;
  }

  /** Made when first asked for: many a page only names the tensors of a network. */
  part(part: Part): Driving {
    const made = this.#made.get(part) ?? drivingOf(part, this.size, this.#noise);
    this.#made.set(part, made);
    return made;
  }

  /** `[drives, FRAMES * height * width]`, from -2 to 2. */
  frames(part: Part): Rows {
    const made = () => this.part(part).frames;
    return {
      count: DRIVES[part],
      scale: 1 / 64,
      shift: -2,
      get values() {
        return made();
      },
    };
  }

  /** `[drives, FRAMES]`. */
  steering(part: Part): Rows {
    const made = () => this.part(part).steering;
    return {
      count: DRIVES[part],
      get values() {
        return made();
      },
    };
  }
}
