import { Tex } from '../controls/Formula';
import { formatValue } from '../format';

interface Term {
  readonly tex: string;
  /** The number under the symbol; none for signs between them. */
  readonly value?: number;
  /** Words under the symbol. */
  readonly note?: string;
  readonly tone?: 'hand' | 'learned' | 'strong';
  readonly digits?: number;
}

interface TermsProps {
  /** Meaning of the numbers together, in words. */
  readonly label: string;
  /** Terms that stay together where lines break. */
  readonly groups: readonly (readonly Term[])[];
  readonly className?: string;
}

/** A formula with the present number under each of its symbols. */
export function Terms({ label, groups, className = '' }: TermsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls
    <div className={`terms ${className}`} role="group" aria-label={label}>
      {groups.map((terms, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: groups and terms are their places
        <span className={terms[0]?.value === undefined ? 'term-group follows' : 'term-group'} key={place}>
          {terms.map(({ tex, value, note, tone, digits = 3 }, index) => (
            <span
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              key={index}
              className={value === undefined && note === undefined ? 'term sign' : `term ${tone ?? ''}`}
            >
              <Tex tex={tex} />
              {value !== undefined && <span className="value">{formatValue(value, digits)}</span>}
              {note !== undefined && <small>{note}</small>}
            </span>
          ))}
        </span>
      ))}
    </div>
  );
}
