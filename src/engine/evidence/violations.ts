import type { Citation, Violation } from '../../protocol/finding.ts';
import { type Answer, type Fix, type RawCitation, type RawFinding, type RawVerdict, violation } from './answer.ts';
import { cut } from './fields.ts';
import { isCaveat } from './fold/caveats.ts';
import { counterEvidence, isConclusion } from './judgement.ts';

/** What to tell the agent about one citation after the check; null when there is nothing to repair. `hint` says what is there instead. */
export function citationViolation(raw: RawCitation, citation: Citation, hint: string): Violation | null {
  if (citation.status !== 'unverified') return null;
  if (raw.quote.trim() === '' && raw.trust !== 'web') {
    return violation(
      raw.at,
      'missing-quote',
      `${placeOf(raw)} has no quote. Copy the lines that prove the claim, character by character. ${hint}`.trim(),
    );
  }
  const quoted = raw.quote.trim() === '' ? '' : ` Quote: "${cut(raw.quote.trim().replace(/\s+/g, ' '), 120)}".`;
  return violation(
    raw.at,
    'citation',
    `${placeOf(raw)}: ${citation.note ?? 'not found.'}${quoted}${hint === '' ? '' : ` ${hint}`}`,
  );
}

function placeOf(raw: RawCitation): string {
  if (raw.trust === 'web') return raw.url === '' ? 'Web evidence' : cut(raw.url, 120);
  if (raw.trust === 'provided') return 'Quote from the brief';
  const path = raw.path === '' ? 'Evidence without a path' : cut(raw.path, 160);
  if (raw.startLine === null) return path;
  return raw.endLine === null || raw.endLine === raw.startLine
    ? `${path}:${raw.startLine}`
    : `${path}:${raw.startLine}-${raw.endLine}`;
}

/** A finding needs at least one evidence item. `parseAnswer` already named a missing list; this names an empty one. */
export function evidenceViolation(raw: RawFinding, known: readonly Violation[]): Violation | null {
  const at = `${raw.at}.evidence`;
  if (raw.evidence.length > 0 || known.some((other) => other.at === at)) return null;
  return violation(
    at,
    'missing-evidence',
    'A finding needs at least one evidence item with path, startLine, endLine and quote.',
  );
}

/** "No findings" needs to say what was looked at. */
export function emptyViolation(answer: Answer): Violation | null {
  if (answer.findings.length + answer.rejected.length + answer.checked.length > 0) return null;
  if ((answer.verdicts ?? []).length > 0 || answer.rootCause !== null) return null;
  return violation('checked', 'checked', '"findings" is empty, so "checked" must list what you read and searched.');
}

/** One verdict for each target, and none for anything else. */
export function coverageViolations(verdicts: readonly RawVerdict[], targets: readonly string[]): Violation[] {
  if (targets.length === 0) return [];
  const given = new Set(verdicts.map((verdict) => verdict.target));
  const wanted = new Set(targets);
  const missing = targets.filter((target) => !given.has(target));
  return [
    ...missing.map((target) => violation('verdicts', 'verdict-coverage', `There is no verdict on ${target}.`)),
    ...verdicts
      .filter((verdict) => !wanted.has(verdict.target) && !isConclusion(verdict.target) && !isCaveat(verdict.target))
      .map((verdict) =>
        violation(
          `${verdict.at}.target`,
          'verdict-target',
          `"${cut(verdict.target, 80)}" is none of the ids handed to you.`,
        ),
      ),
  ];
}

/**
 * A refutation needs its own checked citation, a confirmation what was looked at. `texts`: what it judges stands on texts, so that their
 * words count like code.
 */
export function verdictViolations(raw: RawVerdict, citations: readonly Citation[], texts: boolean): Violation[] {
  const found: Violation[] = [];
  const counter = counterEvidence({ citations, ...(texts ? { texts } : {}) });
  if (raw.verdict === 'refuted' && counter === undefined) {
    found.push(
      violation(
        `${raw.at}.evidence`,
        'refutation',
        `The refutation of ${cut(raw.target, 80)} needs a quote from the code${texts ? ' or the given texts' : ''} that contradicts it; else say inconclusive.`,
      ),
    );
  }
  if (raw.investigation === '' && citations.length === 0) {
    found.push(
      violation(
        `${raw.at}.investigation`,
        'investigation',
        `Say what you read or searched for ${cut(raw.target, 80)}.`,
      ),
    );
  }
  return found;
}

/** A root cause and each fix must lean on evidence ids; an unsettled cause says so by an open question and no fix. */
export function rootCauseViolations(answer: Answer, ids: readonly string[]): Violation[] {
  const { rootCause, fixes } = answer;
  if (rootCause === null) return [];
  const unsettled = (fixes ?? []).length === 0 && answer.openQuestions.length > 0;
  const found: Violation[] = [];
  if (!unsettled && !rootCause.chain.some((link) => link.evidence.length > 0)) {
    found.push(
      violation('rootCause.chain', 'root-cause-evidence', 'No link of the chain names the id of a handed finding.'),
    );
  }
  const known = new Set(ids);
  rootCause.chain.forEach((link, i) =>
    found.push(...unknownIds(`rootCause.chain[${i}].evidence`, link.evidence, known)),
  );
  (fixes ?? []).forEach((fix: Fix, i) => {
    if (fix.evidence.length === 0)
      found.push(violation(`fixes[${i}].evidence`, 'fix-evidence', 'A fix names at least one id of a handed finding.'));
    found.push(...unknownIds(`fixes[${i}].evidence`, fix.evidence, known));
  });
  return found;
}

function unknownIds(at: string, ids: readonly string[], known: ReadonlySet<string>): Violation[] {
  if (known.size === 0) return [];
  return ids
    .filter((id) => !known.has(id))
    .map((id) => violation(at, 'unknown-id', `"${cut(id, 80)}" is none of the ids handed to you.`));
}
