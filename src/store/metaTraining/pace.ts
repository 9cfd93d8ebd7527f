/** How fast the run is now: over its last half minute, in one phase, and only once that is some seconds. */
const WINDOW_S = 30;
const LEAST_S = 3;

interface Point {
  readonly done: number;
  /** Of training, pauses left out. */
  readonly seconds: number;
  readonly phase: string;
}

export class Pace {
  #points: Point[] = [];

  /** Takes a report; one that does not go on from the last begins anew. */
  add(point: Point): void {
    const last = this.#points.at(-1);
    const goesOn =
      last && point.phase === last.phase && point.done > last.done && point.seconds >= last.seconds;
    const kept = goesOn ? this.#points.filter(({ seconds }) => point.seconds - seconds <= WINDOW_S) : [];
    // A step that takes longer than the window is measured all the same.
    this.#points = [...(goesOn && kept.length === 0 ? [last] : kept), point];
  }

  /** Null while it is not known. */
  get secondsPerStep(): number | null {
    const [first] = this.#points;
    const last = this.#points.at(-1);
    if (!last || last.seconds - first.seconds < LEAST_S) return null;
    return (last.seconds - first.seconds) / (last.done - first.done);
  }
}
