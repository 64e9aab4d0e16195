import type { Violation } from '../../protocol/finding.ts';
import { textKey } from './prose.ts';
import type { RawDocument, RawList, RawRecord, RejectedRecord } from './rawDocument.ts';
import { homesOf, isSameItem, ownOf } from './recordHomes.ts';

export interface MergedRaw {
  readonly raw: RawDocument;
  readonly notes: readonly string[];
}

/**
 * Joins the document that was challenged with the one that followed, so that every record of either has one place and keeps its
 * ordinal. What the second leaves out was not withdrawn: models repeat only what they repaired. Sections and records of the first stay
 * unless the record itself was questioned, alone or with its list; then it counts as withdrawn. A record that moved to another list or to
 * Deferred leaves its old place; so does a refused entry that came back as a record. `questioned` are the violations of the challenge.
 */
export function mergeRaw(previous: RawDocument, next: RawDocument, questioned: readonly Violation[]): MergedRaw {
  const notes: string[] = [];
  const withdrawn: RejectedRecord[] = [];
  let fresh = highest(previous);
  const repaired = homesOf(previous, next);
  const lists = previous.lists.map((list): RawList => {
    const own = ownOf(next, list.name);
    const repeated = own.map((record) => ({ ...record, ordinal: repaired.ordinals.get(record) ?? ++fresh }));
    const ordinals = new Set(repeated.map((record) => record.ordinal));
    // A list that was not sent again at all was forgotten; additions alone replace nothing.
    const some = repeated.some(({ ordinal }) => list.records.some((record) => record.ordinal === ordinal));
    const inDoubt = (record: RawRecord): boolean => isQuestioned(record, list.name, questioned, own.length > 0, some);
    const isPutOff = (record: RawRecord): boolean =>
      next.deferred.some(({ item }) =>
        inDoubt(record) ? isSameItem(item, record.title) : textKey(item) === textKey(record.title),
      );
    const missing = list.records.filter(
      (record) => !ordinals.has(record.ordinal) && !repaired.taken.has(record.ordinal) && !isPutOff(record),
    );
    const out = missing.filter(inDoubt);
    for (const { ordinal, id, title } of out)
      withdrawn.push({
        ordinal,
        id,
        title,
        reason: 'It was questioned, and the writer did not repeat it.',
        rule: 'withdrawn',
      });
    const carried = missing.filter((record) => !out.includes(record));
    for (const record of carried)
      notes.push(`"${record.title}" was not repeated in the corrected answer and was not questioned; it stays.`);
    return { name: list.name, records: inserted(repeated, carried, list.records) };
  });
  const rejected = [...previous.rejected.filter(({ ordinal }) => !repaired.taken.has(ordinal)), ...withdrawn];
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
      deferred: joinedDeferred(previous, next, questioned),
      responses: union(next.responses, previous.responses, (response) => textKey(response.target)),
    },
    notes,
  };
}

/**
 * Items of both answers. One of the first leaves when the second has it again (with other words only if it was questioned), or has made it
 * a record.
 */
function joinedDeferred(
  previous: RawDocument,
  next: RawDocument,
  questioned: readonly Violation[],
): RawDocument['deferred'] {
  const before = new Set(previous.deferred.map(({ item }) => textKey(item)));
  const again = new Set(next.deferred.map(({ item }) => textKey(item)));
  const built = new Set(next.lists.flatMap((list) => list.records.map(({ title }) => textKey(title))));
  const isNew = (at: number): boolean => {
    const item = next.deferred[at];
    return item !== undefined && !before.has(textKey(item.item));
  };
  const stay = previous.deferred.filter(({ item }, i) => {
    if (again.has(textKey(item)) || built.has(textKey(item))) return false;
    const at = `deferred[${i}]`;
    if (!questioned.some((violation) => violation.at === at || violation.at.startsWith(`${at}.`))) return true;
    const reworded = next.deferred.some((other, j) => isNew(j) && isSameItem(other.item, item));
    return !reworded && !(next.deferred.length === previous.deferred.length && isNew(i));
  });
  return [...next.deferred, ...stay];
}

function highest({ lists, rejected }: RawDocument): number {
  return [...lists.flatMap((list) => list.records), ...rejected].reduce(
    (max, { ordinal }) => Math.max(max, ordinal),
    0,
  );
}

/**
 * A complaint about the list is one about each of its records: too many, too much like the findings, none with a need. It only holds
 * against what is missing when the list was sent again; where records were too few, new ones alone are what was asked for.
 */
function isQuestioned(
  { at }: RawRecord,
  list: string,
  questioned: readonly Violation[],
  sent: boolean,
  repeated: boolean,
): boolean {
  return questioned.some(
    (violation) =>
      violation.at === at ||
      violation.at.startsWith(`${at}.`) ||
      (violation.at === `records.${list}` && sent && (violation.rule !== 'too-few' || repeated)),
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
