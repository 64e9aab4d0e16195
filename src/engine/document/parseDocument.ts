import type { DocumentSpec, RecordSpec } from '../../protocol/document.ts';
import type { Violation } from '../../protocol/finding.ts';
import { violation } from '../evidence/answer.ts';
import { documentLimits as limits } from './documentLimits.ts';
import { parseSections } from './parseSections.ts';
import { textKey } from './prose.ts';
import type { RawDocument, RawMembers, RawRecord, RejectedRecord } from './rawDocument.ts';

export type ParsedDocument =
  | {
      readonly ok: true;
      readonly raw: RawDocument;
      readonly violations: readonly Violation[];
      /** What was tolerated, for people. */
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly violations: readonly Violation[] };

/**
 * Sorts an answer by what the flow declares: `markdown` is the prose around the json block, `members` its document part. Every record
 * ends in a list of the flow or among the rejected, every piece of prose in a section, the strays or the preamble. An answer that has
 * neither a section nor a record is refused with rule `output_unreadable`. Never throws; linear in the length of the answer.
 */
export function parseDocument(markdown: string, members: RawMembers, spec: DocumentSpec): ParsedDocument {
  const wanted = spec.sections.filter((section) => section.from === 'writer').map((section) => section.heading);
  const prose = parseSections(markdown, wanted);
  const violations: Violation[] = [];
  const rejected: RejectedRecord[] = [...members.rejected];
  const lists = new Map<string, RawRecord[]>(spec.records.map((list) => [list.name, []]));
  for (const given of members.lists) {
    const home = listFor(given.name, spec.records);
    if (home !== undefined) {
      lists.get(home.name)?.push(...given.records);
      continue;
    }
    if (given.records.length === 0) continue;
    const names = spec.records.map((list) => list.name).join(', ');
    violations.push(
      violation(
        `records.${given.name}`,
        'unknown-list',
        `The document has no list "${given.name}"; its lists are: ${names || 'none'}.`,
      ),
    );
    for (const { ordinal, id, title } of given.records)
      rejected.push({ ordinal, id, title, reason: `The document has no list "${given.name}".`, rule: 'shape' });
  }
  const some =
    prose.sections.some((section) => section.markdown !== '') || [...lists.values()].some((list) => list.length > 0);
  if (!some) return { ok: false, violations: [nothingThere(wanted, spec)] };
  return {
    ok: true,
    raw: {
      conclusion: members.conclusion,
      confidence: members.confidence,
      preamble: prose.preamble,
      sections: prose.sections,
      strays: prose.strays,
      lists: spec.records.map(({ name }) => ({ name, records: lists.get(name) ?? [] })),
      rejected,
      deferred: members.deferred,
      responses: members.responses,
    },
    violations,
    notes: prose.notes,
  };
}

function nothingThere(wanted: readonly string[], spec: DocumentSpec): Violation {
  const headings = wanted.slice(0, limits.named).map((heading) => `"## ${heading}"`);
  const lists = spec.records.slice(0, limits.named).map((list) => `"${list.name}"`);
  const asked = [
    ...(headings.length > 0 ? [`Write the sections ${headings.join(', ')} as Markdown above the json block.`] : []),
    ...(lists.length > 0 ? [`Send the lists ${lists.join(', ')} under "records".`] : []),
  ];
  return violation(
    '',
    'output_unreadable',
    `The answer has neither a section of the document nor a record. ${asked.join(' ')}`.trim(),
  );
}

/** A list under its name, its title or either in another number or spelling; the only list of the flow under no name. */
function listFor(name: string, specs: readonly RecordSpec[]): RecordSpec | undefined {
  if (name === '' || name === '(others)') return specs.length === 1 && name === '' ? specs[0] : undefined;
  const key = singular(name);
  return (
    specs.find((spec) => spec.name === name) ??
    specs.find((spec) => singular(spec.name) === key || singular(spec.title) === key)
  );
}

function singular(name: string): string {
  return textKey(name).replaceAll(' ', '').replace(/ies$/, 'y').replace(/s$/, '');
}
