import assert from 'node:assert/strict';
import fc from 'fast-check';
import { agentStep, cite, finding, scopeFile } from '../../../../test/golden/reports/fixture.ts';
import type { Finding, Severity } from '../../../protocol/finding.ts';
import type { Band, FoldRules } from '../../../protocol/plan.ts';
import { planOf } from '../../../../test/golden/reports/fixture.ts';
import { foldFindings } from './foldFindings.ts';
import { actionOf } from './contradiction.ts';
import { foldFacts, type FoldInput, foldResultSchema, type FoldResult, personas } from './model.ts';
import { unreachableWord } from './reachability.ts';

const steps = [
  agentStep('newcomer', personas.newcomer),
  agentStep('checklist', personas.newcomer),
  agentStep('doc-compliance', personas.newcomer),
  agentStep('security', personas.security),
  agentStep('structure', personas.structure),
  agentStep('tests', personas.tests),
  agentStep('edges', personas.edgeCases),
  agentStep('delivery', personas.delivery, { files: ['src/flags.ts'] }),
  agentStep('oncall', personas.resilience),
  agentStep('data', 'data-engineer'),
];
const personaOf = new Map(steps.map((step) => [step.id, step.persona]));
const files = [
  scopeFile('src/a.ts', 'x', { change: 'modified', ranges: [[1, 20]] }),
  scopeFile('src/new.ts', 'x', { change: 'added', ranges: [] }),
  scopeFile('src/flags.ts', 'x', { change: 'modified', ranges: [[1, 5]] }),
  scopeFile('Dockerfile', 'x', { change: 'modified', ranges: [[1, 5]] }),
];

interface Setting {
  readonly band?: Band;
  readonly scope?: 'diff' | 'workspace' | 'uncommitted';
  readonly brief?: string;
  readonly kind?: FoldRules;
}

function raise(key: string, more: Partial<Finding> = {}): Finding {
  return finding(key, personaOf.get(key.split('#')[0] ?? '') ?? 'nobody', more);
}
function input(findings: readonly Finding[], setting: Setting = {}): FoldInput {
  const plan = planOf({
    steps,
    files,
    band: setting.band ?? 'large',
    kind: setting.scope ?? 'diff',
    brief: setting.brief ?? '',
  });
  return { ...foldFacts(plan), findings, excluded: [], findingNotes: [] };
}
function fold(findings: readonly Finding[], setting: Setting = {}): FoldResult {
  return foldFindings(setting.kind ?? 'code-review', input(findings, setting));
}
const at = (path: string, start: number, end = start): Partial<Finding> => ({ citations: [cite(path, start, end)] });

interface Row {
  readonly rule: string;
  readonly raised: readonly Finding[];
  readonly setting?: Setting;
  /** Where each key ends: report id, `into <key>`, or `out <rule>`. */
  readonly ends: Readonly<Record<string, string>>;
  /** A note that the finding with this id carries. */
  readonly note?: readonly [id: string, text: RegExp];
}

const rows: readonly Row[] = [
  // authors
  {
    rule: 'a finding of a step that was not planned is excluded',
    raised: [finding('ghost#1', 'ghost')],
    ends: { 'ghost#1': 'out undispatched' },
  },
  {
    rule: 'a finding signed by another persona than its step is excluded',
    raised: [raise('data#1', { persona: personas.security })],
    ends: { 'data#1': 'out undispatched' },
  },
  // YAGNI
  {
    rule: 'YAGNI advice goes into its own section',
    raised: [raise('newcomer#1', { category: 'YAGNI candidate', severity: 'critical' })],
    setting: { band: 'small' },
    ends: { 'newcomer#1': 'YAGNI-001' },
  },
  {
    rule: 'YAGNI advice needs a base',
    raised: [raise('newcomer#1', { category: 'YAGNI candidate' })],
    setting: { scope: 'workspace' },
    ends: { 'newcomer#1': 'out yagni-scope' },
  },
  {
    rule: 'YAGNI advice without a base when the brief asks',
    raised: [raise('newcomer#1', { category: 'YAGNI candidate' })],
    setting: { scope: 'workspace', brief: 'Is it over-engineered?' },
    ends: { 'newcomer#1': 'YAGNI-001' },
  },
  // security
  {
    rule: 'a security finding keeps SEC and is cross-referenced as CRIT',
    raised: [
      raise('security#1', { severity: 'suggestion', extra: { exploit: '1. call it' } }),
      raise('data#1', { severity: 'critical', ...at('src/new.ts', 9) }),
    ],
    setting: { band: 'small' },
    ends: { 'security#1': 'SEC-001', 'data#1': 'CRIT-001' },
    note: ['SEC-001', /criticals as CRIT-002/],
  },
  {
    rule: 'a security finding shows its exploit',
    raised: [raise('security#1', { extra: { exploit: ['call it', 'read all'] } })],
    ends: { 'security#1': 'SEC-001' },
    note: ['SEC-001', /Exploit: 1\. call it 2\. read all/],
  },
  {
    rule: 'a security finding without exploit is less sure',
    raised: [raise('security#1')],
    ends: { 'security#1': 'SEC-001' },
    note: ['SEC-001', /No exploit steps/],
  },
  {
    rule: 'a security finding is not demoted by words',
    raised: [raise('security#1', { claim: 'This could happen.', severity: 'warning' })],
    ends: { 'security#1': 'SEC-001' },
  },
  // boundaries
  {
    rule: 'on-call does not speak of delivery files',
    raised: [
      raise('oncall#1', at('Dockerfile', 2)),
      raise('oncall#2', at('.github/workflows/ci.yml', 2)),
      raise('oncall#3', at('ops/alerts/latency.yaml', 2)),
      raise('oncall#4', at('src/a.ts', 2)),
    ],
    ends: {
      'oncall#1': 'out boundary',
      'oncall#2': 'out boundary',
      'oncall#3': 'out boundary',
      'oncall#4': 'WARN-001',
    },
  },
  {
    rule: 'delivery does not speak of application source it was not handed',
    raised: [
      raise('delivery#1', at('src/a.ts', 2)),
      raise('delivery#2', at('src/flags.ts', 2)),
      raise('delivery#3', at('Dockerfile', 2)),
    ],
    ends: { 'delivery#1': 'out boundary', 'delivery#2': 'WARN-002', 'delivery#3': 'WARN-001' },
  },
  {
    rule: 'the newcomer and the edge-case explorer stay inside the scope',
    raised: [
      raise('newcomer#1', at('lib/old.ts', 2)),
      raise('edges#1', at('lib/old.ts', 2)),
      raise('data#1', at('lib/old.ts', 2)),
    ],
    ends: { 'newcomer#1': 'out outside-scope', 'edges#1': 'out outside-scope', 'data#1': 'WARN-001' },
  },
  // reachability
  {
    rule: 'a word of doubt demotes by one level',
    raised: [raise('data#1', { severity: 'critical', claim: 'A theoretical race.' })],
    ends: { 'data#1': 'WARN-001' },
    note: ['WARN-001', /Demoted from critical.*theoretical/],
  },
  {
    rule: 'two words of doubt demote once',
    raised: [raise('data#1', { severity: 'critical', claim: 'Theoretical and hypothetical.' })],
    ends: { 'data#1': 'WARN-001' },
  },
  {
    rule: 'a doubted suggestion is omitted',
    raised: [raise('data#1', { severity: 'suggestion', recommendation: 'Defense in depth.' })],
    ends: { 'data#1': 'out reachability' },
  },
  // rubric
  {
    rule: 'the newcomer is critical only on a written rule',
    raised: [
      raise('newcomer#1', { severity: 'critical', ...at('src/a.ts', 1) }),
      raise('newcomer#2', { severity: 'critical', claim: 'Breaks ADR 7.', category: 'ADR', ...at('src/a.ts', 15) }),
    ],
    ends: { 'newcomer#1': 'WARN-001', 'newcomer#2': 'CRIT-001' },
    note: ['WARN-001', /written rule/],
  },
  {
    rule: 'the checklist of the same persona is not bound by that',
    raised: [raise('checklist#1', { severity: 'critical', ...at('src/a.ts', 1) })],
    ends: { 'checklist#1': 'CRIT-001' },
  },
  {
    rule: 'structure is a suggestion unless a changed line introduces it',
    raised: [
      raise('structure#1', at('src/a.ts', 50)),
      raise('structure#2', at('src/a.ts', 5)),
      raise('structure#3', at('src/new.ts', 50)),
    ],
    ends: { 'structure#1': 'SUGG-001', 'structure#2': 'WARN-001', 'structure#3': 'WARN-002' },
  },
  {
    rule: 'a test gap is critical only on grave matters',
    raised: [
      raise('tests#1', { severity: 'critical', claim: 'Sorting is not covered.', ...at('src/a.ts', 1) }),
      raise('tests#2', {
        severity: 'critical',
        claim: 'Permission checks are not covered.',
        category: 'other',
        ...at('src/a.ts', 9),
      }),
    ],
    ends: { 'tests#1': 'WARN-001', 'tests#2': 'CRIT-001' },
  },
  {
    rule: 'an unsure critical is a warning',
    raised: [raise('data#1', { severity: 'critical', confidence: 'low' })],
    ends: { 'data#1': 'WARN-001' },
  },
  // size gate
  {
    rule: 'small: a warning off the changed lines and any suggestion are out',
    raised: [
      raise('data#1', { severity: 'critical', ...at('src/a.ts', 90) }),
      raise('data#2', at('src/a.ts', 80)),
      raise('data#3', at('src/a.ts', 3)),
      raise('data#4', { severity: 'suggestion', ...at('src/a.ts', 15) }),
    ],
    setting: { band: 'small' },
    ends: { 'data#1': 'CRIT-001', 'data#2': 'out size-gate', 'data#3': 'WARN-001', 'data#4': 'out size-gate' },
  },
  {
    rule: 'medium: a suggestion counts on a changed line only',
    raised: [
      raise('data#1', { severity: 'suggestion', ...at('src/a.ts', 3) }),
      raise('data#2', { severity: 'suggestion', ...at('src/a.ts', 80) }),
      raise('data#3', at('src/a.ts', 60)),
    ],
    setting: { band: 'medium' },
    ends: { 'data#1': 'SUGG-001', 'data#2': 'out size-gate', 'data#3': 'WARN-001' },
  },
  {
    rule: 'large: everything passes',
    raised: [raise('data#1', { severity: 'suggestion', ...at('src/a.ts', 80) })],
    ends: { 'data#1': 'SUGG-001' },
  },
  {
    rule: 'without a base every line of the scope counts as changed',
    raised: [raise('data#1', at('src/a.ts', 80)), raise('data#2', at('lib/b.ts', 80))],
    setting: { band: 'small', scope: 'workspace' },
    ends: { 'data#1': 'WARN-001', 'data#2': 'out size-gate' },
  },
  // dedupe
  {
    rule: 'the specialist is kept over the newcomer whatever the category',
    raised: [
      raise('newcomer#1', {
        severity: 'critical',
        claim: 'Breaks a standard.',
        category: 'naming',
        ...at('src/a.ts', 3, 6),
      }),
      raise('data#1', at('src/a.ts', 5)),
    ],
    ends: { 'newcomer#1': 'into data#1', 'data#1': 'WARN-001' },
  },
  {
    rule: 'same lines and same category merge',
    raised: [
      raise('data#1', { title: 'x y', ...at('src/a.ts', 3) }),
      raise('edges#1', { title: 'p q', severity: 'critical', ...at('src/a.ts', 1, 5) }),
    ],
    ends: { 'data#1': 'into edges#1', 'edges#1': 'CRIT-001' },
  },
  {
    rule: 'same lines and nearly the same title merge',
    raised: [
      raise('data#1', { title: 'Total ignores the quantity', category: 'a', ...at('src/a.ts', 3) }),
      raise('edges#1', { title: 'Total ignores quantity', category: 'b', ...at('src/a.ts', 3) }),
    ],
    ends: { 'data#1': 'WARN-001', 'edges#1': 'into data#1' },
  },
  {
    rule: 'same lines but another matter stay apart',
    raised: [
      raise('data#1', { title: 'Index is missing', category: 'a', ...at('src/a.ts', 3) }),
      raise('edges#1', { title: 'Empty list crashes', category: 'b', ...at('src/a.ts', 3) }),
    ],
    ends: { 'data#1': 'WARN-001', 'edges#1': 'WARN-002' },
  },
  {
    rule: 'other lines or another file stay apart',
    raised: [
      raise('data#1', at('src/a.ts', 3)),
      raise('data#2', at('src/a.ts', 4)),
      raise('data#3', at('src/new.ts', 3)),
    ],
    ends: { 'data#1': 'WARN-001', 'data#2': 'WARN-002', 'data#3': 'WARN-003' },
  },
  {
    rule: 'security is kept over other specialists',
    raised: [raise('data#1', { severity: 'critical', ...at('src/a.ts', 3) }), raise('security#1', at('src/a.ts', 3))],
    ends: { 'data#1': 'into security#1', 'security#1': 'SEC-001' },
  },
  {
    rule: 'YAGNI advice does not merge with a defect',
    raised: [
      raise('data#1', { title: 'Same words', ...at('src/a.ts', 3) }),
      raise('newcomer#1', { title: 'Same words', category: 'YAGNI candidate', ...at('src/a.ts', 3) }),
    ],
    ends: { 'data#1': 'WARN-001', 'newcomer#1': 'YAGNI-001' },
  },
  {
    rule: 'leads merge only when they are the same lead',
    raised: [
      raise('data#1', { kind: 'lead', title: 'Lead: sql at src/a.ts:3', category: 'lead', ...at('src/a.ts', 3) }),
      raise('security#1', { kind: 'lead', title: 'Lead: sql at src/a.ts:3', category: 'lead', ...at('src/a.ts', 3) }),
      raise('edges#1', { kind: 'lead', title: 'Lead: input at src/a.ts:3', category: 'lead', ...at('src/a.ts', 3) }),
    ],
    setting: { band: 'small' },
    ends: { 'data#1': 'LEAD-001', 'security#1': 'into data#1', 'edges#1': 'LEAD-002' },
  },
  // contradiction
  {
    rule: 'opposite advice on the same lines demotes both and names each other',
    raised: [
      raise('data#1', { category: 'a', title: 'one', recommendation: 'Split the function.', ...at('src/a.ts', 3, 9) }),
      raise('edges#1', {
        category: 'b',
        title: 'two',
        severity: 'suggestion',
        recommendation: 'Merge both functions.',
        ...at('src/a.ts', 5),
      }),
    ],
    ends: { 'data#1': 'SUGG-001', 'edges#1': 'SUGG-002' },
    note: ['SUGG-001', /Tension with SUGG-002/],
  },
  {
    rule: 'the same is said on the other side',
    raised: [
      raise('data#1', { category: 'a', title: 'one', recommendation: 'Add a cache.', ...at('src/a.ts', 3, 9) }),
      raise('edges#1', { category: 'b', title: 'two', recommendation: 'Remove the cache.', ...at('src/a.ts', 5) }),
    ],
    ends: { 'data#1': 'SUGG-001', 'edges#1': 'SUGG-002' },
    note: ['SUGG-002', /Tension with SUGG-001/],
  },
  {
    rule: 'security is named in a tension but not demoted',
    raised: [
      raise('security#1', {
        category: 'a',
        title: 'one',
        recommendation: 'Remove the log line.',
        ...at('src/a.ts', 3),
      }),
      raise('edges#1', { category: 'b', title: 'two', recommendation: 'Add a log line.', ...at('src/a.ts', 3) }),
    ],
    ends: { 'security#1': 'SEC-001', 'edges#1': 'SUGG-001' },
    note: ['SEC-001', /Tension with SUGG-001/],
  },
  {
    rule: 'opposite advice in two files is no contradiction',
    raised: [
      raise('data#1', { recommendation: 'Add a check.', ...at('src/a.ts', 3) }),
      raise('edges#1', { recommendation: 'Remove a check.', ...at('src/new.ts', 3) }),
    ],
    ends: { 'data#1': 'WARN-001', 'edges#1': 'WARN-002' },
  },
  // order and ids
  {
    rule: 'ids follow severity, file and line',
    raised: [
      raise('data#1', at('src/new.ts', 1)),
      raise('data#2', at('src/a.ts', 20)),
      raise('data#3', at('src/a.ts', 4)),
      raise('data#4', { severity: 'critical', ...at('src/new.ts', 7) }),
    ],
    ends: { 'data#1': 'WARN-003', 'data#2': 'WARN-002', 'data#3': 'WARN-001', 'data#4': 'CRIT-001' },
  },
  {
    rule: 'an investigation numbers evidence and applies no review rule',
    raised: [
      raise('data#1', { severity: 'suggestion', claim: 'theoretical', ...at('src/a.ts', 80) }),
      raise('edges#1', { severity: 'critical', ...at('lib/x.ts', 1) }),
    ],
    setting: { kind: 'investigate', band: 'small' },
    ends: { 'data#1': 'E-002', 'edges#1': 'E-001' },
  },
];

function endOf(result: FoldResult, key: string): string {
  const places = result.placement.filter((entry) => entry.key === key);
  assert.equal(places.length, 1, `${key} has ${places.length} places`);
  const [place] = places;
  const prefix = { body: '', merged: 'into ', excluded: 'out ' }[place?.place ?? 'body'];
  return `${prefix}${place?.to ?? ''}`;
}

describe('foldFindings', () => {
  for (const { rule, raised, setting, ends, note } of rows) {
    it(rule, () => {
      const result = fold(raised, setting);
      assert.deepEqual(Object.fromEntries(raised.map(({ key }) => [key, endOf(result, key)])), ends);
      foldResultSchema.parse(result);
      if (note === undefined) return;
      assert.match(result.findings.find((found) => found.id === note[0])?.notes.join('\n') ?? '', note[1]);
    });
  }

  it('caps checklist and persona findings at 30 each, criticals first, and says how many were left out', () => {
    const many = (step: string, count: number, severity: Severity): Finding[] =>
      Array.from({ length: count }, (_, i) =>
        raise(`${step}#${severity}${i}`, {
          severity,
          title: `${step} ${severity} ${i}`,
          category: `c${i}`,
          ...at('src/a.ts', i * 3 + 1),
        }),
      );
    const result = fold([
      ...many('data', 35, 'suggestion'),
      ...many('data', 5, 'critical').map((found) => ({
        ...found,
        ...at('src/new.ts', Number(found.key.slice(-1)) * 3 + 1),
      })),
      ...many('checklist', 32, 'warning').map((found, i) => ({
        ...found,
        citations: [cite('src/flags.ts', i * 3 + 1)],
      })),
      ...many('security', 40, 'warning').map((found, i) => ({ ...found, citations: [cite('Dockerfile', i * 3 + 1)] })),
    ]);
    const count = (prefix: string): number => result.findings.filter((found) => found.id.startsWith(prefix)).length;
    assert.deepEqual([count('CRIT'), count('SUGG'), count('WARN'), count('SEC')], [5, 25, 30, 40]);
    assert.equal(result.excluded.filter((out) => out.rule === 'cap').length, 12);
    assert.match(result.notes.join('\n'), /10 persona findings were omitted/);
    assert.match(result.notes.join('\n'), /2 checklist findings were omitted/);
  });

  it('lists who else raised a merged finding, once, without itself', () => {
    const result = fold([
      raise('data#1', at('src/a.ts', 3)),
      raise('data#2', at('src/a.ts', 3)),
      raise('newcomer#1', at('src/a.ts', 3)),
      raise('newcomer#2', at('src/a.ts', 3)),
    ]);
    assert.deepEqual(
      result.findings.map((found) => found.alsoRaisedBy),
      [[personas.newcomer]],
    );
    assert.deepEqual(result.accounting, { raised: 4, body: 1, merged: 3, excluded: 0 });
  });

  it('knows the doubt words in any spacing and case, and only as they stand', () => {
    assert.equal(unreachableWord('Purely THEORETICAL.'), 'theoretical');
    assert.equal(unreachableWord('it could\n  happen'), 'could happen');
    assert.equal(unreachableWord('defense in depth'), 'defense-in-depth');
    assert.equal(unreachableWord('what happens in theory'), null);
    assert.equal(unreachableWord('It could, in time, happen.'), null);
  });

  it('takes the action from the first words of an advice only', () => {
    assert.deepEqual(actionOf('Remove the flag, then add a test.'), { pair: 0, side: 1 });
    assert.equal(actionOf('Use a map so that callers need not remove anything later.'), null);
  });

  const anyFinding = fc.record({
    step: fc.constantFrom(...steps.map((step) => step.id), 'ghost'),
    severity: fc.constantFrom<Severity>('critical', 'warning', 'suggestion'),
    category: fc.constantFrom('a', 'b', 'YAGNI candidate'),
    title: fc.constantFrom('Total ignores quantity', 'Index missing', 'Crash'),
    claim: fc.constantFrom('It breaks.', 'This could happen.', 'Breaks the standard.'),
    recommendation: fc.constantFrom('Add a test.', 'Remove it.', 'Split it.', 'Merge it.', ''),
    path: fc.constantFrom('src/a.ts', 'src/new.ts', 'Dockerfile', 'lib/old.ts', null),
    line: fc.integer({ min: 1, max: 30 }),
    kind: fc.constantFrom<Finding['kind']>('finding', 'finding', 'finding', 'lead'),
  });
  const anyRun = fc.array(anyFinding, { maxLength: 90 }).map((items) =>
    items.map(({ step, path, line, ...rest }, i) =>
      finding(`${step}#${i}`, personaOf.get(step) ?? 'ghost', {
        ...rest,
        citations: path === null ? [] : [cite(path, line, line + (i % 4))],
      }),
    ),
  );
  const anySetting = fc.record({
    band: fc.constantFrom<Band>('small', 'medium', 'large'),
    scope: fc.constantFrom('diff' as const, 'workspace' as const),
    kind: fc.constantFrom<FoldRules>('code-review', 'investigate', 'generic', 'gaps', 'tests'),
  });

  it('puts every raw finding in exactly one place, whatever was raised', () => {
    fc.assert(
      fc.property(anyRun, anySetting, (raised, setting) => {
        const result = fold(raised, setting);
        assert.deepEqual(result.placement.map((entry) => entry.key).sort(), raised.map((found) => found.key).sort());
        const { raised: all, body, merged, excluded } = result.accounting;
        assert.equal(all, body + merged + excluded);
        assert.equal(body, result.findings.length);
        assert.equal(excluded, result.excluded.length);
        const keys = new Set(raised.map((found) => found.key));
        for (const entry of result.placement) if (entry.place === 'merged') assert.ok(keys.has(entry.to));
      }),
      { numRuns: 200 },
    );
  });

  it('gives unique sequential ids and never a higher severity than was raised', () => {
    fc.assert(
      fc.property(anyRun, anySetting, (raised, setting) => {
        const result = fold(raised, setting);
        const ids = [
          ...result.findings.map((found) => found.id),
          ...result.crossReferences.map((reference) => reference.id),
        ];
        const byClass = Map.groupBy(ids, (id) => id.split('-')[0]);
        for (const group of byClass.values()) {
          assert.deepEqual(
            group.map((id) => Number(id.split('-')[1])).sort((a, b) => a - b),
            group.map((_, i) => i + 1),
          );
        }
        const rank: Severity[] = ['critical', 'warning', 'suggestion'];
        // The tier of a test case replaces the severity that was raised.
        if (setting.kind === 'tests') return;
        for (const entry of result.placement.filter(({ place }) => place === 'body')) {
          const before = raised.find((found) => found.key === entry.key);
          const after = result.findings.find((found) => found.id === entry.to);
          assert.ok(rank.indexOf(after?.severity ?? 'critical') >= rank.indexOf(before?.severity ?? 'suggestion'));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on the order in which steps ended', () => {
    fc.assert(
      fc.property(anyRun, anySetting, fc.infiniteStream(fc.nat()), (raised, setting, random) => {
        const shuffled = raised.map((found) => ({ found, at: random.next().value })).sort((a, b) => a.at - b.at);
        const other = fold(
          shuffled.map(({ found }) => found),
          setting,
        );
        assert.deepEqual(other.findings, fold(raised, setting).findings);
      }),
      { numRuns: 100 },
    );
  });
});
