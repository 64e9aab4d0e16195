import type { FoldResult } from '../../src/engine/evidence/fold/model.ts';
import { foldAnswers, resolveAnswers } from '../../src/engine/evidence/fold/runFold.ts';
import { judgeAgentOutput, type JudgedAnswer } from '../../src/engine/evidence/judge.ts';
import { type AnswerExtra, readExtra } from '../../src/engine/evidence/judgement.ts';
import type { AgentOutput } from '../../src/protocol/events.ts';
import type { AgentStep, Plan } from '../../src/protocol/plan.ts';
import { agentStep, answer, planOf, type PlanOptions, readerOf, scopeFile } from '../golden/reports/fixture.ts';

export const source = [
  'export function load(userId) {', // 1
  '  const rows = query("select * from rows where id = " + userId);', // 2
  '  return rows;', // 3
  '}', // 4
  'export const limit = 20;', // 5
].join('\n');
export const wish = '# Wanted\nA user sees only the rows of that user.\nA list has at most 50 rows.\n';
export const texts: Readonly<Record<string, string>> = {
  'src/a.ts': source,
  'apps/shop/main.ts': 'start({ port: 8080, host: "shop" });\n',
  'apps/stock/main.ts': 'start({ port: 9090, host: "stock" });\n',
  Dockerfile: 'FROM node:24\nRUN npm ci --omit=dev\n',
  'docs/wanted.md': wish,
};
export const brief = 'Rows of other users show up in the list. It started with the last release.';

export const quoted = {
  trust: 'codebase',
  path: 'src/a.ts',
  startLine: 2,
  quote: 'const rows = query("select * from rows where id = " + userId);',
} as const;
export const wanted = {
  trust: 'codebase',
  path: 'docs/wanted.md',
  startLine: 2,
  quote: 'A user sees only the rows of that user.',
} as const;
export const delivery = {
  trust: 'codebase',
  path: 'Dockerfile',
  startLine: 2,
  quote: 'RUN npm ci --omit=dev',
} as const;

export type Item = Readonly<Record<string, unknown>>;

/** A complete finding as a model writes it. */
export function raise(more: Item = {}): Item {
  return {
    title: 'Rows of all users are read',
    severity: 'critical',
    category: 'correctness',
    claim: 'Another user reads them.',
    recommendation: 'Bind the id.',
    confidence: 'high',
    evidence: [quoted],
    ...more,
  };
}

export function verdictOn(target: string, more: Item = {}): Item {
  return {
    target,
    verdict: 'confirmed',
    strategy: 'evidence',
    hypothesis: 'It is bound elsewhere.',
    investigation: 'Read src/a.ts and searched for `query(`.',
    evidence: [],
    ...more,
  };
}

export interface Scene {
  readonly persona?: string;
  readonly step?: Partial<AgentStep>;
  readonly plan?: PlanOptions & {
    readonly rules?: Plan['rules'];
    readonly subject?: string[];
    readonly flow?: string;
    readonly textOnly?: boolean;
  };
  readonly findings?: readonly unknown[];
  readonly answer?: Item;
  readonly targets?: readonly string[];
  readonly handed?: readonly string[];
}

export interface Ending {
  /** Rules of the first round: what the agent is asked to repair. */
  readonly asked: readonly string[];
  /** Where each finding ended when nothing was repaired: report id, `into <key>`, `out <rule>`. */
  readonly ended: readonly string[];
  readonly judged: JudgedAnswer;
  readonly extra: AnswerExtra;
  readonly fold: FoldResult;
}

export function planFor(scene: Scene, steps: readonly AgentStep[]): Plan {
  const { rules = 'generic', subject = [], flow = 'code-review', textOnly = false, ...options } = scene.plan ?? {};
  const files = Object.entries(texts).map(([path, text]) =>
    scopeFile(path, text, { change: 'modified', ranges: [[1, 99]] }),
  );
  const plan = planOf({ brief, files, steps, report: 'generic', ...options });
  return { ...plan, rules, subject, textOnly, flow: { ...plan.flow, name: flow } };
}

export function stepFor(scene: Scene): AgentStep {
  return agentStep('angle', scene.persona ?? 'data-engineer', scene.step ?? {});
}

export function textOf(scene: Pick<Scene, 'findings' | 'answer'>): string {
  const body = { findings: scene.findings ?? [raise()], checked: ['src'], openQuestions: [], ...scene.answer };
  return `\`\`\`json\n${JSON.stringify(body)}\n\`\`\``;
}

/** One answer, challenged once and sent again as it was: what was asked, and where everything ended. */
export async function play(scene: Scene): Promise<Ending> {
  const step = stepFor(scene);
  const plan = planFor(scene, [step]);
  const input = {
    text: textOf(scene),
    shape: step.output,
    step,
    plan,
    reader: readerOf(texts),
    allowLeads: false,
    ...(scene.targets === undefined ? {} : { targets: scene.targets }),
    ...(scene.handed === undefined ? {} : { handed: scene.handed }),
  };
  const first = await judgeAgentOutput(input);
  if (!first.ok) throw new Error(first.violations.map((violation) => violation.message).join(' '));
  const second = first.violations.length === 0 ? first : await judgeAgentOutput({ ...input, previous: first });
  if (!second.ok) throw new Error('the second answer could not be read');
  const fold = foldAnswers(plan, [{ step: step.id, output: outputOf(second) }]);
  return {
    asked: [...new Set(first.violations.map((violation) => violation.rule))],
    ended: endsOf(fold),
    judged: second,
    extra: readExtra(second),
    fold,
  };
}

export function outputOf(judged: JudgedAnswer): AgentOutput {
  return answer({
    findings: judged.findings,
    excluded: judged.excluded,
    checked: judged.checked,
    openQuestions: judged.openQuestions,
    extra: judged.extra,
  });
}

/** Placements in the order of the findings. */
export function endsOf(fold: FoldResult): string[] {
  const prefix = { body: '', merged: 'into ', excluded: 'out ' } as const;
  return [...fold.placement]
    .sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }))
    .map((entry) => `${prefix[entry.place]}${entry.to}`);
}

/** What a validator says about the findings of one angle, after its answer was judged. */
export async function challenge(
  findings: readonly unknown[],
  verdicts: readonly Item[],
  scene: Pick<Scene, 'plan' | 'handed'> = {},
): Promise<{ readonly asked: readonly string[]; readonly fold: FoldResult }> {
  const angle = stepFor({});
  const validator = agentStep('validate', 'adversarial-validator', { role: 'validator', output: 'verdicts' });
  const raised = await play({ ...scene, findings });
  const plan = planFor(scene, [angle, validator]);
  const targets = raised.fold.findings.map((finding) => finding.id);
  const judged = await judgeAgentOutput({
    text: textOf({ findings: [], answer: { verdicts } }),
    shape: 'verdicts',
    step: validator,
    plan,
    reader: readerOf(texts),
    allowLeads: false,
    targets,
    ...(scene.handed === undefined ? {} : { handed: scene.handed }),
  });
  if (!judged.ok) throw new Error('the verdicts could not be read');
  const folded = foldAnswers(plan, [{ step: 'angle', output: outputOf(raised.judged) }]);
  const fold = resolveAnswers(
    plan,
    folded,
    ['angle'],
    [
      { step: 'angle', output: outputOf(raised.judged) },
      { step: 'validate', output: outputOf(judged) },
    ],
  );
  return { asked: [...new Set(judged.violations.map((violation) => violation.rule))], fold };
}
