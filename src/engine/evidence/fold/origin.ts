import type { Finding } from '../../../protocol/finding.ts';

/**
 * The names under which personas keep their own numbers apart. Their own ids collide (T is a test and a technical note, D a
 * discovery, a decision and a data finding, R a risk and a round, A an artefact, an audit and an architecture item, S a structure
 * finding and a skipped test), so an own id is only ever shown behind this name, and never used as a report id.
 */
const namespaces: Readonly<Record<string, string>> = {
  'adversarial-security-analyst': 'SEC',
  'adversarial-validator': 'V',
  'behavioral-analyst': 'B',
  'codebase-explorer': 'DISC',
  'concurrency-analyst': 'C',
  'content-auditor': 'AUD',
  'data-engineer': 'DATA',
  'devops-engineer': 'DOR',
  'edge-case-explorer': 'EC',
  'evidence-based-investigator': 'E',
  'gap-analyzer': 'GAP',
  'information-architect': 'IA',
  'junior-developer': 'JD',
  'on-call-engineer': 'OCE',
  'project-manager': 'PM',
  'project-scanner': 'SCAN',
  'research-analyst': 'SRC',
  'risk-analyst': 'R',
  'software-architect': 'A',
  'structural-analyst': 'S',
  'system-architect': 'SA',
  'test-engineer': 'T',
  'user-experience-designer': 'UX',
};

/** `T/T3`: namespace of the persona and the id its author gave, or the number of the finding in its answer. */
export function originId(finding: Pick<Finding, 'persona' | 'step' | 'key' | 'extra'>): string {
  const given = finding.extra?.['id'];
  const own = typeof given === 'string' ? given.trim().slice(0, 24) : '';
  const number = finding.key.slice(finding.key.lastIndexOf('#') + 1);
  return `${namespaces[finding.persona] ?? finding.persona}/${own === '' ? number : own} (${finding.step})`;
}
