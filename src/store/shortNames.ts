/** Names of tensors as readers see them: without type and number of the layer (“0.neuralOde/”) where they stay apart. */
export function shortNames(names: readonly string[]): readonly string[] {
  const ways = [
    (name: string) => name.replace(/^.*\//, ''),
    (name: string) => name.replace(/\.[^/]*\//, '/'),
  ];
  return ways.map((way) => names.map(way)).find((short) => new Set(short).size === names.length) ?? names;
}
