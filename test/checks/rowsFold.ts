import { personas } from '../../src/engine/evidence/fold/model.ts';
import { foldAnswers, resolveAnswers } from '../../src/engine/evidence/fold/runFold.ts';
import { agentStep, answer, cite, finding } from '../golden/reports/fixture.ts';
import { happened, type Row } from './row.ts';
import { delivery, endsOf, planFor, play, quoted, raise } from './scene.ts';

const join = (ended: readonly string[]): string => ended.join(', ');
const many = (step: string, persona: string, count: number, more: object = {}): ReturnType<typeof finding>[] =>
  Array.from({ length: count }, (_, i) =>
    finding(`${step}#${i + 1}`, persona, {
      title: `Matter ${step} number ${i}`,
      category: `kind ${i}`,
      citations: [cite('src/a.ts', i * 3 + 1)],
      ...more,
    }),
  );

export const rowsFold: readonly Row[] = [
  {
    section: '7b',
    check: 'unique ids: two findings with one id of their own',
    action: ['fix'],
    ended: 'TP-001 from T/T1 (angle), TP-002 from T/T1 (angle)',
    run: async () => {
      const { fold } = await play({
        persona: personas.tests,
        plan: { rules: 'tests' },
        findings: [
          raise({ id: 'T1' }),
          raise({
            id: 'T1',
            title: 'The limit holds',
            evidence: [{ ...quoted, startLine: 5, quote: 'export const limit = 20;' }],
          }),
        ],
      });
      const said = fold.findings.map(({ id, notes }) => `${id} from ${/Origin: (.*)\.$/m.exec(notes.join('\n'))?.[1]}`);
      return happened({ fix: new Set(fold.findings.map(({ id }) => id)).size === 2, ended: join(said) });
    },
  },
  {
    section: '7b',
    check: 'nothing lost: entries that are no findings',
    action: ['reprompt', 'drop-to-log'],
    ended: 'CRIT-001, out shape, out shape',
    run: async () => {
      const { asked, ended } = await play({ findings: [raise(), 42, {}] });
      return happened({ asked, rule: 'shape', ended: join(ended) });
    },
  },
  {
    section: '7b',
    check: 'nothing lost: what the second answer leaves out',
    action: ['drop-to-log'],
    ended: 'out withdrawn',
    run: async () => {
      const { judgeAgentOutput } = await import('../../src/engine/evidence/judge.ts');
      const { readerOf } = await import('../golden/reports/fixture.ts');
      const { stepFor, textOf, texts } = await import('./scene.ts');
      const step = stepFor({});
      const plan = planFor({}, [step]);
      const input = { shape: step.output, step, plan, reader: readerOf(texts), allowLeads: false };
      const previous = await judgeAgentOutput({
        ...input,
        text: textOf({ findings: [raise({ evidence: [quoted, { ...quoted, quote: 'return eval(x);' }] })] }),
      });
      const next = await judgeAgentOutput({
        ...input,
        text: textOf({ findings: [] }),
        ...(previous.ok ? { previous } : {}),
      });
      return happened({ ended: next.ok ? next.excluded.map((entry) => `out ${entry.rule}`).join(', ') : 'unreadable' });
    },
  },
  {
    section: '7b',
    check: 'dedupe: the specialist stays, the newcomer is listed',
    action: ['fix'],
    ended: 'CRIT-001, into data#1; also junior-developer',
    run: () => {
      const steps = [agentStep('data', personas.data), agentStep('fresh', personas.newcomer)];
      const plan = planFor({}, steps);
      const fold = foldAnswers(plan, [
        { step: 'data', output: answer({ findings: [finding('data#1', personas.data, { severity: 'critical' })] }) },
        { step: 'fresh', output: answer({ findings: [finding('fresh#1', personas.newcomer)] }) },
      ]);
      const also = fold.findings[0]?.alsoRaisedBy.join(', ') ?? '';
      return happened({ fix: also !== '', ended: `${join(endsOf(fold))}; also ${also}` });
    },
  },
  {
    section: '7b',
    check: 'dedupe: one gap said twice',
    action: ['fix'],
    ended: 'G-001, into angle#1',
    run: async () => {
      const both = [
        quoted,
        { trust: 'codebase', path: 'docs/wanted.md', startLine: 2, quote: 'A user sees only the rows of that user.' },
      ];
      const { ended } = await play({
        persona: personas.gaps,
        plan: { rules: 'gaps', subject: ['docs/wanted.md'] },
        findings: [
          raise({ category: 'missing', evidence: both }),
          raise({ category: 'partial', evidence: both, title: 'Rows of all the users are read' }),
        ],
      });
      return happened({ fix: ended[1] === 'into angle#1', ended: join(ended) });
    },
  },
  {
    section: '7b',
    check: 'dedupe: one test case proposed by two personas',
    action: ['fix'],
    ended: 'into te#1, TP-001',
    run: () => {
      const plan = planFor({ plan: { rules: 'tests' } }, [
        agentStep('ece', personas.edgeCases),
        agentStep('te', personas.tests),
      ]);
      const fold = foldAnswers(plan, [
        {
          step: 'ece',
          output: answer({ findings: [finding('ece#1', personas.edgeCases, { title: 'The total of no lines' })] }),
        },
        { step: 'te', output: answer({ findings: [finding('te#1', personas.tests, { title: 'Total of no lines' })] }) },
      ]);
      return happened({
        fix: fold.findings[0]?.alsoRaisedBy.includes(personas.edgeCases) === true,
        ended: join(endsOf(fold)),
      });
    },
  },
  {
    section: '7b',
    check: 'undispatched persona',
    action: ['drop-to-log'],
    ended: 'out undispatched',
    run: () => {
      const fold = foldAnswers(planFor({}, []), [
        { step: 'ghost', output: answer({ findings: [finding('ghost#1', 'ghost')] }) },
      ]);
      return happened({ ended: join(endsOf(fold)) });
    },
  },
  {
    section: '7b',
    check: 'negative results are kept verbatim',
    action: ['fix'],
    ended: 'No concurrency was found: one process, no timers.',
    run: async () => {
      const said = 'No concurrency was found: one process, no timers.';
      const { judged } = await play({ persona: personas.concurrency, findings: [], answer: { checked: [said] } });
      return happened({ fix: judged.checked.includes(said), ended: judged.checked.join(' ') });
    },
  },
  {
    section: '7b',
    check: 'protocol coverage',
    action: ['reprompt', 'fix'],
    ended: 'Not reported on: Injection.',
    run: async () => {
      const { asked, extra } = await play({
        step: { cover: ['Access control', 'Injection', 'Rows'] },
        answer: { checked: ['access controls: clear, every route has a guard'] },
      });
      const note = extra.notes.find((text) => text.startsWith('Not reported')) ?? 'nothing';
      return happened({ asked, rule: 'coverage', fix: note !== 'nothing', ended: note });
    },
  },
  {
    section: '7b',
    check: 'boundary: on-call speaks of delivery files',
    action: ['drop-to-log'],
    ended: 'out boundary',
    run: async () => {
      const { ended } = await play({ persona: personas.resilience, findings: [raise({ evidence: [delivery] })] });
      return happened({ ended: join(ended) });
    },
  },
  {
    section: '7b',
    check: 'boundary: a system concern without a seam',
    action: ['drop-to-log'],
    ended: 'out boundary, CRIT-001',
    run: async () => {
      const { ended } = await play({
        persona: personas.system,
        findings: [raise(), raise({ title: 'Two owners of one table', seam: 'shop and stock write the same table' })],
      });
      return happened({ ended: join(ended) });
    },
  },
  {
    section: '7b',
    check: 'boundary: a software concern across deployables',
    action: ['drop-to-log'],
    ended: 'out boundary',
    run: async () => {
      const evidence = [
        { trust: 'codebase', path: 'apps/shop/main.ts', startLine: 1, quote: 'start({ port: 8080, host: "shop" });' },
        { trust: 'codebase', path: 'apps/stock/main.ts', startLine: 1, quote: 'start({ port: 9090, host: "stock" });' },
      ];
      const profile = {
        languages: [],
        frameworks: [],
        manifests: [],
        lockFiles: [],
        projects: ['apps/shop', 'apps/stock'],
      };
      const { ended } = await play({
        persona: personas.software,
        plan: { scope: { profile } },
        findings: [raise({ evidence })],
      });
      return happened({ ended: join(ended) });
    },
  },
  ...[personas.risk, personas.software, personas.system].map((persona): Row => ({
    section: '7b',
    check: `upstream ids: ${persona}`,
    action: ['reprompt', 'drop-to-log'],
    ended: 'WARN-001, out upstream, out upstream, WARN-002',
    run: async () => {
      const steps = [agentStep('data', personas.data), agentStep('angle', persona, { role: 'second-wave' })];
      const plan = planFor({}, steps);
      const first = { step: 'data', output: answer({ findings: [finding('data#1', personas.data)] }) };
      const late = (ordinal: number, more: object): ReturnType<typeof finding> =>
        finding(`zlate#${ordinal}`, persona, {
          step: 'angle',
          claim: 'The service fails.',
          title: `Matter ${ordinal} of the service`,
          category: `c${ordinal}`,
          citations: [cite('src/a.ts', 50 + ordinal)],
          ...more,
        });
      const second = {
        step: 'angle',
        output: answer({
          findings: [
            late(1, {}),
            late(2, { claim: 'See CRIT-077 of the service.' }),
            late(3, { extra: { addresses: ['WARN-001'] } }),
          ],
        }),
      };
      const fold = resolveAnswers(plan, foldAnswers(plan, [first]), ['data'], [first, second]);
      const { asked } = await play({ persona, step: { role: 'second-wave' } });
      return happened({ asked, rule: 'upstream', ended: join(endsOf(fold)) });
    },
  })),
  {
    section: '7b',
    check: 'caps: 30 findings of personas, 30 of the checklist, security exempt',
    action: ['drop-to-log', 'fix'],
    ended: '30 + 30 + 40 shown, 5 out cap, said so',
    run: () => {
      const steps = [
        agentStep('data', personas.data),
        agentStep('checklist', personas.newcomer),
        agentStep('security', personas.security),
      ];
      const plan = planFor({ plan: { rules: 'code-review' } }, steps);
      const fold = foldAnswers(plan, [
        { step: 'data', output: answer({ findings: many('data', personas.data, 33) }) },
        {
          step: 'checklist',
          output: answer({
            findings: many('checklist', personas.newcomer, 32).map((found) => ({
              ...found,
              citations: [cite('apps/shop/main.ts', Number(found.key.split('#')[1]) * 3)],
            })),
          }),
        },
        {
          step: 'security',
          output: answer({
            findings: many('security', personas.security, 40, {}).map((found) => ({
              ...found,
              citations: [cite('apps/stock/main.ts', Number(found.key.split('#')[1]) * 3)],
            })),
          }),
        },
      ]);
      const shown = (step: string): number => fold.findings.filter((found) => found.step === step).length;
      const out = fold.excluded.filter((entry) => entry.rule === 'cap').length;
      const said =
        /3 persona findings were omitted/.test(fold.notes.join(' ')) &&
        /2 checklist findings/.test(fold.notes.join(' '));
      const ended = `${shown('data')} + ${shown('checklist')} + ${shown('security')} shown, ${out} out cap, ${said ? 'said so' : 'silent'}`;
      return { action: ['drop-to-log', 'fix'], ended };
    },
  },
  {
    section: '7b',
    check: 'caps: 40 test cases, security exempt',
    action: ['drop-to-log', 'fix'],
    ended: '40 + 12 shown, 6 out cap, said so',
    run: () => {
      const steps = [agentStep('cases', personas.tests), agentStep('security', personas.security)];
      const plan = planFor({ plan: { rules: 'tests' } }, steps);
      const fold = foldAnswers(plan, [
        { step: 'cases', output: answer({ findings: many('cases', personas.tests, 46) }) },
        { step: 'security', output: answer({ findings: many('security', personas.security, 12) }) },
      ]);
      const shown = (step: string): number => fold.findings.filter((found) => found.step === step).length;
      const out = fold.excluded.filter((entry) => entry.rule === 'cap').length;
      const said = /6 test cases were omitted/.test(fold.notes.join(' '));
      return {
        action: ['drop-to-log', 'fix'],
        ended: `${shown('cases')} + ${shown('security')} shown, ${out} out cap, ${said ? 'said so' : 'silent'}`,
      };
    },
  },
  {
    section: '7b',
    check: 'ordering: severity, file, line',
    action: ['fix'],
    ended: 'data#3, data#2, data#1',
    run: () => {
      const plan = planFor({}, [agentStep('data', personas.data)]);
      const raised = [
        finding('data#1', personas.data, { title: 'One', citations: [cite('src/b.ts', 2)] }),
        finding('data#2', personas.data, { title: 'Two', citations: [cite('src/a.ts', 9)] }),
        finding('data#3', personas.data, { title: 'Three', severity: 'critical', citations: [cite('src/z.ts', 9)] }),
      ];
      const fold = foldAnswers(plan, [{ step: 'data', output: answer({ findings: raised }) }]);
      const keys = fold.findings.map(({ id }) => fold.placement.find((entry) => entry.to === id)?.key ?? '');
      return happened({ fix: true, ended: join(keys) });
    },
  },
  {
    section: '7b',
    check: 'unique ids: gaps keep the order of discovery',
    action: ['fix'],
    ended: 'Second wave gap is G-003',
    run: () => {
      const steps = [agentStep('gaps', personas.gaps), agentStep('swarm', personas.newcomer, { role: 'second-wave' })];
      const plan = planFor({ plan: { rules: 'gaps', subject: ['docs/wanted.md'] } }, steps);
      const both = [cite('src/a.ts', 2), cite('docs/wanted.md', 2)];
      const gap = (key: string, persona: string, title: string, extra: object): ReturnType<typeof finding> =>
        finding(key, persona, { title, category: 'missing', citations: both, extra: { ...extra } });
      const first = {
        step: 'gaps',
        output: answer({
          findings: [
            gap('gaps#1', personas.gaps, 'Zebra rows unbound', {}),
            gap('gaps#2', personas.gaps, 'Apple list unlimited', {}),
          ],
        }),
      };
      const late = {
        step: 'swarm',
        output: answer({
          findings: [gap('swarm#1', personas.newcomer, 'Partners cannot sign in', { proposed: 'new_gap' })],
        }),
      };
      const fold = resolveAnswers(plan, foldAnswers(plan, [first]), ['gaps'], [first, late]);
      const id = fold.findings.find((found) => found.title.startsWith('Partners'))?.id;
      return happened({ fix: fold.findings[0]?.title.startsWith('Zebra') === true, ended: `Second wave gap is ${id}` });
    },
  },
];
