import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../../evidence/answer.ts';
import { allRecords, type Check, type CheckContext, type Draft, mapRecords, nameOf, noted } from '../draft.ts';
import { documentLimits as limits } from '../documentLimits.ts';
import { referencesOf } from '../references.ts';
import { type Settled, settleIds } from '../settleIds.ts';

/**
 * Every id in the prose and in the texts of records leads somewhere. The writer's own ids become report ids, ids of records that were
 * put off or excluded become their titles (fix). An id in brackets that leads nowhere: reprompt, then strip and say so; outside of
 * brackets it stays, with a note. Runs when ids are assigned.
 */
export const citedIds: Check = (draft, context) => {
  const settle = settlerOf(draft, context);
  const violations: Violation[] = [];
  const notes: string[] = [];
  const texts = (at: string, name: string, text: string, say: (note: string) => void): string => {
    const { text: settled, stripped, dangling } = settleIds(text, settle);
    const lost = [...new Set([...stripped, ...dangling])];
    if (lost.length > 0)
      violations.push(
        violation(
          at,
          'unknown-id',
          `${name} cites ${listed(lost)}: no finding handed to you and no record of yours has such an id.`,
        ),
      );
    if (stripped.length > 0) say(`Ids that lead nowhere were taken out: ${listed(stripped)}.`);
    if (dangling.length > 0) say(`It speaks of ${listed(dangling)}, which leads nowhere.`);
    return settled;
  };
  const say = (name: string) => (note: string) => void notes.push(`${name}: ${note}`);
  const settled: Draft = {
    ...draft,
    conclusion: texts('conclusion', 'The conclusion', draft.conclusion, say('Conclusion')),
    sections: draft.sections.map((section) => ({
      ...section,
      markdown: texts(
        `sections.${section.heading}`,
        `"${section.heading}"`,
        section.markdown,
        say(`"${section.heading}"`),
      ),
    })),
    deferred: draft.deferred.map((item) => ({
      item: settleIds(item.item, settle).text,
      why: settleIds(item.why, settle).text,
      reopenWhen: settleIds(item.reopenWhen, settle).text,
      source: settleIds(item.source, settle).text,
    })),
    responses: draft.responses.map((response) => ({ ...response, reason: settleIds(response.reason, settle).text })),
  };
  const next = mapRecords(settled, (record, spec) => {
    const found: string[] = [];
    const one = (name: string, text: string): string =>
      texts(`${record.at}.${name}`, nameOf(record), text, (note) => found.push(note));
    const fields = Object.entries(record.fields).map(([name, value]) => {
      const kind = spec.fields.find((field) => field.name === name)?.kind;
      if (kind !== 'text' && kind !== 'list') return [name, value] as const;
      return [name, typeof value === 'string' ? one(name, value) : value.map((item) => one(name, item))] as const;
    });
    const need = record.need === null ? null : { ...record.need, ref: settleIds(record.need.ref, settle).text };
    return noted(
      { ...record, title: one('title', record.title) || record.title, fields: Object.fromEntries(fields), need },
      ...found,
    );
  });
  return { draft: next, violations, notes };
};

function withoutBrackets(title: string): string {
  return title.replace(/\s{0,9}\[[^\]]{0,200}\]/g, '').replace(/[[\]]/g, '');
}

function listed(ids: readonly string[]): string {
  const unique = [...new Set(ids)];
  return unique.length <= limits.named
    ? unique.join(', ')
    : `${unique.slice(0, limits.named).join(', ')} and ${unique.length - limits.named} more`;
}

function settlerOf(draft: Draft, context: CheckContext): (token: string, bracketed: boolean) => Settled {
  const resolve = referencesOf(draft, context);
  const records = new Map(allRecords(draft).map((record) => [record.key, record]));
  const prefixes = new Set(context.findings.map((finding) => finding.id.replace(/\d+$/, '')));
  const known = new Map<string, Settled>();
  const gone = new Map(draft.gone.map((record) => [record.key, record.given]));
  const lookUp = (token: string, bracketed: boolean): Settled => {
    const target = resolve(token);
    switch (target.kind) {
      case 'finding':
        return bracketed || token.includes('-') ? { kind: 'id', id: target.id } : { kind: 'keep' };
      case 'record': {
        const record = records.get(target.key);
        if (record === undefined) return { kind: 'keep' };
        // Outside of brackets a word that only resembles an id is a word: "S3" is a store, unless it is what the writer calls the record.
        return bracketed || token === record.given ? { kind: 'id', id: record.id } : { kind: 'keep' };
      }
      case 'gone':
        return bracketed || token === gone.get(target.key)
          ? {
              kind: 'title',
              text: `"${withoutBrackets(target.title)}" (${target.place === 'deferred' ? 'put off' : 'excluded'})`,
            }
          : { kind: 'keep' };
      case 'source':
        return { kind: 'keep' };
      case 'ambiguous':
      case 'unknown':
        return bracketed || prefixes.has(token.replace(/\d+$/, '')) ? { kind: 'unknown' } : { kind: 'keep' };
    }
  };
  return (token, bracketed) => {
    const key = `${bracketed ? '[' : ''}${token}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const found = lookUp(token, bracketed);
    known.set(key, found);
    return found;
  };
}
