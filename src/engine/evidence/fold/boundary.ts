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
            reason: 'Delivery files belong to the delivery review, not to the on-call view of application source.',
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
