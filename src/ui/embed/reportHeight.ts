import { heightReporter } from '../../config/embedOptions';

/** Tells the page around, whenever it changes, how high the content is. */
export function reportHeight(root: HTMLElement): void {
  if (window.parent === window) return;
  const report = heightReporter(window.parent);
  new ResizeObserver(() => report(root.getBoundingClientRect().height)).observe(root);
}
