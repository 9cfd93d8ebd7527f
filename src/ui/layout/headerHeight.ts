/** Tells the style sheets how high the header is: on narrow windows its tools take a second line. A ref. */
export function tellHeaderHeight(header: HTMLElement | null): (() => void) | undefined {
  if (!header) return undefined;
  const observer = new ResizeObserver(() => {
    document.documentElement.style.setProperty('--header-height', `${header.offsetHeight}px`);
  });
  observer.observe(header);
  return () => observer.disconnect();
}
