import type { Violation } from '../../protocol/finding.ts';
import { textKey } from './prose.ts';
import type { RawDocument, RawList, RawRecord, RejectedRecord } from './rawDocument.ts';

export interface MergedRaw {
  readonly raw: RawDocument;
  readonly notes: readonly string[];
}

/**
 * Joins the document that was challenged with the one that followed, so that every record of either has one place and keeps its
 * ordinal. What the second leaves out was not withdrawn: models repeat only what they repaired. Sections and records of the first stay
 * unless the record itself was questioned; then it counts as withdrawn. `questioned` are the violations of the challenge.
 */
export function mergeRaw(previous: RawDocument, next: RawDocument, questioned: readonly Violation[]): MergedRaw {
  const notes: string[] = [];
  const rejected: RejectedRecord[] = [...previous.rejected];
  let fresh = highest(previous);
  const lists = previous.lists.map((list): RawList => {
    const own = next.lists.find((other) => other.name === list.name)?.records ?? [];
    const matches = matchRecords(list.records, own);
    const repeated = own.map((record) => {
      const old = matches.get(record);
      return { ...record, ordinal: old?.ordinal ?? ++fresh };
    });
    const ordinals = new Set(repeated.map((record) => record.ordinal));
    const missing = list.records.filter((record) => !ordinals.has(record.ordinal));
    const withdrawn = missing.filter((record) => isQuestioned(record, list.name, questioned));
    for (const { ordinal, title } of withdrawn)
      rejected.push({
        ordinal,
        title,
        reason: 'It was questioned, and the writer did not repeat it.',
        rule: 'withdrawn',
      });
    const carried = missing.filter((record) => !withdrawn.includes(record));
    for (const record of carried)
      notes.push(`"${record.title}" was not repeated in the corrected answer and was not questioned; it stays.`);
    return { name: list.name, records: inserted(repeated, carried, list.records) };
  });
  // A refused entry of the second answer that has the title of one before is the same entry.
  const titles = new Set([
    ...rejected.map(({ title }) => textKey(title)),
    ...lists.flatMap((list) => list.records.map((record) => textKey(record.title))),
  ]);
  for (const entry of next.rejected)
    if (!titles.has(textKey(entry.title))) rejected.push({ ...entry, ordinal: ++fresh });
  const sections = [...next.sections.filter((section) => section.markdown !== '')];
  for (const section of previous.sections) {
    if (section.markdown === '' || sections.some((other) => other.heading === section.heading)) continue;
    sections.push(section);
    notes.push(`"${section.heading}" was not repeated in the corrected answer; it stays as it was.`);
  }
  return {
    raw: {
      conclusion: next.conclusion || previous.conclusion,
      confidence: next.confidence ?? previous.confidence,
      preamble: next.preamble || previous.preamble,
      sections: inOrder(
        sections,
        [...previous.sections, ...next.sections].map((section) => section.heading),
      ),
      strays: union(next.strays, previous.strays, (stray) => textKey(stray.heading)),
      lists,
      rejected,
      deferred: union(next.deferred, previous.deferred, (item) => textKey(item.item)),
      responses: union(next.responses, previous.responses, (response) => textKey(response.target)),
    },
    notes,
  };
}

function highest({ lists, rejected }: RawDocument): number {
  return [...lists.flatMap((list) => list.records), ...rejected].reduce(
    (max, { ordinal }) => Math.max(max, ordinal),
    0,
  );
}

/**
 * Pairs records of a list: same id and title, same title, same id; each once. The id alone does not count when the second answer gave
 * another number to a record of the same title: then its numbers are new.
 */
function matchRecords(before: readonly RawRecord[], after: readonly RawRecord[]): Map<RawRecord, RawRecord> {
  const matches = new Map<RawRecord, RawRecord>();
  const used = new Set<RawRecord>();
  const pair = (keyOf: (record: RawRecord) => string): void => {
    const free = new Map<string, RawRecord[]>();
    for (const record of before)
      if (!used.has(record) && keyOf(record) !== '')
        free.set(keyOf(record), [...(free.get(keyOf(record)) ?? []), record]);
    for (const record of after) {
      if (matches.has(record)) continue;
      const old = free.get(keyOf(record))?.shift();
      if (old === undefined) continue;
      matches.set(record, old);
      used.add(old);
    }
  };
  pair((record) => `${record.id}\n${textKey(record.title)}`);
  pair((record) => textKey(record.title));
  if (![...matches].some(([record, old]) => record.id !== old.id)) pair((record) => record.id);
  return matches;
}

function isQuestioned({ at }: RawRecord, list: string, questioned: readonly Violation[]): boolean {
  return questioned.some(
    (violation) =>
      violation.at === at ||
      violation.at.startsWith(`${at}.`) ||
      (violation.at === `records.${list}` && violation.rule === 'limit'),
  );
}

/** Carried records stand behind the one that they followed in the first answer. */
function inserted(
  repeated: readonly RawRecord[],
  carried: readonly RawRecord[],
  before: readonly RawRecord[],
): RawRecord[] {
  const result = [...repeated];
  for (const record of carried) {
    const place = before.indexOf(record);
    const ahead = before.slice(0, place).toReversed();
    const at = ahead
      .map((other) => result.findIndex((candidate) => candidate.ordinal === other.ordinal))
      .find((index) => index >= 0);
    result.splice(at === undefined ? 0 : at + 1, 0, record);
  }
  return result;
}

function inOrder<T extends { readonly heading: string }>(sections: readonly T[], headings: readonly string[]): T[] {
  return sections.toSorted((a, b) => headings.indexOf(a.heading) - headings.indexOf(b.heading));
}

function union<T>(first: readonly T[], second: readonly T[], keyOf: (entry: T) => string): T[] {
  const seen = new Set(first.map(keyOf));
  return [...first, ...second.filter((entry) => !seen.has(keyOf(entry)))];
}
