import type { SectionSpec } from '../../../protocol/document.ts';
import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import type { Check } from '../draft.ts';
import { type Fence, fencesOf } from '../fences.ts';

const flowchart = /^(?:flowchart|graph)[ \t]+(?:TD|TB|BT|RL|LR)\b/;
const diagramType =
  /^(?:(?:flowchart|graph)[ \t]+(?:TD|TB|BT|RL|LR)\b|(?:sequenceDiagram|classDiagram|stateDiagram(?:-v2)?|erDiagram|journey|gantt|pie|mindmap|timeline|quadrantChart|requirementDiagram|gitGraph|kanban|C4\w+|(?:sankey|xychart|block|packet|architecture)(?:-beta)?)(?![\w-]))/;

/**
 * Mermaid diagrams stand where the flow wants them, and their first line is a diagram type. A flowchart in a fence without a language gets
 * the language (fix). A fence that is no diagram, or one in a section without diagrams: reprompt, then it becomes plain text with a
 * note, because nothing could draw it. A required flowchart that is missing: reprompt, then fail.
 */
export const diagrams: Check = (draft, { spec }) => {
  const violations: Violation[] = [];
  const notes: string[] = [];
  const failures: string[] = [];
  const sections = draft.sections.map((section) => {
    const wanted = spec.sections.find((candidate) => candidate.heading === section.heading);
    if (wanted === undefined) return section;
    const result = checkSection(section.markdown, wanted);
    for (const message of result.wrong)
      violations.push(violation(`sections.${section.heading}`, 'diagram', `"${section.heading}": ${message}`));
    notes.push(...result.notes.map((note) => `"${section.heading}": ${note}`));
    if (wanted.diagram === 'required' && !result.drawn) {
      violations.push(
        violation(
          `sections.${section.heading}`,
          'diagram',
          `"${section.heading}" needs a flowchart: a mermaid fence whose first line is "flowchart TD" or "flowchart LR".`,
        ),
      );
      failures.push(`The diagram of "${section.heading}" is missing.`);
    }
    return { ...section, markdown: result.markdown };
  });
  return { draft: { ...draft, sections }, violations, notes, failures };
};

function checkSection(
  markdown: string,
  { diagram }: SectionSpec,
): { markdown: string; wrong: string[]; notes: string[]; drawn: boolean } {
  const lines = markdown.split('\n');
  const wrong: string[] = [];
  const notes: string[] = [];
  let drawn = false;
  for (const fence of fencesOf(lines)) {
    const first = firstLine(lines, fence);
    const bare = fence.language === '' && flowchart.test(first);
    if (fence.language !== 'mermaid' && !bare) continue;
    if (!diagramType.test(first)) {
      wrong.push(
        `the diagram must begin with its type, for example "flowchart TD", and begins with "${first.slice(0, 60)}".`,
      );
      notes.push('A diagram without a type is shown as text.');
      relabel(lines, fence, 'text');
    } else if (diagram === 'none') {
      wrong.push('no diagram belongs into this section; say it in words.');
      notes.push('A diagram that nobody asked for is shown as text.');
      relabel(lines, fence, 'text');
    } else {
      if (flowchart.test(first)) drawn = true;
      if (bare) relabel(lines, fence, 'mermaid');
    }
  }
  return { markdown: lines.join('\n'), wrong, notes, drawn };
}

/** The first line that says something: not a directive, a comment or front matter. */
function firstLine(lines: readonly string[], fence: Fence): string {
  let inFrontMatter = false;
  for (const line of lines.slice(fence.start + 1, fence.closed ? fence.end : fence.end + 1)) {
    const text = line.trim();
    if (text === '---') inFrontMatter = !inFrontMatter;
    else if (!inFrontMatter && text !== '' && !text.startsWith('%%')) return text;
  }
  return '';
}

function relabel(lines: string[], fence: Fence, language: string): void {
  // Inside a list item a fence without the indentation of its item would not end where it ends.
  const indent = /^[ \t]*/.exec(lines[fence.start] ?? '')?.[0] ?? '';
  lines[fence.start] = `${indent}${fence.mark}${language}`;
}
