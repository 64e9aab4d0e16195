import { h } from '../shared/dom.ts';

/** Headings like `D-1 Title` become the targets of ids; `[D-1]` and `[E-001]` in prose lead there. `goTo` is told the id. */
export function linkIds(root: HTMLElement, findings: ReadonlySet<string>, goTo: (id: string) => void): void {
  const records = new Set<string>();
  for (const heading of root.querySelectorAll<HTMLElement>('.document-section h3, .document-section h4')) {
    const id = /^([A-Z]{1,5}-\d{1,4})(?![\w-])/.exec(heading.textContent)?.[1];
    if (id === undefined || findings.has(id) || records.has(id)) continue;
    records.add(id);
    heading.id = `record-${id}`;
    heading.tabIndex = -1;
  }
  const known = (id: string): boolean => findings.has(id) || records.has(id);
  for (const text of textNodes(root)) replaceIds(text, known, goTo);
}

function textNodes(root: HTMLElement): Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: Text[] = [];
  while (walker.nextNode() !== null) {
    const node = walker.currentNode;
    if (node instanceof Text && node.data.includes('[') && node.parentElement?.closest('.md') !== null) {
      if (node.parentElement?.closest('a, code, pre, svg, button') === null) found.push(node);
    }
  }
  return found;
}

function replaceIds(text: Text, known: (id: string) => boolean, goTo: (id: string) => void): void {
  const parts: (Node | string)[] = [];
  let at = 0;
  for (const match of text.data.matchAll(/\[([A-Z]{1,5}-\d{1,4})\]/g)) {
    const id = match[1] ?? '';
    if (!known(id)) continue;
    parts.push(text.data.slice(at, match.index));
    parts.push(
      h(
        'button',
        { class: 'id-link', attrs: { type: 'button', 'data-id': id }, on: { click: () => goTo(id) } },
        match[0],
      ),
    );
    at = match.index + match[0].length;
  }
  if (parts.length === 0) return;
  parts.push(text.data.slice(at));
  text.replaceWith(...parts);
}
