import assert from 'node:assert/strict';
import { agentStep, answer, cite, codeStep, finding } from '../../../../test/golden/reports/fixture.ts';
import {
  documentPlan,
  documentRun,
  gapRun,
  pageRun,
  record,
  specOf,
  testRun,
  written,
} from '../../../../test/report/documentRuns.ts';
import { computedSectionIds, type ComputedSection, type WrittenDocument } from '../../../protocol/document.ts';
import type { AgentOutput } from '../../../protocol/events.ts';
import type { Plan, ScopeDocument } from '../../../protocol/plan.ts';
import type { Report } from '../../../protocol/report.ts';
import { buildReport } from '../buildReport.ts';
import type { BuildInput } from '../model.ts';
import { problemsOf } from './documentMetrics.ts';
import { routeOf } from './nextStep.ts';
import { computedSections } from './registry.ts';
import { slugOf } from './suggestedName.ts';

interface Setting {
  readonly records?: WrittenDocument['records'];
  readonly lists?: readonly Record<string, unknown>[];
  readonly answers?: Readonly<Record<string, Partial<AgentOutput> | null>>;
  readonly personas?: Readonly<Record<string, string>>;
  readonly rules?: Plan['rules'];
  readonly document?: Partial<WrittenDocument> | null;
  readonly scope?: Partial<Plan['scope']>;
  readonly more?: Partial<Plan>;
  readonly flow?: string;
  readonly isolated?: boolean;
  readonly run?: Partial<BuildInput>;
}

/** The text of one computed section in a report whose flow declares nothing else. */
function compute(id: ComputedSection, setting: Setting = {}): string {
  return text(reportWith([id], setting), id);
}

function text(report: Report, id: string): string {
  return report.sections.find((section) => section.heading === id)?.markdown ?? '';
}

function reportWith(ids: readonly ComputedSection[], setting: Setting): Report {
  const {
    records = {},
    lists,
    answers = {},
    personas = {},
    rules,
    document = {},
    scope,
    more,
    flow,
    run,
    isolated = false,
  } = setting;
  const plan = documentPlan({
    ...(rules === undefined ? {} : { rules }),
    ...(scope === undefined ? {} : { scope }),
    ...(more === undefined ? {} : { more }),
    ...(flow === undefined ? {} : { flow }),
    document: specOf({
      sections: ids.map((id) => ({ heading: id, from: 'engine', compute: id })),
      records: lists ?? Object.keys(records).map((name) => ({ name, title: name, prefix: 'X', text: 'x' })),
    }),
    steps: [
      ...Object.entries(personas).map(([step, persona]) => agentStep(step, persona, { isolated })),
      codeStep('fold'),
      agentStep('write', 'project-manager', { role: 'synthesizer', output: 'document' }),
      codeStep('render'),
    ],
  });
  const write = document === null ? null : { extra: { document: written({ records, ...document }) } };
  return buildReport(documentRun(plan, { write, ...answers }, run));
}

describe('computed sections', () => {
  it('say nothing when the flow does not declare what they work on', () => {
    const silent = computedSectionIds.filter(
      (id) =>
        !['review-recommendation', 'review-event', 'not-published', 'not-found', 'sources', 'gap-magnitude'].includes(
          id,
        ),
    );
    for (const id of silent) assert.equal(compute(id, { more: { brief: '' } }), '', id);
    assert.deepEqual(Object.keys(computedSections).sort(), [...computedSectionIds].sort());
  });

  it('say nothing that stands on a document when there is none', () => {
    for (const id of ['next-step', 'decision-counts', 'major-findings', 'publish-commands', 'html-page'] as const)
      assert.equal(
        compute(id, { document: null, lists: [{ name: 'decisions', title: 'D', prefix: 'D', text: 'x' }] }),
        '',
        id,
      );
  });
});

describe('next step of a triage', () => {
  const no = { problemSpace: 'no', described: 'no', specified: 'no', answerable: 'no' };
  const table: readonly (readonly [fields: Record<string, string | string[]>, step: string])[] = [
    [{ type: 'Bug', missing: ['steps: how to get there'] }, 'Ask the reporter'],
    [{ type: 'Bug', missing: ['expected result: which steps differ?'] }, 'Investigate'],
    [{ type: 'Regression', missing: ['environment'] }, 'Ask the reporter'],
    [{ type: 'Performance', missing: ['impact'] }, 'Ask the reporter'],
    [{ type: 'Security', missing: [] }, 'Investigate'],
    [{ type: 'Feature Request', problemSpace: 'yes', specified: 'yes' }, 'Research first'],
    [{ type: 'Feature Request', missing: ['use case'], described: 'yes' }, 'Ask the reporter'],
    [{ type: 'Feature Request', described: 'yes' }, 'Plan the feature'],
    [{ type: 'Feature Request', described: 'yes', specified: 'yes' }, 'Plan the implementation'],
    [{ type: 'Feature Request' }, 'Ask the reporter'],
    [{ type: 'Question', problemSpace: 'yes' }, 'Research'],
    [{ type: 'Question', answerable: 'yes' }, 'Answer directly'],
    [{ type: 'Question' }, 'Ask the reporter'],
    [{ type: 'Other', answerable: 'yes' }, 'Ask the reporter'],
  ];
  for (const [fields, step] of table) {
    it(`${JSON.stringify(fields)} leads to: ${step}`, () => {
      assert.equal(routeOf(record('I-1', 'x', { ...no, ...fields })).step, step);
    });
  }

  it('stands in the report with the flow to run', () => {
    const records = { issue: [record('I-1', 'Login hangs', { ...no, type: 'Bug' })] };
    assert.match(compute('next-step', { records }), /^\*\*Investigate\.\*\*.*`investigate`/);
  });
});

describe('review sections', () => {
  const review = (severities: readonly ('critical' | 'warning' | 'suggestion')[], document = {}): Report =>
    reportWith(['review-event', 'review-table', 'review-findings', 'fix-plan', 'review-recommendation'], {
      rules: 'code-review',
      personas: { data: 'data-engineer' },
      scope: { diff: 'diff' },
      document,
      more: { report: 'document' },
      answers: {
        data: {
          findings: severities.map((severity, i) =>
            finding(`data#${i + 1}`, 'data-engineer', {
              severity,
              category: 'data loss',
              title: `Finding ${i + 1}`,
              claim: `Rows are lost on every call ${i + 1}.`,
              citations: [cite('src/a.ts', 10 + i * 20, 12 + i * 20)],
            }),
          ),
          opened: ['src/a.ts'],
        },
      },
    });

  it('never suggests an approval, and requests changes for anything that counts more than a suggestion', () => {
    assert.match(
      text(review(['warning']), 'review-event'),
      /^\*\*Request changes\*\* \(0 critical, 1 warning, 0 suggestions\).*\n\n.*\*\*comment\*\*/s,
    );
    for (const none of [review(['suggestion']), review([])]) {
      assert.match(text(none, 'review-event'), /^\*\*Comment\*\*/);
      assert.doesNotMatch(text(none, 'review-event'), /\*\*Approve/);
    }
  });

  it('lists the findings by severity with their lines, and the fixes in one line each', () => {
    const report = review(['warning', 'suggestion']);
    assert.match(
      text(report, 'review-findings'),
      /### Warnings\n\n#### WARN-001 Finding 1\n\n`src\/a\.ts:10-12`\n\nRows are lost.*```\nline 10\n```.*### Suggestions\n\n#### SUGG-001/s,
    );
    assert.equal(text(report, 'fix-plan'), '1. [WARN-001] in `src/a.ts:10-12`: Check it.');
    assert.match(text(report, 'review-table'), /\| WARN-001 \| data loss \| src\/a\.ts:10-12 \|/);
  });
});

describe('gap sections', () => {
  const report = buildReport(gapRun());

  it('count by kind', () => {
    assert.match(
      text(report, 'Magnitude'),
      /\| Missing \|[^|]+\| 1 \|\n\| Partial \|[^|]+\| 1 \|\n\| Divergent \|[^|]+\| 1 \|\n\| Implicit \|[^|]+\| 0 \|\n\| All \| {3}\| 3 \|/,
    );
  });

  it('give each gap its confidence with the reason, and no places in the index', () => {
    const index = text(report, 'Gaps');
    assert.match(index, /G-001 \| Gap 1 \| Missing \| high \(confirmed by doubt, current\)/);
    assert.match(index, /G-002 \| Gap 2 \| Partial \| low \(contradicted by doubt\)/);
    assert.match(index, /G-003 \| Gap 3 \| Divergent \| medium/);
    assert.match(index, /- \*\*Expected\*\*: Refunds within a day\.\n- \*\*Today\*\*: Refunds by hand\./);
    assert.doesNotMatch(index, /src\/|:\d/);
    const details = text(report, 'Technical details');
    assert.match(details, /`docs\/spec\.md:14` \*\*verified\*\*[^]*`src\/refund\.ts:22` \*\*verified\*\*/);
    // What the index says is not said again; the heading that carries the id is that of the details.
    assert.doesNotMatch(details, /Refunds within a day\.|Refunds by hand\./);
    assert.match(
      details,
      /^### G-001 Gap 1\n\nMissing · confidence high · raised by gap-analyzer\n\n- \*\*Domain\*\*: data\n/,
    );
    assert.match(index, /^### Gap 1 \[G-001\]$/m);
  });

  it('say who took part, who contradicted what, and doubts about the whole once', () => {
    const swarm = text(report, 'Swarm');
    assert.match(swarm, /\| adversarial-validator \| doubt \| took part \|/);
    assert.match(swarm, /### Contradictions\n\n- \[G-002\] adversarial-validator: Looked at G-002\./);
    assert.equal(text(report, 'Caveats'), '- The document is from 2019.');
  });
});

describe('test sections', () => {
  const report = buildReport(testRun());

  it('order the cases by tier and count them', () => {
    const plan = text(report, 'Test plan');
    assert.match(
      plan,
      /### Critical\n\n#### TP-001 Case security#1[^]*### High\n\n#### TP-002 Case gaps#1[^]*### Low\n\n#### TP-003 Case gaps#2/,
    );
    assert.match(
      plan,
      /- \*\*Level\*\*: unit\n- \*\*Behaviour\*\*: When twice, then once\.\n- \*\*Expected\*\*: One refund\./,
    );
    assert.match(text(report, 'Coverage'), /\| test-engineer \| 0 \| 1 \| 0 \| 1 \| 1 \|/);
    assert.equal(text(report, 'Dropped'), '- Private helper (test-engineer): Tests internals.');
  });
});

describe('claims', () => {
  const claim = (
    step: string,
    n: number,
    persona: string,
    more: Parameters<typeof finding>[2] = {},
  ): ReturnType<typeof finding> =>
    finding(`${step}#${n}`, persona, {
      title: `${step} ${n}`,
      category: `${step} ${n}`,
      citations: [cite(`src/${step}.ts`, n * 20)],
      ...more,
    });
  const personas = { a: 'data-engineer', b: 'test-engineer', c: 'on-call-engineer' };
  const answersOf = (maturity: (step: string, n: number) => string, count: number): Setting['answers'] =>
    Object.fromEntries(
      Object.entries(personas).map(([step, persona]) => [
        step,
        {
          findings: Array.from({ length: count }, (_, i) =>
            claim(step, i + 1, persona, { extra: { maturity: maturity(step, i + 1) } }),
          ),
        },
      ]),
    );

  it('are evidenced only by code that was found', () => {
    const unfound = claim('a', 1, 'data-engineer', { citations: [cite('src/a.ts', 3, 3, { status: 'unverified' })] });
    const said = claim('a', 2, 'data-engineer', { citations: [{ trust: 'provided', quote: 'x', status: 'verified' }] });
    const ledger = compute('claim-ledger', {
      personas,
      answers: { a: { findings: [unfound, said, claim('a', 3, 'data-engineer')] } },
    });
    assert.deepEqual(
      [...ledger.matchAll(/\| (a \d) \| data-engineer \| (\w+)/g)].map(([, title, word]) => [title, word]).sort(),
      [
        ['a 1', 'Anecdotal'],
        ['a 2', 'Anecdotal'],
        ['a 3', 'Evidenced'],
      ],
    );
  });

  it('trip the gate only with enough voices', () => {
    const ripe = /^\*\*The specification is ripe/;
    const unripe = /^\*\*Sharpen the specification first/;
    const gate = (setting: Setting['answers']): string =>
      compute('spec-maturity', { personas, answers: setting ?? {} });
    assert.match(gate(answersOf(() => 'plan-level', 3)), ripe);
    assert.match(gate(answersOf((step, n) => (step === 'a' && n < 3 ? 'contradicts-note' : 'plan-level'), 3)), ripe);
    assert.match(
      gate(answersOf((step, n) => (step !== 'c' && n === 1 ? 'contradicts-note' : 'plan-level'), 3)),
      unripe,
    );
    assert.match(gate(answersOf((step) => (step === 'c' ? 'plan-level' : 'spec-level'), 3)), ripe);
    assert.match(gate(answersOf((_step, n) => (n < 3 ? 'spec-level' : 'plan-level'), 3)), unripe);
  });
});

describe('counts, lists and drafts', () => {
  it('counts decisions by what they rest on', () => {
    const records = {
      decisions: [record('D-1', 'a', {}, ['E-001']), record('D-2', 'b')],
      openItems: [record('OI-1', 'c')],
    };
    const found = compute('decision-counts', { records });
    assert.match(found, /rest on evidence \| 1 \|\n\| Decisions that are assumptions \| 1 \|\n\| openItems \| 1 \|/);
  });

  it('separates major from minor findings', () => {
    const records = {
      notes: [record('N-1', 'Beside')],
      edits: [record('F-1', 'Race', { weight: 'major' }), record('F-2', 'Typo', { weight: 'minor' })],
    };
    // Whatever the list is called: it is the first one with a weight.
    const lists = Object.keys(records).map((name) => ({
      name,
      title: name,
      prefix: 'X',
      text: 'x',
      fields: name === 'edits' ? [{ name: 'weight', text: 'w', kind: 'enum', values: ['major', 'minor'] }] : [],
    }));
    assert.match(compute('major-findings', { records, lists }), /^### F-1 Race$/);
    assert.match(compute('minor-findings', { records, lists }), /\| F-2 \| Typo \|/);
  });

  it('publishes nothing, quotes titles for a shell, and links blockers within a repository only', () => {
    const issues = [
      record('I-1', "Don't $(rm -rf)", { repository: 'acme/shop' }),
      record('I-2', 'Second', { repository: 'acme/shop', dependsOn: ['I-1'] }),
      record('I-3', 'Third', { repository: 'x; y', dependsOn: ['I-1', 'I-9'] }),
    ];
    const commands = compute('publish-commands', { records: { issues } });
    assert.match(commands, /--repo acme\/shop --title 'Don'\\''t \$\(rm -rf\)' --body-file I-1\.md/);
    assert.match(commands, /--repo OWNER\/REPOSITORY --title 'Third'/);
    const links = compute('blocker-links', { records: { issues } });
    assert.match(links, /^- I-2 is blocked by I-1\.\n- I-3 needs I-1, which is in another repository/);
    assert.doesNotMatch(links, /I-9/);
    assert.match(compute('not-published', { records: { issues } }), /^Nothing was published.*3 drafts are ready/);
  });

  it('says that the web was not consulted, and names single sources', () => {
    const answers = (citations: ReturnType<typeof cite>[]): Setting => ({
      personas: { a: 'research-analyst' },
      answers: {
        a: { findings: [finding('a#1', 'research-analyst', { citations, extra: { retrieved: '2026-01-02' } })] },
      },
    });
    assert.equal(compute('sources', answers([cite('src/a.ts', 3)])), 'The web was not consulted.');
    const web = (host: string): ReturnType<typeof cite> => ({
      trust: 'web',
      url: `https://${host}/page`,
      quote: 'x',
      status: 'unchecked',
    });
    const memory =
      /^The web was not consulted by this run; what is known from it was given by the model and is unchecked\./;
    assert.match(compute('sources', answers([web('a.example')])), memory);
    assert.match(compute('sources', answers([web('a.example')])), /2026-01-02 \| single source \|/);
    const dated = { ...web('a.example'), retrieved: '2025-12-24' };
    assert.match(compute('sources', answers([dated])), /2025-12-24 \| single source \|/);
    // A step that saw nothing of the workspace speaks from what the model knows, whatever it cites.
    assert.match(compute('sources', { ...answers([cite('src/a.ts', 3)]), isolated: true }), memory);
    assert.match(compute('sources', answers([web('a.example'), web('b.example')])), /by 2 sites/);
  });

  it('lists what was searched in vain', () => {
    const found = compute('not-found', {
      personas: { a: 'codebase-explorer' },
      answers: { a: answer({ checked: ['src/a.ts', 'retry: not found in src/'] }) },
    });
    assert.equal(found, '- retry: not found in src/');
  });
});

describe('suggested name', () => {
  const doc = (path: string, kind: ScopeDocument['kind'] = 'adr'): ScopeDocument => ({
    path,
    kind,
    lines: 1,
    headings: [],
    deadLinks: [],
    inboundLinks: 0,
  });
  const name = (documents: ScopeDocument[], flow = 'architectural-decision-record', scope = {}): string =>
    compute('suggested-name', {
      flow,
      document: { conclusion: 'We will use the billing outbox.' },
      scope: { documents, ...scope },
    });

  it('follows the numbers of the existing ones', () => {
    assert.match(
      name([doc('docs/adr/0007-a.md'), doc('docs/adr/0009-b.md'), doc('docs/adr/README.md')]),
      /^`docs\/adr\/0010-use-billing-outbox\.md`/,
    );
  });

  it('follows their areas, and invents none', () => {
    assert.match(
      name([doc('adr/billing-tax.md'), doc('adr/billing-refunds.md'), doc('adr/search-index.md')]),
      /^`adr\/billing-use-billing-outbox\.md`.*"billing"/,
    );
    assert.match(name([]), /^`use-billing-outbox\.md`\. No document of this kind exists yet/);
  });

  it('is made of telling words', () => {
    assert.equal(slugOf('The Café of [E-001] the: naïve retry, with back-off!'), 'cafe-naive-retry-back-off');
  });
});

describe('document metrics', () => {
  const base: ScopeDocument = {
    path: 'a.md',
    kind: 'document',
    lines: 100,
    headings: [
      { level: 1, text: 'A', line: 1 },
      { level: 2, text: 'B', line: 60 },
    ],
    deadLinks: [],
    inboundLinks: 2,
  };
  const table: readonly (readonly [string, Partial<ScopeDocument>, RegExp | null])[] = [
    ['nothing', {}, null],
    ['few headings', { lines: 501 }, /More than 500 lines/],
    ['a long stretch', { lines: 142 }, /82 lines without a heading/],
    ['no inbound link', { inboundLinks: 0 }, /No other document links to it/],
    ['a dead link', { deadLinks: [{ line: 9, target: 'b.md' }] }, /Line 9: the link `b\.md` leads to no file/],
    [
      'mixed topics',
      {
        headings: ['Tutorial', 'API reference', 'Background', 'Rollback', 'Roadmap'].map((words, i) => ({
          level: 2,
          text: words,
          line: 1 + i * 20,
        })),
      },
      /mix 5 kinds/,
    ],
  ];
  for (const [what, change, wanted] of table) {
    it(`finds ${what}`, () => {
      const found = problemsOf({ ...base, ...change }).join('\n');
      if (wanted === null) assert.equal(found, '');
      else assert.match(found, wanted);
    });
  }
});

describe('summary page', () => {
  const page = (change?: Parameters<typeof pageRun>[0]): string =>
    buildReport(pageRun(change)).artifacts[0]?.content ?? '';

  it('is one file that holds every slot and reaches for nothing', () => {
    const [artifact] = buildReport(pageRun()).artifacts;
    assert.deepEqual([artifact?.name, artifact?.mediaType], ['summary.html', 'text/html']);
    const html = artifact?.content ?? '';
    for (const part of [
      'Refunds without a call',
      'in one day',
      'What we ask of you',
      'Please confirm',
      'Fewer calls',
      'refund button',
      'A person calls support',
      'Gift cards',
    ])
      assert.ok(html.includes(part), part);
    assert.match(html, /<svg class="diagram"/);
    assert.doesNotMatch(html, /https?:|<script|<link|<img|@import|url\(|\[E-001\]/i);
  });

  it('leaves out what the summary has nothing for', () => {
    const html = page({ asks: [], flows: [], exclusions: [] });
    assert.doesNotMatch(html, /What we ask|Data flow|Not in scope/);
  });

  it('escapes what the writer wrote', () => {
    const html = page({
      steps: [record('S-1', '<b>x</b>', { text: '<script>alert(1)</script> `a<b`' })],
      flows: [record('F-1', 'x', { after: '```mermaid\nsequenceDiagram\nA->>B: <i>\n```' })],
    });
    assert.match(html, /&lt;script&gt;alert\(1\)&lt;\/script&gt; <code>a&lt;b<\/code>/);
    assert.match(html, /<pre>sequenceDiagram\nA-&gt;&gt;B: &lt;i&gt;<\/pre>/);
  });

  it('says where it leaves its limits', () => {
    const notes = text(
      buildReport(
        pageRun({
          asks: [record('A-1', 'Money', { text: 'We need 500.' })],
          steps: [record('S-1', 'x', { text: 'y'.repeat(201) })],
        }),
      ),
      'Page',
    );
    assert.match(notes, /Step 1 has 201 characters/);
    assert.match(notes, /Request 1 does not end with what the reader shall confirm/);
  });
});
