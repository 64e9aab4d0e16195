import { cappedConfidence } from '../severity.ts';
import { mapItems, noted } from './items.ts';
import { type FoldRule, personas } from './model.ts';

const maxExploit = 4_000;

/**
 * Findings of the security analyst form their own section: uncapped, never demoted by words or size, and cross-referenced
 * among the criticals. The exploit is their proof; without one the finding stays, less sure and marked.
 */
export const separateSecurity: FoldRule = (state) =>
  mapItems(state, (item) => {
    if (item.section !== 'main' || item.finding.persona !== personas.security) return item;
    const exploit = textOf(item.finding.extra?.['exploit']);
    const security = { ...item, section: 'security' } as const;
    if (exploit !== '') return noted(security, `Exploit: ${exploit}`);
    const finding = { ...item.finding, confidence: cappedConfidence(item.finding.confidence, 'medium') };
    return noted({ ...security, finding }, 'No exploit steps were given; confidence is at most medium.');
  });

function textOf(value: unknown): string {
  if (typeof value === 'string') return value.trim().slice(0, maxExploit);
  if (!Array.isArray(value)) return '';
  const steps: unknown[] = value;
  return steps
    .filter((step) => typeof step === 'string')
    .map((step, i) => `${i + 1}. ${step}`)
    .join(' ')
    .slice(0, maxExploit);
}
