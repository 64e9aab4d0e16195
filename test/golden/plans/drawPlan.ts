import type { Plan, PlanStep } from '../../../src/protocol/plan.ts';

/** A plan as text for people: band, roster with reasons, steps with their dependencies. Prompts are not part of it. */
export function drawPlan(plan: Plan): string {
  const rows = [
    `${plan.flow.name} (${plan.report})`,
    `band: ${plan.band.value} by ${plan.band.chosenBy}: ${plan.band.reason}`,
    '',
    'roster:',
  ];
  for (const entry of plan.roster) {
    const hits = entry.hits.map((hit) => `${hit.path}:${hit.line}`).join(' ');
    rows.push(
      `  ${entry.included ? '+' : '-'} ${entry.angle} (${entry.persona}): ${entry.reason}${hits === '' ? '' : ` | ${hits}`}`,
    );
  }
  rows.push('', 'steps:', ...plan.steps.flatMap(stepRows), '', `overrides: ${plan.overrides.join(' | ') || 'none'}`);
  return `${rows.join('\n')}\n`;
}

function stepRows(step: PlanStep): string[] {
  const needs = step.needs.map((need) => `${need.step}${need.required ? '' : '?'}`).join(' ');
  const when = step.when === undefined ? '' : ` when ${step.when.test} by ${step.when.step}`;
  const head = `  [${step.wave}] ${step.id}: ${step.kind === 'code' ? step.op : `${step.role} -> ${step.output}`}${when} | needs ${needs || 'nothing'}`;
  if (step.kind === 'code') return [head];
  return [
    head,
    `      "${step.title}" inputs: ${step.inputs.join(' ') || 'none'}; files: ${step.files.join(' ')}`,
    `      leads: ${step.leads.map((hit) => `${hit.signal}@${hit.path}:${hit.line}`).join(' ') || 'none'}; trimmed: ${step.trimmed.join('; ') || 'nothing'}`,
  ];
}
