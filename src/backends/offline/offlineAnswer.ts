import { assertNever } from '../../base/assertNever.ts';
import { isSignalId, signalCatalogue } from '../../protocol/definition/signals.ts';
import type { AgentStep, SignalHit } from '../../protocol/plan.ts';

/** Leads per answer; a step rarely carries more, and a report with hundreds of leads helps nobody. */
const maxLeads = 60;
const maxChecked = 50;
const maxTitleCode = 80;

/** Signals that describe code rather than point at a risk: without a model to read on from there, they are noise. */
const descriptive: ReadonlySet<string> = new Set([
  'logic',
  'imports',
  'new-module',
  'tests',
  'docs',
  'adr',
  'standards',
  'ui',
  'runbooks',
  'instructions',
  'entry-points',
  'churn',
]);

/** One line of code with every signal that matched it. */
interface Lead {
  readonly hit: SignalHit;
  readonly signals: readonly string[];
}

/**
 * What the offline backend answers for a step: its leads, each marked as not judged, in the shape every answer has
 * (Markdown that ends in one fenced json block).
 */
export function offlineAnswer(step: AgentStep): string {
  const all = leadsOf(step.leads);
  const leads = all.slice(0, maxLeads);
  return [...statement(step, leads, all.length), '', '```json', toJson(answerFor(step, leads)), '```', ''].join('\n');
}

/** In the order given; hits on the same line become one lead. */
function leadsOf(hits: readonly SignalHit[]): Lead[] {
  const byLine = new Map<string, Lead>();
  for (const hit of hits) {
    if (descriptive.has(hit.signal)) continue;
    const key = `${hit.path}\n${hit.line}`;
    const known = byLine.get(key);
    byLine.set(key, { hit, signals: [...new Set([...(known?.signals ?? []), hit.signal])] });
  }
  return [...byLine.values()];
}

function statement(step: AgentStep, leads: readonly Lead[], total: number): string[] {
  const head = [`**${step.title}**: no model judged this step.`, ''];
  if (leads.length === 0) return [...head, 'The signal scan has no lead for it.'];
  const cut = total > leads.length ? ` (the first ${leads.length} of ${total})` : '';
  return [...head, `The signal scan has ${leads.length} places worth a look${cut}:`, '', ...leads.map(leadLine)];
}

const leadLine = ({ hit, signals }: Lead): string => `- ${signals.join(', ')}: ${hit.path}:${hit.line}`;

function answerFor(step: AgentStep, leads: readonly Lead[]): object {
  const base = { findings: [], checked: checkedOf(step), openQuestions: [] };
  switch (step.output) {
    case 'findings':
      return { ...base, findings: leads.map(leadFinding) };
    case 'verdicts':
      return { ...base, verdicts: [] };
    case 'root-cause':
      return { ...base, rootCause: { summary: 'Not judged by a model.', chain: [] }, fixes: [] };
    case 'document':
      // A document is not invented: no section and no record is written.
      return { ...base, conclusion: '', confidence: 'low', records: {}, deferred: [], responses: [] };
    default:
      return assertNever(step.output);
  }
}

function checkedOf(step: AgentStep): string[] {
  const files = step.files.slice(0, maxChecked);
  return files.length === 0 ? ['the signal scan of the scope, without a lead for this step'] : files;
}

function leadFinding({ hit, signals }: Lead): object {
  const meanings = signals.map((signal) => (isSignalId(signal) ? signalCatalogue[signal] : signal));
  return {
    // The code alone, so that leads of several steps on the same line are seen to be the same.
    title: hit.text.trim().slice(0, maxTitleCode),
    severity: 'suggestion',
    category: 'lead',
    claim: `Signal ${signals.join(', ')}: ${meanings.join('; ')}. No model has judged whether it is a problem.`,
    recommendation: 'Read the line in its context; run the flow on a model to have it judged.',
    confidence: 'low',
    kind: 'lead',
    evidence: [{ trust: 'codebase', path: hit.path, startLine: hit.line, endLine: hit.line, quote: hit.text }],
  };
}

/** Backticks are escaped so that quoted source can never end the fenced block. */
function toJson(value: object): string {
  return JSON.stringify(value, null, 2).replaceAll('`', '\\u0060');
}
