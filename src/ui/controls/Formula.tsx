import { useEffect, useRef } from 'react';

interface TexProps {
  readonly tex: string;
  /** A formula on lines of its own. */
  readonly display?: boolean;
}

/** Setting a formula takes milliseconds: values that a slider moves are set so often at most. */
const EVERY_MS = 150;

/** TeX, set by KaTeX, which is loaded with the first of it. MathML is there for screen readers. */
export function Tex({ tex, display = false }: TexProps) {
  const host = useRef<HTMLSpanElement>(null);
  const wanted = useRef(tex);
  wanted.current = tex;
  const waiting = useRef<ReturnType<typeof setTimeout>>(undefined);
  const isSet = useRef(false);
  useEffect(() => () => clearTimeout(waiting.current), []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other TeX asks for another setting
  useEffect(() => {
    const set = async () => {
      const [{ default: katex }] = await Promise.all([import('katex'), import('katex/dist/katex.min.css')]);
      waiting.current = undefined;
      if (!host.current) return;
      isSet.current = true;
      katex.render(wanted.current, host.current, {
        displayMode: display,
        throwOnError: false,
        output: 'htmlAndMathml',
        strict: false,
        // Classes alone: values in a formula have a colour of their own.
        trust: ({ command }) => command === '\\htmlClass',
      });
    };
    waiting.current ??= setTimeout(set, isSet.current ? EVERY_MS : 0);
  }, [tex, display]);
  return <span ref={host} />;
}

interface FormulaProps {
  readonly tex: string;
  /** The formula in words. */
  readonly label: string;
}

/** Share of its size that a formula is still readable at. */
const SMALLEST = 0.66;

/** A formula, set smaller where it does not fit, and that scrolls where this would be too small. */
export function Formula({ tex, label }: FormulaProps) {
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = place.current!;
    let fit = 1;
    // After layout, so that nothing is laid out for this alone.
    const sizes = new ResizeObserver(() => {
      const width = element.querySelector('.katex-html > .base')?.getBoundingClientRect().width ?? 0;
      const room = element.clientWidth - 2 * Number.parseFloat(getComputedStyle(element).paddingLeft);
      const wanted = width > 0 && room > 0 ? Math.max(SMALLEST, Math.min(1, (fit * room) / width)) : 1;
      if (Math.abs(wanted - fit) < 0.01) return;
      fit = wanted;
      element.style.setProperty('--fit', String(fit));
    });
    const observe = () => {
      sizes.disconnect();
      sizes.observe(element);
      const base = element.querySelector('.katex-html > .base');
      if (base) sizes.observe(base);
    };
    // The formula is set later, and anew when its values change.
    const changes = new MutationObserver(observe);
    changes.observe(element, { childList: true, subtree: true });
    observe();
    return () => {
      changes.disconnect();
      sizes.disconnect();
    };
  }, []);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="formula" aria-label={label} tabIndex={0} ref={place}>
      <Tex tex={tex} display />
    </section>
  );
}
