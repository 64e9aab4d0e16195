import type { FlowFile } from '../../protocol/definition/flowFile.ts';
import type { FieldSpec, RecordSpec } from '../../protocol/document.ts';
import { sectionOf } from './documentSpec.ts';
import type { GraphStep } from './graph.ts';
import { didYouMean } from './problem.ts';
import type { DefinitionPath } from './yamlText.ts';

/** Takes one problem: where, the rule broken, what is wrong, what to write instead. */
export type AddProblem = (path: DefinitionPath, rule: string, message: string, fix: string) => void;

/** Prefixes that the engine gives to merged findings and verdicts; a record with one of them could not be told apart. */
const takenPrefixes = ['E', 'G', 'TP', 'CRIT', 'WARN', 'SUGG', 'SEC', 'YAGNI', 'LEAD', 'V'];
/** The member of every answer that holds findings, and what `of:` calls them. */
const findingsList = 'findings';
const baseFields = ['id', 'title', 'evidence', 'need'];

/** What is wrong with the document part of a flow: sections and records that name what is not there, or that nobody fills. */
export function documentProblems(definition: FlowFile, graph: readonly GraphStep[], add: AddProblem): void {
  const { report } = definition;
  const writers = graph.filter((step) => step.kind === 'agent' && step.output === 'document');
  if (report.kind !== 'document') {
    for (const writer of writers) {
      const message = `Step "${writer.id}" writes a document, but the report of this flow is of kind "${report.kind}".`;
      add(['report', 'kind'], 'document', message, 'Write "kind: document", or give the step another output.');
    }
    const at = report.sections.findIndex((section) => typeof section !== 'string');
    if (at >= 0) {
      const message = 'Only a report of kind "document" says where its sections come from.';
      add(['report', 'sections', at], 'document', message, 'Write the heading alone, or "kind: document".');
    }
    if (report.records.length > 0)
      add(['report', 'records'], 'document', 'Only a report of kind "document" has records.', 'Remove them.');
    return;
  }
  for (const step of writers) {
    if (step.kind !== 'agent' || step.role === 'synthesizer' || step.role === 'rewrite') continue;
    const message = `Step "${step.id}" is ${step.role} and writes the document.`;
    add(['report'], 'document', message, 'Only the synthesizer and the rewrite have "output: document".');
  }
  sectionProblems(definition, graph, writers.length > 0, add);
  recordProblems(report.records, add);
}

function sectionProblems({ report }: FlowFile, graph: readonly GraphStep[], hasWriter: boolean, add: AddProblem): void {
  const ids = graph.filter((step) => step.kind === 'agent').map((step) => step.id);
  const lists = report.records.map((record) => record.name);
  const headings = new Set<string>();
  if (report.sections.length === 0)
    add(['report'], 'document', 'The document has no sections.', 'Add "sections:" with the headings in order.');
  report.sections.forEach((given, i) => {
    const section = sectionOf(given);
    const at = ['report', 'sections', i];
    const name = `The section "${section.heading}"`;
    const key = section.heading.trim().toLowerCase();
    if (headings.has(key)) add(at, 'duplicate-heading', `${name} is there twice.`, 'Give one of them another heading.');
    headings.add(key);
    if (!hasWriter && (section.from === 'writer' || section.from === 'records')) {
      const message = `${name} is filled by a writer, and no step has "output: document".`;
      add(at, 'document', message, 'Add "output: document" to the synthesizer, or another "from:".');
    }
    needs(section.from === 'records', 'records', section.records, at, name, add);
    needs(section.from === 'steps', 'steps', section.steps, at, name, add);
    needs(section.from === 'engine', 'compute', section.compute, at, name, add);
    if (section.records !== undefined && !lists.includes(section.records)) {
      const message = `${name} shows the records "${section.records}", which are not declared.`;
      add([...at, 'records'], 'records-unknown', message, didYouMean(section.records, lists));
    }
    section.steps?.forEach((id, n) => {
      if (!ids.includes(id))
        add([...at, 'steps', n], 'step-unknown', `${name} shows the step "${id}", which is none.`, didYouMean(id, ids));
    });
  });
}

/** A member that one kind of section must have and no other may. */
function needs(wanted: boolean, key: string, value: unknown, at: DefinitionPath, name: string, add: AddProblem): void {
  if (wanted && value === undefined)
    add(at, 'document', `${name} does not say which "${key}".`, `Add "${key}:" to it.`);
  if (!wanted && value !== undefined) {
    const from = key === 'compute' ? 'engine' : key;
    add([...at, key], 'document', `${name} has "${key}" but does not take it from there.`, `Write "from: ${from}".`);
  }
}

function recordProblems(records: readonly RecordSpec[], add: AddProblem): void {
  const names = records.map((record) => record.name);
  records.forEach((record, i) => {
    const at = ['report', 'records', i];
    const earlier = records.slice(0, i);
    if (earlier.some((other) => other.name === record.name))
      add(at, 'duplicate-id', `Two lists are named "${record.name}".`, 'Give one of them another name.');
    if (earlier.some((other) => other.prefix === record.prefix))
      add([...at, 'prefix'], 'duplicate-id', `Two lists have the prefix "${record.prefix}".`, 'Take another prefix.');
    if (takenPrefixes.includes(record.prefix)) {
      const message = `The prefix "${record.prefix}" belongs to findings.`;
      add([...at, 'prefix'], 'prefix', message, `Take one that is not among: ${takenPrefixes.join(', ')}.`);
    }
    if (record.name === findingsList) {
      const message = `A list named "${findingsList}" could not be told apart from the findings of the answer.`;
      add([...at, 'name'], 'name', message, 'Take another name, for example "points".');
    }
    if (record.min > record.max)
      add(
        [...at, 'min'],
        'value',
        `"${record.name}" needs more records than it may have.`,
        'Lower "min" or raise "max".',
      );
    record.fields.forEach((field, n) => fieldProblems(record, field, n, [...at, 'fields', n], names, add));
    referenceProblems(record, at, add);
  });
}

function fieldProblems(
  record: RecordSpec,
  field: FieldSpec,
  n: number,
  at: DefinitionPath,
  lists: readonly string[],
  add: AddProblem,
): void {
  if (baseFields.includes(field.name))
    add([...at, 'name'], 'duplicate-id', `Every record has "${field.name}" already.`, 'Remove the field.');
  if (record.fields.slice(0, n).some((other) => other.name === field.name))
    add([...at, 'name'], 'duplicate-id', `Two fields of "${record.name}" are named "${field.name}".`, 'Rename one.');
  if (field.kind === 'enum' && (field.values ?? []).length === 0)
    add(at, 'value', `The field "${field.name}" has no words to choose from.`, 'Add "values:".');
  if (field.kind !== 'ids' && field.of !== undefined)
    add([...at, 'of'], 'value', `The field "${field.name}" holds no ids.`, 'Write "kind: ids", or remove "of".');
  field.of?.forEach((name, i) => {
    if (name !== 'findings' && !lists.includes(name)) {
      const message = `The field "${field.name}" points at "${name}", which is no list of records.`;
      add([...at, 'of', i], 'records-unknown', message, didYouMean(name, [...lists, 'findings']));
    }
  });
}

/** `dependsOn`, `orderBy`, `forced` and `cascade` name fields of their own list. */
function referenceProblems(record: RecordSpec, at: DefinitionPath, add: AddProblem): void {
  const fieldNames = record.fields.map((field) => field.name);
  const find = (name: string, path: DefinitionPath, kind: FieldSpec['kind']): FieldSpec | undefined => {
    const field = record.fields.find((candidate) => candidate.name === name);
    if (field === undefined) {
      const message = `"${record.name}" has no field "${name}".`;
      add(path, 'field-unknown', message, didYouMean(name, fieldNames));
    } else if (field.kind !== kind) {
      const message = `The field "${name}" of "${record.name}" is of kind "${field.kind}".`;
      add(path, 'field-kind', message, `It must be of kind "${kind}" here.`);
    }
    return field?.kind === kind ? field : undefined;
  };
  const among = (field: FieldSpec | undefined, word: string, path: DefinitionPath): void => {
    const values = field?.values ?? [];
    if (field !== undefined && !values.includes(word))
      add(path, 'value', `"${word}" is no value of the field "${field.name}".`, didYouMean(word, values));
  };
  const { dependsOn, orderBy, forced, cascade } = record;
  if (dependsOn !== undefined) find(dependsOn, [...at, 'dependsOn'], 'ids');
  if (orderBy !== undefined) find(orderBy, [...at, 'orderBy'], 'enum');
  if (forced !== undefined) {
    among(find(forced.field, [...at, 'forced', 'field'], 'enum'), forced.to, [...at, 'forced', 'to']);
  }
  if (cascade !== undefined) {
    const field = find(cascade.field, [...at, 'cascade', 'field'], 'enum');
    among(field, cascade.when, [...at, 'cascade', 'when']);
    among(field, cascade.to, [...at, 'cascade', 'to']);
    find(cascade.through, [...at, 'cascade', 'through'], 'ids');
  }
}
