import { personas } from '../../src/engine/evidence/fold/model.ts';
import { foldAnswers, resolveAnswers } from '../../src/engine/evidence/fold/runFold.ts';
import { conclusionRefuted, readExtra } from '../../src/engine/evidence/judgement.ts';
import { agentStep, answer, cite, finding } from '../golden/reports/fixture.ts';
import { happened, type Row } from './row.ts';
import { challenge, planFor, quoted, raise, verdictOn } from './scene.ts';

const limit = { ...quoted, startLine: 5, quote: 'export const limit = 20;' };
const counter = { ...quoted, startLine: 1, quote: 'export function load(userId) {' };
const shown = (fold: Awaited<ReturnType<typeof challenge>>['fold'], id = 'CRIT-001') =>
  fold.findings.find((entry) => entry.id === id);
const five = Array.from({ length: 5 }, (_, i) =>
  raise({ title: `Matter number ${i}`, category: `kind ${i}`, evidence: [i % 2 === 0 ? quoted : limit] }),
);
const ids = ['CRIT-001', 'CRIT-002', 'CRIT-003', 'CRIT-004', 'CRIT-005'];

/** A gap with what was said about it: its confidence after all stances. */
async function gapAfter(stances: readonly string[]): Promise<string> {
  const swarm = stances.map((_, i) => agentStep(`swarm${i}`, personas.newcomer, { role: 'second-wave' }));
  const plan = planFor({ plan: { rules: 'gaps', subject: ['docs/wanted.md'] } }, [
    agentStep('gaps', personas.gaps),
    ...swarm,
  ]);
  const both = [cite('src/a.ts', 2), cite('docs/wanted.md', 2)];
  const first = {
    step: 'gaps',
    output: answer({ findings: [finding('gaps#1', personas.gaps, { category: 'missing', citations: both })] }),
  };
  const said = stances.map((stance, i) => ({
    step: `swarm${i}`,
    output: answer({
      findings: [
        finding(`swarm${i}#1`, personas.newcomer, {
          citations: [cite('src/a.ts', 3)],
          extra: { gap: 'G-001', stance },
        }),
      ],
    }),
  }));
  const fold = resolveAnswers(plan, foldAnswers(plan, [first]), ['gaps'], [first, ...said]);
  const ends = said.map(({ step }) => fold.placement.find((entry) => entry.key === `${step}#1`)?.to);
  return `${fold.findings[0]?.confidence}${ends.every((to) => to === 'gaps#1') ? '' : ', not merged'}`;
}

const stanceRow = (stances: readonly string[], confidence: string): Row => ({
  section: '7d',
  check: `confidence of a gap: ${stances.join(', ') || 'nothing said'}`,
  action: ['fix'],
  ended: confidence,
  run: async () => happened({ fix: true, ended: await gapAfter(stances) }),
});

export const rowsValidator: readonly Row[] = [
  {
    section: '7d',
    check: 'coverage: no verdict on a target',
    action: ['reprompt', 'demote'],
    ended: 'unchallenged, confidence medium',
    run: async () => {
      const { asked, fold } = await challenge(
        [raise(), raise({ title: 'Limit', category: 'b', evidence: [limit] })],
        [verdictOn('CRIT-001', { evidence: [counter] })],
      );
      const found = shown(fold, 'CRIT-002');
      const tagged = /Unchallenged/.test(found?.notes.join(' ') ?? '');
      return happened({
        asked,
        rule: 'verdict-coverage',
        demote: tagged,
        ended: `${tagged ? 'unchallenged' : 'challenged'}, confidence ${found?.confidence}`,
      });
    },
  },
  {
    section: '7d',
    check: 'minimum: fewer than five verdicts on five targets',
    action: ['reprompt'],
    ended: 'asked',
    run: async () => {
      const { asked } = await challenge(
        five,
        ids.slice(0, 3).map((id) => verdictOn(id)),
      );
      return happened({ asked, rule: 'verdict-minimum', ended: 'asked' });
    },
  },
  {
    section: '7d',
    check: 'minimum: one strategy only',
    action: ['reprompt'],
    ended: 'asked',
    run: async () => {
      const { asked } = await challenge(
        five,
        ids.map((id) => verdictOn(id)),
      );
      return happened({ asked, rule: 'verdict-strategy', ended: 'asked' });
    },
  },
  {
    section: '7d',
    check: 'minimum: outside material, and nobody asks how it was gathered',
    action: ['reprompt'],
    ended: 'asked; without outside material not asked',
    run: async () => {
      const strategies = ['evidence', 'fix', 'assumptions', 'evidence', 'fix'];
      const verdicts = ids.map((id, i) => verdictOn(id, { strategy: strategies[i] }));
      const { asked } = await challenge(five, verdicts, { handed: ['Evidence (web): a post'] });
      const without = await challenge(five, verdicts);
      return happened({
        asked,
        rule: 'verdict-strategy',
        ended: `asked; without outside material ${without.asked.includes('verdict-strategy') ? 'asked' : 'not asked'}`,
      });
    },
  },
  {
    section: '7d',
    check: 'real work: nothing read or searched',
    action: ['reprompt', 'fix'],
    ended: 'Ignored: it does not say what was read.',
    run: async () => {
      const { asked, fold } = await challenge(
        [raise()],
        [verdictOn('CRIT-001', { investigation: 'Looks right to me.' })],
      );
      const effect = fold.validation[0]?.effect ?? '';
      return happened({ asked, rule: 'investigation', fix: effect.startsWith('Ignored'), ended: effect });
    },
  },
  {
    section: '7d',
    check: 'real work: a refutation without counter-evidence',
    action: ['reprompt', 'fix'],
    ended: 'CRIT-001 stays',
    run: async () => {
      const { asked, fold } = await challenge([raise()], [verdictOn('CRIT-001', { verdict: 'refuted' })]);
      return happened({
        asked,
        rule: 'refutation',
        fix: shown(fold) !== undefined,
        ended: shown(fold) === undefined ? 'gone' : 'CRIT-001 stays',
      });
    },
  },
  {
    section: '7d',
    check: 'all confirmed, nothing new cited',
    action: ['fix'],
    ended: 'bias noted, confidence medium',
    run: async () => {
      const { fold } = await challenge([raise()], [verdictOn('CRIT-001')]);
      const noted = /confirmation bias/.test(fold.notes.join(' '));
      return happened({
        fix: noted,
        ended: `${noted ? 'bias noted' : 'silent'}, confidence ${shown(fold)?.confidence}`,
      });
    },
  },
  {
    section: '7d',
    check: 'consequence: a standing refutation withdraws its target',
    action: ['drop-to-log'],
    ended: 'out refuted',
    run: async () => {
      const { fold } = await challenge([raise()], [verdictOn('CRIT-001', { verdict: 'refuted', evidence: [counter] })]);
      const [entry] = fold.placement;
      return happened({ ended: `${entry?.place === 'excluded' ? 'out ' : ''}${entry?.to}` });
    },
  },
  {
    section: '7d',
    check: 'surviving conclusion: a refutation of the root cause calls for a rewrite',
    action: ['fix'],
    ended: 'rewrite',
    run: async () => {
      const { fold } = await challenge(
        [raise()],
        [verdictOn('conclusion', { verdict: 'refuted', evidence: [counter] }), verdictOn('CRIT-001')],
      );
      const [row] = fold.validation;
      const rewrite = row !== undefined && conclusionRefuted([{ ...row, key: 'v' }], { summary: 's', chain: [] });
      return happened({ fix: rewrite, ended: rewrite ? 'rewrite' : 'stays' });
    },
  },
  {
    section: '7d',
    check: 'confidence: inconclusive lowers it',
    action: ['demote'],
    ended: 'medium',
    run: async () => {
      const { fold } = await challenge([raise()], [verdictOn('CRIT-001', { verdict: 'inconclusive' })]);
      return happened({ demote: shown(fold)?.confidence !== 'high', ended: shown(fold)?.confidence ?? '' });
    },
  },
  {
    section: '7d',
    check: 'confidence: confirmed with a new citation stays high',
    action: [],
    ended: 'high',
    run: async () => {
      const { fold } = await challenge([raise()], [verdictOn('CRIT-001', { evidence: [counter] })]);
      return happened({ ended: shown(fold)?.confidence ?? '' });
    },
  },
  {
    section: '7d',
    check: 'caveat on the whole: once, and it moves no confidence',
    action: ['fix'],
    ended: '1 caveat, confidence high, not asked for',
    run: async () => {
      const caveat = (target: string) =>
        verdictOn(target, { verdict: 'inconclusive', investigation: 'docs/wanted.md is two years old.' });
      const { asked, fold } = await challenge(
        [raise()],
        [verdictOn('CRIT-001', { evidence: [counter] }), caveat('artefact'), caveat('provenance')],
      );
      const caveats = fold.notes.filter((note) => note.startsWith('Caveat: ')).length;
      return happened({
        fix: caveats === 1,
        ended: `${caveats} caveat, confidence ${shown(fold)?.confidence}, ${asked.includes('verdict-target') ? '' : 'not '}asked for`,
      });
    },
  },
  stanceRow([], 'medium'),
  stanceRow(['confirmed'], 'medium'),
  stanceRow(['augments'], 'medium'),
  stanceRow(['confirmed', 'confirmed'], 'high'),
  stanceRow(['confirmed', 'confirmed', 'inconclusive'], 'high'),
  stanceRow(['confirmed', 'confirmed', 'contradicted'], 'low'),
  stanceRow(['unverifiable'], 'medium'),
  {
    section: '7d',
    check: 'a verdict that refutes a gap leaves it, with low confidence',
    action: ['demote'],
    ended: 'G-001, confidence low',
    run: () => {
      const validator = agentStep('validate', personas.validator, { role: 'validator', output: 'verdicts' });
      const plan = planFor({ plan: { rules: 'gaps', subject: ['docs/wanted.md'] } }, [
        agentStep('gaps', personas.gaps),
        validator,
      ]);
      const gap = finding('gaps#1', personas.gaps, {
        category: 'missing',
        citations: [cite('src/a.ts', 2), cite('docs/wanted.md', 2)],
      });
      const first = { step: 'gaps', output: answer({ findings: [gap] }) };
      const verdict = {
        key: 'validate#v1',
        step: 'validate',
        persona: personas.validator,
        target: 'G-001',
        verdict: 'refuted',
        strategy: 'evidence',
        hypothesis: 'h',
        investigation: 'Read src/a.ts.',
        citations: [cite('src/a.ts', 3)],
      };
      const said = {
        step: 'validate',
        output: answer({ extra: { verdicts: [verdict], notes: [], findingNotes: [], fields: {} } }),
      };
      const fold = resolveAnswers(plan, foldAnswers(plan, [first]), ['gaps'], [first, said]);
      const [found] = fold.findings;
      return happened({ demote: found?.confidence === 'low', ended: `${found?.id}, confidence ${found?.confidence}` });
    },
  },
  {
    section: '7d',
    check: 'stance on a gap that is not there',
    action: ['drop-to-log'],
    ended: 'out upstream',
    run: () => {
      const plan = planFor({ plan: { rules: 'gaps' } }, [agentStep('swarm', personas.newcomer)]);
      const said = finding('swarm#1', personas.newcomer, { extra: { gap: 'G-009', stance: 'confirmed' } });
      const fold = foldAnswers(plan, [{ step: 'swarm', output: answer({ findings: [said] }) }]);
      return happened({ ended: `${fold.placement[0]?.place === 'excluded' ? 'out ' : ''}${fold.placement[0]?.to}` });
    },
  },
  {
    section: '7d',
    check: 'caveats of an answer reach the fold once',
    action: ['fix'],
    ended: 'Caveat: The document is a draft.',
    run: () => {
      const plan = planFor({ plan: { rules: 'gaps' } }, [
        agentStep('a', personas.validator),
        agentStep('b', personas.newcomer),
      ]);
      const out = (step: string) => ({
        step,
        output: answer({ extra: { notes: [], findingNotes: [], fields: { caveats: 'The document is a draft.' } } }),
      });
      const fold = resolveAnswers(plan, foldAnswers(plan, []), [], [out('a'), out('b')]);
      const read = readExtra(out('a').output).fields['caveats'] !== undefined;
      return happened({ fix: read, ended: fold.notes.join(' ') });
    },
  },
];
