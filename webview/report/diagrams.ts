import DOMPurify from 'dompurify';
import { diagramSvg } from '../../src/protocol/diagram/diagramSvg.ts';
import { h } from '../shared/dom.ts';

/** More would make the pane slow to open; further ones stay as text. */
const maxDiagrams = 24;

/**
 * Draws the flowcharts among the code blocks of a rendered text. Each keeps its source in a disclosure, for screen readers and for
 * copying. What cannot be drawn stays a code block.
 */
export function drawDiagrams(element: HTMLElement): HTMLElement {
  const blocks = [...element.querySelectorAll<HTMLElement>('.md-mermaid')].slice(0, maxDiagrams);
  for (const block of blocks) {
    const svg = diagramSvg(block.querySelector('pre')?.textContent ?? '');
    if (svg === null) continue;
    const source = h('details', { class: 'fold' }, h('summary', {}, 'Source of the diagram'));
    const drawing = h('div', { class: 'drawing' });
    // Every text in it is escaped already; the allow-list is a second fence.
    drawing.append(
      DOMPurify.sanitize(svg, { USE_PROFILES: { svg: true }, ADD_ATTR: ['role'], RETURN_DOM_FRAGMENT: true }),
    );
    block.replaceWith(h('div', { class: 'diagram-block' }, drawing, source));
    source.append(block);
  }
  return element;
}
