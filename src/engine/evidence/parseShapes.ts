import type { Violation } from '../../protocol/finding.ts';
import { type Fix, type RawVerdict, type RootCause, strategySchema, verdictWordSchema, violation } from './answer.ts';
import { fieldsOf, pick, toLabel, toLabels, toList } from './fields.ts';
import { answerLimits as limits } from './limits.ts';
import { parseEvidence } from './parseEvidence.ts';

/** The `verdicts` list of a validator; null when it is missing (a violation). */
export function parseVerdicts(value: unknown, violations: Violation[]): RawVerdict[] | null {
  const list = toList(value);
  if (list === null) {
    violations.push(
      violation(
        'verdicts',
        'missing-field',
        'The list "verdicts" is missing; give one entry for each finding id handed to you.',
      ),
    );
    return null;
  }
  if (list.length > limits.verdicts) {
    violations.push(
      violation('verdicts', 'limit', `At most ${limits.verdicts} verdicts are read; you sent ${list.length}.`),
    );
  }
  return list.slice(0, limits.verdicts).flatMap((item, i) => {
    const at = `verdicts[${i}]`;
    const fields = fieldsOf(item);
    const target = fields === null ? '' : toLabel(pick(fields, 'target', 'id', 'finding'), limits.short);
    if (fields === null || target === '') {
      violations.push(violation(at, 'shape', 'A verdict needs the id of its target.'));
      return [];
    }
    const word = toLabel(fields.get('verdict'), limits.short);
    const verdict = verdictWordSchema.safeParse(word.toLowerCase());
    if (!verdict.success) {
      violations.push(
        violation(
          `${at}.verdict`,
          'verdict',
          `"${word}" is not a verdict; use confirmed, refuted, partial or inconclusive.`,
        ),
      );
    }
    const strategy = strategySchema.safeParse(toLabel(fields.get('strategy'), limits.short).toLowerCase());
    return [
      {
        at,
        target,
        verdict: verdict.success ? verdict.data : 'inconclusive',
        strategy: strategy.success ? strategy.data : 'evidence',
        hypothesis: toLabel(fields.get('hypothesis'), limits.prose),
        investigation: toLabel(fields.get('investigation'), limits.prose),
        evidence: parseEvidence(pick(fields, 'evidence', 'citations'), `${at}.evidence`, violations, false),
      },
    ];
  });
}

/** The `rootCause` of a synthesizer; null when it is missing (a violation). */
export function parseRootCause(value: unknown, violations: Violation[]): RootCause | null {
  const fields = fieldsOf(value);
  const summary = fields === null ? '' : toLabel(fields.get('summary'), limits.prose);
  if (fields === null || summary === '') {
    violations.push(violation('rootCause', 'missing-field', 'The object "rootCause" with its "summary" is missing.'));
    return null;
  }
  const chain = toList(fields.get('chain'));
  if (chain === null) violations.push(violation('rootCause.chain', 'missing-field', 'The list "chain" is missing.'));
  return {
    summary,
    chain: (chain ?? []).slice(0, limits.chain).flatMap((item, i) => {
      const link = fieldsOf(item);
      const text = toLabel(link === null ? item : link.get('text'), limits.prose);
      if (text === '')
        violations.push(violation(`rootCause.chain[${i}]`, 'shape', 'A link of the chain needs its "text".'));
      return text === '' ? [] : [{ text, evidence: idsOf(link?.get('evidence')) }];
    }),
  };
}

/** The `fixes` list of a synthesizer; null when it is missing (a violation). */
export function parseFixes(value: unknown, violations: Violation[]): Fix[] | null {
  const list = toList(value);
  if (list === null) {
    violations.push(
      violation('fixes', 'missing-field', 'The list "fixes" is missing; send [] when the cause is not settled.'),
    );
    return null;
  }
  return list.slice(0, limits.fixes).flatMap((item, i) => {
    const fields = fieldsOf(item);
    const path = toLabel(fields?.get('path'), limits.path);
    const change = toLabel(fields?.get('change'), limits.prose);
    if (fields === null || (path === '' && change === '')) {
      violations.push(violation(`fixes[${i}]`, 'shape', 'A fix needs "path" and "change".'));
      return [];
    }
    return [
      { path, change, evidence: idsOf(fields.get('evidence')), details: toLabel(fields.get('details'), limits.prose) },
    ];
  });
}

function idsOf(value: unknown): string[] {
  return toLabels(value, limits.short, limits.ids) ?? [];
}
