import type { DocumentRecord, WrittenDocument } from '../../protocol/document.ts';
import { readDocument, readExtra } from '../evidence/judgement.ts';
import type { BuildInput } from './model.ts';

/**
 * Ids of challenged records (and "conclusion") of the document that a validator was given and on which no validator gave a verdict.
 * Empty when no validator of a document ended with an answer: then the ended steps say why.
 */
export function unchallenged(input: BuildInput): ReadonlySet<string> {
  const { document: spec } = input.plan;
  if (spec === null) return new Set();
  const output = (id: string): ReturnType<typeof agentOutput> => agentOutput(input, id);
  const targets = new Set<string>();
  const judged = new Set<string>();
  for (const step of input.plan.steps) {
    if (step.kind !== 'agent' || step.output !== 'verdicts') continue;
    const answer = output(step.id);
    if (answer === null || !answer.judged) continue;
    for (const { target } of readExtra(answer).verdicts ?? []) judged.add(target);
    const given = step.inputs.flatMap((id) => documentOf(output(id)) ?? []).at(-1);
    if (given === undefined) continue;
    for (const list of spec.records.filter((candidate) => candidate.challenge))
      for (const { id } of given.records[list.name] ?? []) targets.add(id);
    if (spec.conclusion !== null && given.conclusion !== '') targets.add('conclusion');
  }
  return new Set([...targets].filter((id) => !judged.has(id)));
}

/** The document with a note on each record that nobody challenged. */
export function withUnchallenged(document: WrittenDocument, ids: ReadonlySet<string>): WrittenDocument {
  const note = 'Unchallenged: no validator gave a verdict on it.';
  const records = Object.entries(document.records).map(([name, list]): [string, DocumentRecord[]] => [
    name,
    list.map((record) =>
      ids.has(record.id) && !record.notes.includes(note) ? { ...record, notes: [...record.notes, note] } : record,
    ),
  ]);
  return { ...document, records: Object.fromEntries(records) };
}

/** One sentence for the reasons of a partial verdict; none when everything was challenged. */
export function unchallengedReasons(input: BuildInput): string[] {
  const ids = [...unchallenged(input)];
  if (ids.length === 0) return [];
  const more = ids.length > 10 ? ` and ${ids.length - 10} more` : '';
  return [`No validator gave a verdict on ${ids.slice(0, 10).join(', ')}${more}: unchallenged.`];
}

function agentOutput(
  input: BuildInput,
  id: string,
): (Parameters<typeof readExtra>[0] & { readonly judged: boolean }) | null {
  const found = input.steps.find((step) => step.id === id)?.output;
  return found?.kind === 'agent' ? found : null;
}

function documentOf(output: ReturnType<typeof agentOutput>): WrittenDocument | null {
  return output === null ? null : readDocument(output);
}
