import type { OutlineBuilder } from './OutlineBuilder.ts';

const rstRule = /^([=\-~`:'"^_*+#<>.])\1{2,}\s*$/;

/** reStructuredText: a title stands above a rule at least as long as itself; the level is the order in which rules appear. */
export function rstOutline(lines: readonly string[], builder: OutlineBuilder): void {
  const styles: string[] = [];
  for (const [index, line] of lines.entries()) {
    for (const match of line.matchAll(/`[^`<]{0,200}<([^>\s]{1,500})>`_/g)) builder.link(match[1] ?? '', index);
    const directive = /^\s{0,20}\.\. (?:image|figure|include|literalinclude):: (\S{1,500})/.exec(line);
    if (directive !== null) builder.link(directive[1] ?? '', index);
    const rule = rstRule.exec(line);
    const title = lines[index - 1] ?? '';
    if (rule === null || /^\s*$|^ {2}/.test(title) || rstRule.test(title)) continue;
    if (line.trimEnd().length < title.trim().length) continue;
    const overlined = rstRule.test(lines[index - 2] ?? '');
    if (!overlined && (lines[index - 2] ?? '').trim() !== '') continue;
    const style = `${overlined ? 'o' : ''}${rule[1] ?? ''}`;
    if (!styles.includes(style)) styles.push(style);
    builder.heading(styles.indexOf(style) + 1, title, index - 1);
  }
}

/** AsciiDoc: `=` to `======`; listing, literal and comment blocks are passed over. */
export function asciidocOutline(lines: readonly string[], builder: OutlineBuilder): void {
  let block: string | null = null;
  for (const [index, line] of lines.entries()) {
    const edge = /^(?:-{4,}|\.{4,}|\/{4,}|`{3,})\s*$/.exec(line)?.[0].trim();
    if (edge !== undefined) {
      if (block === null) block = edge;
      else if (block === edge) block = null;
      continue;
    }
    if (block !== null) continue;
    const heading = /^(={1,6})[ \t]+(\S.*)$/.exec(line);
    if (heading !== null) builder.heading(heading[1]?.length ?? 1, heading[2] ?? '', index);
    for (const match of line.matchAll(/\b(?:link:|xref:|include::|image::?)([^\s[\]]{1,500})\[/g))
      builder.link(match[1] ?? '', index);
    for (const match of line.matchAll(/<<([^\s,>#]{1,300}\.adoc)/g)) builder.link(match[1] ?? '', index);
  }
}
