import type { SourceView } from '../sourceView.ts';

const namesBySource = new WeakMap<SourceView, ReadonlySet<string>>();
const assignment = /(?:^|[^.\w$])([\w$]{1,60})\s{0,4}(?:(?:[-+*/%|&^]|\|\||&&|\?\?|<<|>>)?=(?![=>])|\+\+|--)/g;
const declaration = /^\s{0,80}(?:export )?(?:const|let|var)\b/;

/** Names that indented code of the file assigns without declaring them there; computed once for each file. */
export function reassignedNames(source: SourceView): ReadonlySet<string> {
  const known = namesBySource.get(source);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const line of source.bare) {
    if (!/^\s/.test(line) || declaration.test(line)) continue;
    for (const match of line.matchAll(assignment)) names.add(match[1] ?? '');
  }
  namesBySource.set(source, names);
  return names;
}
