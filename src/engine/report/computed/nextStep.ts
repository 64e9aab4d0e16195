import type { DocumentContext } from '../documentContext.ts';
import { fieldList, fieldText, recordsOf } from '../documentContext.ts';
import { inlineMarkdown } from '../markdownText.ts';
import { isUnripe } from './specMaturity.ts';
import type { DocumentRecord } from '../../../protocol/document.ts';

interface Route {
  /** Name of a flow, or null when none fits. */
  readonly flow: string | null;
  readonly step: string;
  readonly why: string;
}

/** What a triaged report or an implementation plan calls for next. */
export function nextStep(context: DocumentContext): string {
  const [issue] = recordsOf(context, 'issue');
  const route = issue === undefined ? planRoute(context) : routeOf(issue);
  if (route === null) return '';
  const command = route.flow === null ? '' : ` Run the flow \`${route.flow}\`.`;
  return `**${route.step}.** ${inlineMarkdown(route.why)}${command}`;
}

/** After a plan: sharpen the specification, settle what blocks, or split the plan. Null for a document that is no such plan. */
function planRoute(context: DocumentContext): Route | null {
  if (context.document === null || !context.spec.sections.some((section) => section.compute === 'spec-maturity'))
    return null;
  if (isUnripe(context))
    return {
      flow: 'plan-a-feature',
      step: 'Sharpen the specification',
      why: 'Too much of it is open or contradicted to build on it.',
    };
  const blocking = recordsOf(context, 'openItems').filter((record) =>
    /^(?!no\b|none\b)\S/i.test(fieldText(record, 'blocks').trim()),
  );
  if (blocking.length > 0)
    return {
      flow: null,
      step: 'Settle the open items',
      why: `Work waits for ${blocking.map((record) => record.id).join(', ')}.`,
    };
  return { flow: 'plan-work-items', step: 'Split the plan into work items', why: 'Nothing blocks the first step.' };
}

/** By type and by what is missing. The table is fixed, so the same report always goes the same way. */
export function routeOf(issue: DocumentRecord): Route {
  const type = fieldText(issue, 'type').toLowerCase();
  const missing = fieldList(issue, 'missing').filter((entry) => !/^(?:none|nothing)\b/i.test(entry.trim()));
  if (/bug|regression|performance|security/.test(type)) return defectRoute(missing);
  if (/feature/.test(type)) return featureRoute(issue, missing);
  if (/question/.test(type)) return questionRoute(issue);
  return clarify('The report fits none of the known types; its author has to say what is wanted.');
}

function defectRoute(missing: readonly string[]): Route {
  const blocking = missing.filter((entry) =>
    /step|reproduc|environment|version|platform|impact|scope|affect/i.test(headOf(entry)),
  );
  if (blocking.length > 0) return clarify(`Missing for an investigation: ${blocking.join('; ')}.`);
  return { flow: 'investigate', step: 'Investigate', why: 'Steps, environment and impact are known.' };
}

function featureRoute(issue: DocumentRecord, missing: readonly string[]): Route {
  if (says(issue, 'problemSpace'))
    return {
      flow: 'research',
      step: 'Research first',
      why: 'The problem itself is open: options, prior art or direction.',
    };
  if (says(issue, 'specified'))
    return { flow: 'plan-implementation', step: 'Plan the implementation', why: 'The feature is already specified.' };
  const gaps = missing.filter((entry) => /use case|criteri|who|user|why|outcome|goal|benefit/i.test(headOf(entry)));
  if (gaps.length > 0) return clarify(`Missing for a specification: ${gaps.join('; ')}.`);
  if (says(issue, 'described'))
    return {
      flow: 'plan-a-feature',
      step: 'Plan the feature',
      why: 'What is wanted is described, but not yet specified.',
    };
  return clarify('The report does not describe what the feature should do.');
}

function questionRoute(issue: DocumentRecord): Route {
  if (says(issue, 'problemSpace'))
    return { flow: 'research', step: 'Research', why: 'The question is about options or direction.' };
  if (says(issue, 'answerable'))
    return { flow: null, step: 'Answer directly', why: 'The question can be answered as it stands.' };
  return clarify('The question cannot be answered as it stands.');
}

function clarify(why: string): Route {
  return { flow: null, step: 'Ask the reporter', why };
}

function says(issue: DocumentRecord, field: string): boolean {
  return /^(?:yes|true)\b/i.test(fieldText(issue, field).trim());
}

/** What is missing comes first; after it stands what to ask, which may name anything. */
function headOf(entry: string): string {
  return entry.split(/[:,;.?(]| [-–—] /)[0] ?? '';
}
