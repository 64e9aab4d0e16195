import { assertNever } from '../../base/assertNever.ts';
import type { AgentStep, SignalHit } from '../../protocol/plan.ts';

/** Leads per answer; a step rarely carries more, and a report with hundreds of leads helps nobody. */
const maxLeads = 60;
const maxChecked = 50;

/**
 * What the offline backend answers for a step: its leads, each marked as not judged, in the shape every answer has
 * (Markdown that ends in one fenced json block).
 */
export function offlineAnswer(step: AgentStep): string {
  const leads = step.leads.slice(0, maxLeads);
  return [...statement(step, leads), '', '```json', toJson(answerFor(step, leads)), '```', ''].join('\n');
}

function statement(step: AgentStep, leads: readonly SignalHit[]): string[] {
  const head = [`**${step.title}**: no model judged this step.`, ''];
  if (leads.length === 0) return [...head, 'The signal scan has no lead for it.'];
  const cut = step.leads.length > leads.length ? ` (the first ${leads.length} of ${step.leads.length})` : '';
  return [...head, `The signal scan has ${leads.length} places worth a look${cut}:`, '', ...leads.map(leadLine)];
}

const leadLine = (hit: SignalHit): string => `- ${hit.signal}: ${hit.path}:${hit.line}`;

function answerFor(step: AgentStep, leads: readonly SignalHit[]): object {
  const base = { findings: [], checked: checkedOf(step), openQuestions: [] };
  switch (step.output) {
    case 'findings':
      return { ...base, findings: leads.map(leadFinding) };
    case 'verdicts':
      return { ...base, verdicts: [] };
    case 'root-cause':
      return { ...base, rootCause: { summary: 'Not judged by a model.', chain: [] }, fixes: [] };
    default:
      return assertNever(step.output);
  }
}

function checkedOf(step: AgentStep): string[] {
  const files = step.files.slice(0, maxChecked);
  return files.length === 0 ? ['the signal scan of the scope, without a lead for this step'] : files;
}

function leadFinding(hit: SignalHit): object {
  return {
    title: `Lead: ${hit.signal} at ${hit.path}:${hit.line}`,
    severity: 'suggestion',
    category: 'lead',
    claim: `The signal "${hit.signal}" matched this line. No model has judged whether it is a problem.`,
    recommendation: `Read the place and ask: is the use of ${hit.signal} here intended, and what happens when it goes wrong?`,
    confidence: 'low',
    kind: 'lead',
    evidence: [{ trust: 'codebase', path: hit.path, startLine: hit.line, endLine: hit.line, quote: hit.text }],
  };
}

/** Backticks are escaped so that quoted source can never end the fenced block. */
function toJson(value: object): string {
  return JSON.stringify(value, null, 2).replaceAll('`', '\\u0060');
}
