import { firstWords } from '../../src/workspace/scope/branchContext.ts';
import { bandFacts, decideBand } from '../../src/engine/flow/bands.ts';
import { bandsSchema } from '../../src/protocol/definition/bands.ts';
import { findSubject, isSpecification } from '../../src/engine/flow/subject.ts';
import { workItemsOf } from '../../src/engine/flow/workItemFacts.ts';
import { namingFacts } from '../../src/engine/flow/namingFacts.ts';
import { gatherFacts } from '../../src/engine/flow/facts.ts';
import { standingOf } from '../../src/engine/report/computed/claimData.ts';
import { problemsOf } from '../../src/engine/report/computed/documentMetrics.ts';
import { routeOf } from '../../src/engine/report/computed/nextStep.ts';
import { reviewEvent } from '../../src/engine/report/computed/reviewEvent.ts';
import { suggestedName } from '../../src/engine/report/computed/suggestedName.ts';
import { isUnripe } from '../../src/engine/report/computed/specMaturity.ts';
import type { DocumentContext } from '../../src/engine/report/documentContext.ts';
import { pageProblems } from '../../src/engine/report/page/pageSlots.ts';
import { renderPage } from '../../src/engine/report/page/renderPage.ts';
import { foldAnswers } from '../../src/engine/evidence/fold/runFold.ts';
import { swarmCounts } from '../../src/engine/evidence/fold/gapStance.ts';
import { emptyDocumentSpec, type DocumentRecord } from '../../src/protocol/document.ts';
import type { Finding, Severity } from '../../src/protocol/finding.ts';
import type { ScopeDocument } from '../../src/protocol/plan.ts';
import { agentStep, answer, cite, finding } from '../golden/reports/fixture.ts';
import { happened, type Row } from './row.ts';
import { planFor, type Scene } from './scene.ts';

const doc = (path: string, kind: ScopeDocument['kind'], more: Partial<ScopeDocument> = {}): ScopeDocument => ({
  path,
  kind,
  lines: 40,
  headings: [],
  deadLinks: [],
  inboundLinks: 1,
  ...more,
});
const heading = (text: string, line: number, level = 2): ScopeDocument['headings'][number] => ({ level, text, line });
const record = (fields: DocumentRecord['fields'], title = 'T'): DocumentRecord => ({
  id: 'I-1',
  title,
  evidence: [],
  need: null,
  fields,
  notes: [],
});

/** A document report over findings by key and persona. */
function context(raised: readonly Finding[], scene: Scene['plan'] = {}, conclusion = ''): DocumentContext {
  const steps = [...new Set(raised.map((found) => found.step))].map((id) =>
    agentStep(id, raised.find((found) => found.step === id)?.persona ?? 'p'),
  );
  const plan = planFor({ plan: scene }, steps);
  const outputs = steps.map((step) => ({
    step: step.id,
    output: answer({ findings: raised.filter((found) => found.step === step.id) }),
  }));
  return {
    input: {
      runId: 'r',
      plan,
      backend: 'offline',
      model: null,
      startedAt: 0,
      endedAt: 0,
      steps: outputs.map(({ step, output }) => ({ id: step, state: 'completed', reason: null, message: '', output })),
      tokens: { input: 0, output: 0 },
      budgetNotes: [],
      fold: null,
      workspaceUnchanged: true,
      workspaceChanges: [],
    },
    plan,
    spec: emptyDocumentSpec,
    fold: foldAnswers(plan, outputs),
    verdict: 'complete',
    document: {
      conclusion,
      confidence: 'high',
      sections: [],
      records: {},
      deferred: [],
      responses: [],
      notes: [],
      failures: [],
    },
    why: '',
    rewritten: false,
  };
}
const claims = (count: number, persona: string, maturity: string): Finding[] =>
  Array.from({ length: count }, (_, i) =>
    finding(`${persona}#${i + 1}`, persona, {
      title: `${persona} matter ${i} alone`,
      category: `${persona}${i}`,
      citations: [cite(`src/${persona}.ts`, 1 + i * 5)],
      extra: { maturity },
    }),
  );
const event = (severity: Severity): string => {
  const text = reviewEvent(context([finding('a#1', 'data-engineer', { severity })]));
  return /^\*\*(.*?)\*\*/.exec(text)?.[1] ?? '';
};
const route = (fields: DocumentRecord['fields']): string => {
  const { flow, step } = routeOf(record(fields));
  return flow ?? step;
};

export const rowsReport: readonly Row[] = [
  {
    section: '7e',
    check: 'issue routing',
    action: ['fix'],
    ended: 'investigate / Ask the reporter / research / plan-a-feature / Answer directly / Ask the reporter',
    run: () =>
      happened({
        fix: true,
        ended: [
          route({ type: 'Bug', missing: [] }),
          route({ type: 'Bug', missing: ['environment: which browser?'] }),
          route({ type: 'Feature Request', problemSpace: 'yes', missing: [] }),
          route({ type: 'Feature Request', problemSpace: 'no', described: 'yes', specified: 'no', missing: [] }),
          route({ type: 'Question', problemSpace: 'no', answerable: 'yes', missing: [] }),
          route({ type: 'Other', missing: [] }),
        ].join(' / '),
      }),
  },
  {
    section: '7e',
    check: 'review event: never an approval',
    action: ['fix'],
    ended: 'Request changes, Request changes, Comment',
    run: () => happened({ fix: true, ended: `${event('critical')}, ${event('warning')}, ${event('suggestion')}` }),
  },
  {
    section: '7e',
    check: 'claim ledger: evidenced, anecdotal',
    action: ['fix'],
    ended: 'Evidenced, Anecdotal',
    run: () => {
      const { fold } = context([
        finding('a#1', 'data-engineer', { title: 'Proven thing' }),
        finding('a#2', 'data-engineer', {
          title: 'Hearsay',
          citations: [{ trust: 'provided', quote: 'q', status: 'verified' }],
        }),
      ]);
      return happened({ fix: true, ended: fold.findings.map(standingOf).join(', ') });
    },
  },
  {
    section: '7e',
    check: 'spec-maturity gate: five silences of three personas, two contradicted notes of two',
    action: ['fix'],
    ended: 'ripe ripe unripe unripe',
    run: () => {
      const said = [
        [...claims(4, 'junior-developer', 'spec-level')],
        [...claims(5, 'junior-developer', 'spec-level')],
        [
          ...claims(3, 'junior-developer', 'spec-level'),
          ...claims(1, 'data-engineer', 'spec-level'),
          ...claims(1, 'test-engineer', 'spec-level'),
        ],
        [...claims(1, 'data-engineer', 'contradicts-note'), ...claims(1, 'test-engineer', 'contradicts-note')],
      ].map((raised) => (isUnripe(context(raised)) ? 'unripe' : 'ripe'));
      return happened({ fix: true, ended: said.join(' ') });
    },
  },
  {
    section: '7e',
    check: 'second pass: new gaps and contradictions are counted by gap',
    action: ['fix'],
    ended: '1 new, 1 contradicted',
    run: () => {
      const against = { extra: { gap: 'G-001', stance: 'contradicted' } };
      const { proposed, contradicted } = swarmCounts([
        finding('a#1', 'p', against),
        finding('b#1', 'p', against),
        finding('b#2', 'p', { extra: { proposed: 'new_gap' } }),
        finding('b#3', 'p', { extra: { gap: 'G-002', stance: 'confirmed' } }),
      ]);
      return happened({ fix: true, ended: `${proposed} new, ${contradicted} contradicted` });
    },
  },
  {
    section: '7e',
    check: 'spec-aware detection: by name, by three headings',
    action: ['fix'],
    ended: 'yes yes no',
    run: () => {
      const of = (...texts: string[]): ScopeDocument =>
        doc('docs/x.md', 'document', { headings: texts.map((text, i) => heading(text, i + 1)) });
      const said = [
        doc('a/feature-specification.md', 'document'),
        of('Outcome', 'Primary flow', 'Coordinations'),
        of('Outcome', 'Notes'),
      ].map(isSpecification);
      return happened({ fix: true, ended: said.map((yes) => (yes ? 'yes' : 'no')).join(' ') });
    },
  },
  {
    section: '7e',
    check: 'work-item headings and their dependencies',
    action: ['fix'],
    ended: 'W-1 (None.), W-2 (W-1.)',
    run: () => {
      const text = [
        '# Items',
        '## W-1 \u2014 Lay',
        'Depends on: None.',
        '## W-2 \u2014 Build',
        '**Depends on:** W-1.',
        '## Notes',
      ].join('\n');
      const headings = [heading('W-1 \u2014 Lay', 2), heading('W-2 \u2014 Build', 4), heading('Notes', 6)];
      const path = 'docs/items.md';
      const { scope } = planFor(
        { plan: { scope: { documents: [doc(path, 'work-items', { headings })], texts: [{ path, text }] } } },
        [],
      );
      return happened({
        fix: true,
        ended: workItemsOf(scope, [path])
          .map((item) => `${item.id} (${item.dependsOn})`)
          .join(', '),
      });
    },
  },
  {
    section: '7e',
    check: 'file-name taxonomy is taken from what exists',
    action: ['fix'],
    ended: 'docs/adr/0008-store-rows-by-owner.md; none invented',
    run: () => {
      const documents = [doc('docs/adr/0006-use-queues.md', 'adr'), doc('docs/adr/0007-split-billing.md', 'adr')];
      const named = suggestedName(
        context([], { flow: 'architectural-decision-record', scope: { documents } }, 'Store rows by owner.'),
      );
      const none = namingFacts(planFor({}, []).scope).join(' ');
      return happened({
        fix: true,
        ended: `${/`(.*?)`/.exec(named)?.[1]}; ${/no taxonomy/.test(none) ? 'none invented' : 'invented'}`,
      });
    },
  },
  {
    section: '7e',
    check: 'document metrics',
    action: ['fix'],
    ended: '5 problems, 0 in a sound one',
    run: () => {
      const bad = doc('docs/long.md', 'document', {
        lines: 700,
        inboundLinks: 0,
        deadLinks: [{ line: 3, target: 'gone.md' }],
        headings: [heading('Tutorial and API reference', 2), heading('Architecture runbook', 9)],
      });
      const sound = doc('docs/short.md', 'document', { headings: [heading('Use', 2)] });
      return happened({
        fix: true,
        ended: `${problemsOf(bad).length} problems, ${problemsOf(sound).length} in a sound one`,
      });
    },
  },
  {
    section: '7e',
    check: 'summary page: bounds are said, nothing is loaded or run',
    action: ['fix'],
    ended: '3 problems; no script, no address loaded',
    run: () => {
      const text = '<script src="https://evil.example.org/x.js"></script>';
      const slots = {
        title: `${text}${'x'.repeat(60)}`,
        subtitle: '',
        lead: 'y'.repeat(300),
        derived: false,
        problem: text,
        asks: [{ title: 'Ask', text: 'We need it.' }],
        outcomes: [],
        steps: [],
        flows: [],
        exclusions: [],
      };
      const page = renderPage(slots);
      const loads = /<script[^>]*src=|<link\b|<img\b|url\(/i.test(page);
      return happened({
        fix: true,
        ended: `${pageProblems(slots).length} problems; ${loads ? 'loads' : 'no script, no address loaded'}`,
      });
    },
  },
  {
    section: '7e',
    check: 'branch context: at most 200 words',
    action: ['fix'],
    ended: '200 words',
    run: () => {
      const words = firstWords(Array.from({ length: 400 }, (_, i) => `w${i}`).join(' '), 200);
      return happened({ fix: true, ended: `${words.match(/w\d+/g)?.length} words` });
    },
  },
  {
    section: '7c',
    check: 'band: by rule with its reason, and an override is recorded',
    action: ['fix'],
    ended: 'medium (several files); small by user instead of medium',
    run: () => {
      const bands = bandsSchema.parse({ rules: [{ band: 'medium', reason: 'several files', files: 3 }] });
      const { scope } = planFor({}, []);
      const view = { count: () => 0, hits: () => [], isCut: () => false };
      const facts = bandFacts(bands, { scope, view, brief: '', subject: [] }, []);
      const ruled = decideBand(bands, scope, facts, '', 'auto');
      const chosen = decideBand(bands, scope, facts, '', 'small');
      return happened({
        fix: true,
        ended: `${ruled.value} (${ruled.reason.split(':')[0]?.split(';')[0]}); ${chosen.value} by ${chosen.chosenBy}${/instead of medium/.test(chosen.reason) ? ' instead of medium' : ''}`,
      });
    },
  },
  {
    section: '7e',
    check: 'subject: by unique ending, not by an ambiguous one',
    action: ['fix'],
    ended: 'docs/a/plan.md; nothing',
    run: () => {
      const { scope } = planFor(
        {
          plan: {
            kind: 'workspace',
            scope: {
              documents: [
                doc('docs/a/plan.md', 'plan'),
                doc('docs/a/notes.md', 'document'),
                doc('docs/b/notes.md', 'document'),
              ],
            },
          },
        },
        [],
      );
      return happened({
        fix: true,
        ended: `${findSubject(scope, 'Review a/plan.md').join() || 'nothing'}; ${findSubject(scope, 'Review notes.md').join() || 'nothing'}`,
      });
    },
  },
  {
    section: '7e',
    check: 'template of pull requests: its headings and text are handed over',
    action: ['fix'],
    ended: 'found; without one said so',
    run: () => {
      const path = '.github/PULL_REQUEST_TEMPLATE.md';
      const text = '## What\n## Why\n- [ ] Tests';
      const { scope } = planFor(
        { plan: { scope: { documents: [doc(path, 'pr-template')], texts: [{ path, text }] } } },
        [],
      );
      const found = gatherFacts(['pr-template'], scope, []).join('\n');
      const none = gatherFacts(['pr-template'], planFor({}, []).scope, []).join('\n');
      return happened({
        fix: found.includes('- [ ] Tests'),
        ended: `${found.includes('## Why') ? 'found' : 'lost'}; without one ${none.length > 0 ? 'said so' : 'silent'}`,
      });
    },
  },
];
