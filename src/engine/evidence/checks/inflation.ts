import type { Violation } from '../../../protocol/finding.ts';
import { violation } from '../answer.ts';
import { gapCategory } from '../fold/gapSides.ts';
import { personas } from '../fold/model.ts';
import { namedIds } from '../fold/upstreamIds.ts';
import { extraText, objected } from './findingSteps.ts';
import type { AnswerCheck, AnswerCheckInput, AnswerCheckResult } from './model.ts';

/** Fewer findings than this show no pattern. */
const enough = 3;

/**
 * Distributions that a sober analyst does not produce: risks that are all grave, more critical than high edge cases, more implicit
 * gaps than missing and partial ones, one recommendation for every single finding. Asked about once, then said in the report.
 */
export const inflation: AnswerCheck = (state, input) => {
  const said = inflated(state, input);
  return said === null ? state : objected(state, input, [violation('findings', 'inflation', said) satisfies Violation]);
};

function inflated({ findings }: AnswerCheckResult, { step, handed }: AnswerCheckInput): string | null {
  if (findings.length < enough) return null;
  const words = findings.map((finding) => firstWord(extraText(finding, 'overall', 'priority', 'level', 'risk')));
  const count = (word: string): number => words.filter((other) => other === word).length;
  switch (step.persona) {
    case personas.risk: {
      const rated = words.every((word) => word !== '');
      const modest = rated
        ? words.some((word) => word === 'low' || word === 'medium')
        : findings.some((finding) => finding.severity !== 'critical') ||
          words.includes('low') ||
          words.includes('medium');
      return modest ? null : 'No risk is rated medium or low. Rate each against doing nothing; not all can be grave.';
    }
    case personas.edgeCases:
      return count('critical') > count('high') && count('critical') >= enough
        ? 'There are more critical than high edge cases. Keep critical for crash, corruption and systemic failure.'
        : null;
    case personas.gaps: {
      const kinds = findings.map(gapCategory);
      const implicit = kinds.filter((kind) => kind === 'Implicit').length;
      const plain = kinds.filter((kind) => kind === 'Missing' || kind === 'Partial').length;
      return implicit > plain
        ? 'There are more implicit gaps than missing and partial ones: keep what the desired side states.'
        : null;
    }
    case personas.software: {
      const handedIds = new Set(
        handed.flatMap((text) => text.match(/^(?:CRIT|WARN|SUGG|SEC|E|G)-\d{3,}(?= \[)/gm) ?? []),
      );
      const addressed = new Set(findings.flatMap(namedIds));
      const all = handedIds.size >= enough && [...handedIds].every((id) => addressed.has(id));
      return all && findings.length >= handedIds.size
        ? 'There is one recommendation for every finding and none is left alone. Recommend what pays, and say what stays as it is.'
        : null;
    }
    default:
      return null;
  }
}

/** "High; three callers" rates it high. */
function firstWord(text: string): string {
  return /[a-z]+/.exec(text.toLowerCase())?.[0] ?? '';
}
