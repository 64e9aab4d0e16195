import { fileKind } from '../../flow/fileKind.ts';
import type { Finding } from '../../../protocol/finding.ts';
import { excludedAs, mapItems, placesOf } from './items.ts';
import { type FoldInput, type FoldRule, personas } from './model.ts';

/** Files that the on-call engineer leaves to delivery: images, pipelines, manifests, dashboards, alert rules. */
export function isDeliveryFile(path: string): boolean {
  return (
    fileKind(path) === 'infra' ||
    fileKind(path) === 'manifest' ||
    /(?:^|\/|[._-])(?:dashboards?|alerts?|alerting)(?:\/|[._-])/i.test(path)
  );
}

/**
 * Who may speak of which file. On-call: application source. Delivery: infrastructure files, and what its step was handed. The
 * newcomer and the edge-case explorer: files of the scope, because what they read beyond it is context. Findings that
 * stand entirely on the other side are excluded; one citation on the right side keeps them.
 */
export const boundaries: FoldRule = (state, { input }) => {
  const scope = new Set(input.scope.files.map((file) => file.path));
  return mapItems(state, (item) => {
    if (item.section === 'lead') return item;
    const reason = beyond(item.finding, input, scope);
    return reason === null ? item : excludedAs(item, reason.rule, reason.reason);
  });
};

/**
 * The boundaries that hold in every flow. On-call speaks of application source. The system architect speaks of a seam between
 * deployables, which the finding names (field `seam`, or words); the software architect stays inside one of them. What crosses is
 * excluded and names whose it is.
 */
export const fieldBoundaries: FoldRule = (state, { input }) =>
  mapItems(state, (item) => {
    if (item.section === 'lead') return item;
    const reason = besideField(item.finding, input);
    return reason === null ? item : excludedAs(item, 'boundary', reason);
  });

function besideField(finding: Finding, input: FoldInput): string | null {
  const paths = placesOf(finding.citations).map((place) => place.path);
  switch (finding.persona) {
    case personas.resilience:
      return paths.length > 0 && paths.every(isDeliveryFile) ? deliveryOnly : null;
    case personas.system:
      return namesSeam(finding)
        ? null
        : 'It names no seam between services or deployables: what lies inside one belongs to the software architect.';
    case personas.software: {
      const roots = new Set(paths.flatMap((path) => projectOf(path, input.scope.profile.projects) ?? []));
      return roots.size < 2
        ? null
        : `It spans several projects (${[...roots].join(', ')}): that belongs to the system architect.`;
    }
    default:
      return null;
  }
}

const deliveryOnly = 'Delivery files belong to the delivery review, not to the on-call view of application source.';
const seamWords =
  /\b(?:services?|deployables?|micro-?services?|rpc|grpc|http|rest|webhooks?|brokers?|queues?|topics?|events?|messages?|seams?|contexts?|shared (?:database|schema|store)|(?:public|external|partner) api|consumers?|publishers?|cross-(?:service|context|team))\b/i;

function namesSeam(finding: Finding): boolean {
  const seam = finding.extra?.['seam'];
  if (typeof seam === 'string' && seam.trim() !== '') return true;
  return seamWords.test(`${finding.title}\n${finding.claim}\n${finding.recommendation}`);
}

/** The innermost project that a path lies in; null when only the workspace itself is one. */
function projectOf(path: string, projects: readonly string[]): string | null {
  const homes = projects.filter((root) => root !== '' && path.startsWith(`${root}/`));
  return homes.sort((a, b) => b.length - a.length)[0] ?? null;
}

function beyond(
  finding: Finding,
  input: FoldInput,
  scope: ReadonlySet<string>,
): { rule: string; reason: string } | null {
  const paths = placesOf(finding.citations).map((place) => place.path);
  if (paths.length === 0) return null;
  switch (finding.persona) {
    case personas.resilience:
      return paths.every(isDeliveryFile)
        ? {
            rule: 'boundary',
            reason: deliveryOnly,
          }
        : null;
    case personas.delivery: {
      const handed = new Set(input.steps.find((step) => step.id === finding.step)?.files);
      return paths.some((path) => isDeliveryFile(path) || handed.has(path))
        ? null
        : {
            rule: 'boundary',
            reason: 'Application source belongs to the other reviewers, not to the delivery review.',
          };
    }
    case personas.newcomer:
    case personas.edgeCases:
      return paths.some((path) => scope.has(path))
        ? null
        : { rule: 'outside-scope', reason: 'The code it is about is not in the scope of this run.' };
    default:
      return null;
  }
}
