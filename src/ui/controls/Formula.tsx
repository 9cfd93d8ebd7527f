import { useEffect, useRef } from 'react';

interface FormulaProps {
  readonly tex: string;
  /** The formula in words or as text, until it is set and for those who cannot see it. */
  readonly label: string;
}

/** A formula, set by KaTeX, which is loaded with the first one. */
export function Formula({ tex, label }: FormulaProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    let gone = false;
    Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([{ default: katex }]) => {
      if (gone || !host.current) return;
      katex.render(tex, host.current, { displayMode: true, throwOnError: false, output: 'htmlAndMathml' });
    });
    return () => {
      gone = true;
    };
  }, [tex]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long formula scrolls, also by keyboard
    <section className="formula" aria-label={label} tabIndex={0}>
      <div ref={host} />
    </section>
  );
}
