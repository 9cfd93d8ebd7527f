/** What is wrong with a formula, and where. */
import { formulaTexts } from '../../../texts/formula';

export class FormulaFault extends Error {
  override readonly name = 'FormulaFault';
  /** Character, from 1; none where it concerns the whole. */
  readonly place?: number;
  constructor(fault: string, place?: number) {
    super(place === undefined ? formulaTexts.ofAll(fault) : formulaTexts.at(place, fault));
    if (place !== undefined) this.place = place;
  }
}
