import { Tooltip } from '@mantine/core';

/** The name of a button, beside it. */
export default function Tip({ anchor, label }: { readonly anchor: HTMLElement; readonly label: string }) {
  return <Tooltip target={anchor} label={label} opened withArrow />;
}
