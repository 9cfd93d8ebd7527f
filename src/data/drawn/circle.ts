/** Sine and cosine of plain arithmetic: the same bits in every engine, which `Math.sin` does not promise. */

const QUARTER = Math.PI / 2;
/** Terms of the Taylor series; within a quarter of a quarter turn the next one is below 1e-15. */
const TERMS = 8;

/** cos and sin of an angle in turns, any finite number. */
export function onCircle(turns: number): readonly [cos: number, sin: number] {
  const quarter = Math.round(4 * turns);
  const x = (4 * turns - quarter) * QUARTER;
  let [cos, sin, power] = [1, x, x];
  for (let term = 1; term <= TERMS; term++) {
    power = (-power * x) / (2 * term);
    cos += power;
    power = (power * x) / (2 * term + 1);
    sin += power;
  }
  switch (((quarter % 4) + 4) % 4) {
    case 1:
      return [-sin, cos];
    case 2:
      return [-cos, -sin];
    case 3:
      return [sin, -cos];
    default:
      return [cos, sin];
  }
}
