import { parseNumber } from '../format';

/** What may be tried, in the order of preference. */
const WHOLE = ['20', '500', '20,000', '2', '0'];
const ANY = ['0.5', '2500', '1e-3', '0.05', '20', '1'];
/** Examples named at most. */
const MOST = 3;

/** Numbers as one may write them that a field takes; none where it takes none of the usual ones. */
export function exampleNumbers(check: (value: number) => string | null, whole = false): readonly string[] {
  const takes = (text: string): boolean => {
    const value = parseNumber(text, whole);
    return value !== null && check(value) === null;
  };
  return (whole ? WHOLE : ANY).filter(takes).slice(0, MOST);
}
