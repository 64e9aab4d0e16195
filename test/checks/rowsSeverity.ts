import { parseSeverity } from '../../src/engine/evidence/severity.ts';
import { personas } from '../../src/engine/evidence/fold/model.ts';
import { foldAnswers } from '../../src/engine/evidence/fold/runFold.ts';
import { tierOfReported } from '../../src/engine/evidence/fold/testTier.ts';
import { agentStep, answer, cite, finding } from '../golden/reports/fixture.ts';
import { happened, type Row } from './row.ts';
import { endsOf, planFor, play, quoted, raise, wanted } from './scene.ts';

const join = (ended: readonly string[]): string => ended.join(', ');
const review = { rules: 'code-review', report: 'code-review' } as const;
const three = (more: (i: number) => object): object[] =>
  [0, 1, 2].map((i) => raise({ title: `Matter number ${i}`, category: `kind ${i}`, ...more(i) }));

export const rowsSeverity: readonly Row[] = [
  {
    section: '7c',
    check: 'reachability words',
    action: ['demote'],
    ended: 'WARN-001',
    run: async () => {
      const { ended, fold } = await play({ plan: review, findings: [raise({ claim: 'Purely theoretical.' })] });
      return happened({
        demote: /Demoted from critical/.test(fold.findings[0]?.notes.join(' ') ?? ''),
        ended: join(ended),
      });
    },
  },
  {
    section: '7c',
    check: 'reachability words on a suggestion',
    action: ['drop-to-log'],
    ended: 'out reachability',
    run: async () => {
      const { ended } = await play({
        plan: review,
        findings: [raise({ severity: 'suggestion', claim: 'It could happen.' })],
      });
      return happened({ ended: join(ended) });
    },
  },
  {
    section: '7c',
    check: 'size gate',
    action: ['drop-to-log'],
    ended: 'out size-gate',
    run: async () => {
      const { ended } = await play({
        plan: { ...review, band: 'small' },
        findings: [raise({ severity: 'suggestion' })],
      });
      return happened({ ended: join(ended) });
    },
  },
  {
    section: '7c',
    check: 'contradiction',
    action: ['demote', 'fix'],
    ended: 'WARN-001, WARN-002 in tension',
    run: async () => {
      const { ended, fold } = await play({
        plan: review,
        findings: [
          raise({ title: 'Unbound', category: 'a', recommendation: 'Add a check.' }),
          raise({ title: 'Superfluous', category: 'b', recommendation: 'Remove the check.' }),
        ],
      });
      const tense = fold.findings.every((found) => /Tension with WARN/.test(found.notes.join(' ')));
      return {
        action: ['demote', ...(tense ? (['fix'] as const) : [])],
        ended: `${join(ended)}${tense ? ' in tension' : ''}`,
      };
    },
  },
  {
    section: '7c',
    check: 'inflation: risks that are all grave',
    action: ['reprompt', 'fix'],
    ended: 'warned',
    run: async () => {
      const { asked, extra } = await play({
        persona: personas.risk,
        findings: three(() => ({ severity: 'critical' })),
      });
      const warned = extra.notes.some((note) => /No risk is rated medium or low/.test(note));
      return happened({ asked, rule: 'inflation', fix: warned, ended: warned ? 'warned' : 'silent' });
    },
  },
  {
    section: '7c',
    check: 'inflation: the overall rating of a risk says more than its severity',
    action: ['reprompt', 'fix'],
    ended: 'warned; one medium among them: silent',
    run: async () => {
      const rate = (words: readonly string[]): ReturnType<typeof play> =>
        play({
          persona: personas.risk,
          findings: three((i) => ({ severity: 'warning', overall: `${words[i] ?? 'high'}; three callers` })),
        });
      const { asked, extra } = await rate([]);
      const warned = extra.notes.some((note) => /No risk is rated medium or low/.test(note));
      const mixed = await rate(['high', 'Medium']);
      const ended = `${warned ? 'warned' : 'silent'}; one medium among them: ${mixed.asked.includes('inflation') ? 'asked' : 'silent'}`;
      return happened({ asked, rule: 'inflation', fix: warned, ended });
    },
  },
  {
    section: '7c',
    check: 'inflation: more critical than high edge cases',
    action: ['reprompt', 'fix'],
    ended: 'warned',
    run: async () => {
      const { asked, extra } = await play({
        persona: personas.edgeCases,
        findings: three(() => ({ priority: 'Critical' })),
      });
      const warned = extra.notes.some((note) => /more critical than high/.test(note));
      return happened({ asked, rule: 'inflation', fix: warned, ended: warned ? 'warned' : 'silent' });
    },
  },
  {
    section: '7c',
    check: 'inflation: more implicit than missing and partial gaps',
    action: ['reprompt', 'fix'],
    ended: 'warned, and noted in the fold',
    run: async () => {
      const titles = ['Owners are not checked', 'Partners need a token', 'Exports lack a bound'];
      const { asked, extra, fold } = await play({
        persona: personas.gaps,
        plan: { rules: 'gaps', subject: ['docs/wanted.md'] },
        findings: titles.map((title) => raise({ title, category: 'implicit', evidence: [quoted, wanted] })),
      });
      const warned = extra.notes.some((note) => /more implicit gaps/.test(note));
      const noted = fold.notes.some((note) => /gaps are implicit/.test(note));
      return happened({
        asked,
        rule: 'inflation',
        fix: warned,
        ended: `${warned ? 'warned' : 'silent'}, and ${noted ? 'noted' : 'not noted'} in the fold`,
      });
    },
  },
  {
    section: '7c',
    check: 'inflation: one recommendation for every finding',
    action: ['reprompt', 'fix'],
    ended: 'warned',
    run: async () => {
      const ids = ['WARN-001', 'WARN-002', 'WARN-003'];
      const { asked, extra } = await play({
        persona: personas.software,
        step: { role: 'second-wave' },
        handed: [ids.map((id) => `${id} [warning, confidence high, c] T`).join('\n\n')],
        findings: three((i) => ({ addresses: [ids[i]] })),
      });
      const warned = extra.notes.some((note) => /one recommendation for every finding/.test(note));
      return happened({ asked, rule: 'inflation', fix: warned, ended: warned ? 'warned' : 'silent' });
    },
  },
  {
    section: '7c',
    check: 'YAGNI separation in a review',
    action: ['fix'],
    ended: 'YAGNI-001',
    run: async () => {
      const { ended } = await play({
        plan: { ...review, band: 'small' },
        findings: [raise({ category: 'YAGNI candidate' })],
      });
      return happened({ fix: ended[0] === 'YAGNI-001', ended: join(ended) });
    },
  },
  {
    section: '7c',
    check: 'YAGNI separation in a test plan',
    action: ['fix'],
    ended: 'YAGNI-001',
    run: async () => {
      const { ended } = await play({
        persona: personas.tests,
        plan: { rules: 'tests', kind: 'workspace' },
        findings: [raise({ category: 'YAGNI candidate' })],
      });
      return happened({ fix: ended[0] === 'YAGNI-001', ended: join(ended) });
    },
  },
  ...[
    'for future flexibility',
    'in case it grows',
    'when we scale',
    'as best practice',
    'you might need it',
    'eventually',
  ].map((words): Row => ({
    section: '7c',
    check: `tell words: "${words}"`,
    action: ['fix'],
    ended: 'CRIT-001 as YAGNI candidate',
    run: async () => {
      const { fold } = await play({ findings: [raise({ recommendation: `Split the module ${words}.` })] });
      const [found] = fold.findings;
      const marked = /^YAGNI candidate/m.test(found?.notes.join('\n') ?? '');
      return happened({ fix: marked, ended: `${found?.id}${marked ? ' as YAGNI candidate' : ''}` });
    },
  })),
  ...(['code-review', 'investigate', 'tests'] as const).map((rules): Row => ({
    section: '7c',
    check: `tell words under the rules ${rules}`,
    action: ['fix'],
    ended: 'YAGNI candidate',
    run: async () => {
      const { fold } = await play({
        plan: { rules },
        findings: [raise({ recommendation: 'Split it for future flexibility.' })],
      });
      const marked = /^YAGNI candidate/m.test(fold.findings[0]?.notes.join('\n') ?? '');
      return happened({ fix: marked, ended: marked ? 'YAGNI candidate' : 'unmarked' });
    },
  })),
  {
    section: '7c',
    check: 'tell words: "in case of" is none',
    action: [],
    ended: 'CRIT-001',
    run: async () => {
      const { fold } = await play({ findings: [raise({ recommendation: 'Return null in case of an error.' })] });
      const [found] = fold.findings;
      return happened({ ended: `${found?.id}${/YAGNI/.test(found?.notes.join() ?? '') ? ' as YAGNI candidate' : ''}` });
    },
  },
  {
    section: '7c',
    check: 'severity words of the personas',
    action: ['fix'],
    ended: 'critical critical critical critical warning warning warning suggestion suggestion suggestion none',
    run: () => {
      const words = [
        'Blocks correctness',
        'Wakes someone up',
        'High',
        'Blocks task',
        'Degrades operations',
        'Muddies artifact',
        'Medium',
        'Operational friction',
        'On-call friction',
        'Polish',
        'purple',
      ];
      return happened({ fix: true, ended: words.map((word) => parseSeverity(word) ?? 'none').join(' ') });
    },
  },
  {
    section: '7c',
    check: 'severity: a word of no scale',
    action: ['reprompt', 'demote'],
    ended: 'SUGG-001',
    run: async () => {
      const { asked, ended, extra } = await play({ findings: [raise({ severity: 'purple' })] });
      const demote = extra.findingNotes.some((entry) => /no known severity/.test(entry.notes.join(' ')));
      return happened({ asked, rule: 'severity', demote, ended: join(ended) });
    },
  },
  {
    section: '7e',
    check: 'test cases: mapping to tiers',
    action: ['fix'],
    ended: 'CRIT HIGH MED LOW / CRIT HIGH MED LOW / CRIT HIGH MED / CRIT',
    run: () => {
      const steps = [
        agentStep('te', personas.tests),
        agentStep('ece', personas.edgeCases),
        agentStep('co', personas.concurrency),
        agentStep('sec', personas.security),
      ];
      const plan = planFor({ plan: { rules: 'tests' } }, steps);
      let line = 0;
      const proposed = (
        step: string,
        persona: string,
        rows: readonly (readonly [string, string])[],
      ): ReturnType<typeof finding>[] =>
        rows.map(([priority, claim], i) =>
          finding(`${step}#${i + 1}`, persona, {
            claim,
            title: `Case ${step} ${i}`,
            citations: [cite('src/a.ts', (line += 5))],
            extra: { priority },
          }),
        );
      const raised = {
        te: proposed('te', personas.tests, [
          ['High', 'Login and permission are untested.'],
          ['High', 'The total is untested.'],
          ['Medium', 'An error path.'],
          ['Low', 'A label.'],
        ]),
        ece: proposed('ece', personas.edgeCases, [
          ['Critical', 'Crash.'],
          ['High', 'Loss.'],
          ['Medium', 'Odd.'],
          ['Low', 'Rare.'],
        ]),
        co: proposed('co', personas.concurrency, [
          ['High', 'Two requests cross tenant isolation.'],
          ['High', 'Two saves overlap.'],
          ['High', 'A theoretical interleaving.'],
        ]),
        sec: proposed('sec', personas.security, [['Low', 'A forged id is refused.']]),
      };
      const fold = foldAnswers(
        plan,
        Object.entries(raised).map(([step, findings]) => ({ step, output: answer({ findings }) })),
      );
      const tiers = Object.values(raised).map((group) =>
        group
          .map((raw) => fold.placement.find((entry) => entry.key === raw.key)?.to)
          .map((id) => tierOfReported(fold.findings.find((found) => found.id === id) ?? { notes: [] }))
          .join(' '),
      );
      return happened({ fix: true, ended: tiers.join(' / ') });
    },
  },
  {
    section: '7e',
    check: 'test cases: order by tier, then persona',
    action: ['fix'],
    ended: 'te#2, ece#1, sec#1, te#1, te#3',
    run: () => {
      const steps = [
        agentStep('ece', personas.edgeCases),
        agentStep('sec', personas.security),
        agentStep('te', personas.tests),
      ];
      const plan = planFor({ plan: { rules: 'tests' } }, steps);
      const one = (key: string, persona: string, priority: string, claim: string): ReturnType<typeof finding> =>
        finding(key, persona, {
          claim,
          title: `Case ${key}`,
          citations: [cite('src/a.ts', key.length + Number(key.at(-1)) * 7)],
          extra: { priority },
        });
      const fold = foldAnswers(plan, [
        { step: 'ece', output: answer({ findings: [one('ece#1', personas.edgeCases, 'Critical', 'Crash.')] }) },
        { step: 'sec', output: answer({ findings: [one('sec#1', personas.security, 'Low', 'Forged.')] }) },
        {
          step: 'te',
          output: answer({
            findings: [
              one('te#1', personas.tests, 'High', 'Total.'),
              one('te#2', personas.tests, 'High', 'Permission.'),
              one('te#3', personas.tests, 'Low', 'Label.'),
            ],
          }),
        },
      ]);
      const keys = fold.findings.map(({ id }) => fold.placement.find((entry) => entry.to === id)?.key ?? '');
      return happened({ fix: endsOf(fold).length === 5, ended: join(keys) });
    },
  },
];
