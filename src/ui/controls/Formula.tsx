import { useEffect, useRef } from 'react';

interface TexProps {
  readonly tex: string;
  /** A formula on lines of its own. */
  readonly display?: boolean;
}

/** TeX, set by KaTeX, which is loaded with the first of it. MathML is there for screen readers. */
export function Tex({ tex, display = false }: TexProps) {
  const host = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    let gone = false;
    Promise.all([import('katex'), import('katex/dist/katex.min.css')]).then(([{ default: katex }]) => {
      if (gone || !host.current) return;
      katex.render(tex, host.current, {
        displayMode: display,
        throwOnError: false,
        output: 'htmlAndMathml',
        strict: false,
        // Classes alone: values in a formula have a colour of their own.
        trust: ({ command }) => command === '\\htmlClass',
      });
    });
    return () => {
      gone = true;
    };
  }, [tex, display]);
  return <span ref={host} />;
}

interface FormulaProps {
  readonly tex: string;
  /** What the formula says, in words. */
  readonly label: string;
}

/** A formula that scrolls where it does not fit. */
export function Formula({ tex, label }: FormulaProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="formula" aria-label={label} tabIndex={0}>
      <Tex tex={tex} display />
    </section>
  );
}
