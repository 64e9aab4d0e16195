import assert from 'node:assert/strict';
import { agentStep, answer, cite, codeStep, finding, planOf, scopeFile } from '../../../test/golden/reports/fixture.ts';
import {
  base,
  ended,
  hostile,
  investigatePlan,
  investigateSteps,
  reviewPlan,
  reviewSteps,
  rootCause,
  runs,
} from '../../../test/golden/reports/runs.ts';
import type { Report } from '../../protocol/report.ts';
import { buildReport } from './buildReport.ts';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';
import type { BuildInput } from './model.ts';
import { toSarif } from './sarif.ts';

function input(name: string): BuildInput {
  const found = runs[name];
  assert.ok(found);
  return found;
}
const reportOf = (name: string): Report => buildReport(input(name));
const section = (report: Report, heading: string): string =>
  report.sections.find((entry) => entry.heading === heading)?.markdown ?? '';

describe('verdict', () => {
  const review = (change: Parameters<typeof reviewSteps>[0], more: Partial<BuildInput> = {}): Report =>
    buildReport(base(reviewPlan, reviewSteps(change), more));
  const clean = {
    fresh: { findings: [] },
    security: { findings: [] },
    data: { findings: [], excluded: [], violations: [] },
    validate: { extra: {} },
  };

  it('is complete when every step ended with an answer that says something', () => {
    const report = review({});
    assert.deepEqual([report.verdict, report.verdictReasons], ['complete', []]);
  });

  const partial: Readonly<Record<string, readonly [Report, RegExp]>> = {
    'an angle failed': [review({ data: null }), /Data \(data\) failed: The model answered 500/],
    'the validator failed': [review({ validate: null }), /Challenge the findings/],
    'a budget ran out': [review({}, { budgetNotes: ['100 tokens used.'] }), /budget was exhausted/],
    'the workspace changed': [
      review({}, { workspaceUnchanged: false, workspaceChanges: ['a', 'b'] }),
      /changed while the run was reading it: a, b/,
    ],
    'an agent said nothing at all': [
      review({ ...clean, data: { findings: [], excluded: [], checked: [] } }),
      /Data \(data\) reported nothing and did not say/,
    ],
    'an answer stayed cut off': [
      review({ data: { violations: [{ at: '', rule: 'truncated', message: 'x' }] } }),
      /was cut off/,
    ],
  };
  for (const [name, [report, reason]] of Object.entries(partial)) {
    it(`is partial when ${name}`, () => {
      assert.equal(report.verdict, 'partial');
      assert.match(report.verdictReasons.join('\n'), reason);
    });
  }

  it('is partial when nothing shows that the scope was looked at', () => {
    const plan = planOf({
      kind: 'workspace',
      files: [scopeFile('a.ts', 'x')],
      scope: { diff: '' },
      steps: [agentStep('a', 'data-engineer'), codeStep('render')],
    });
    const of = (more: Parameters<typeof answer>[0]): Report =>
      buildReport(base(plan, [ended('a', answer({ opened: [], ...more }))]));
    assert.equal(of({}).verdict, 'partial');
    assert.equal(of({ opened: ['a.ts'] }).verdict, 'complete');
    assert.equal(
      of({ findings: [finding('a#1', 'data-engineer', { citations: [cite('a.ts', 1)] })] }).verdict,
      'complete',
    );
  });

  it('is not-reviewed without any accepted answer, and always offline', () => {
    const none = buildReport(
      base(reviewPlan, reviewSteps({ fresh: null, security: null, data: null, validate: null })),
    );
    assert.equal(none.verdict, 'not-reviewed');
    const silent = { findings: [], excluded: [], checked: [], extra: {} };
    assert.equal(review({ fresh: silent, security: silent, data: silent, validate: silent }).verdict, 'not-reviewed');
    assert.equal(reportOf('offline-leads').verdict, 'not-reviewed');
  });

  it('lets only a complete run say that there are no findings, or approve', () => {
    const cases: [Report, boolean][] = [
      [review(clean), true],
      [review({ ...clean, security: null }), false],
      [buildReport(base(reviewPlan, reviewSteps(clean), { backend: 'offline' })), false],
      [buildReport(base(reviewPlan, reviewSteps({ fresh: null, security: null, data: null, validate: null }))), false],
    ];
    for (const [report, complete] of cases) {
      assert.equal(report.verdict === 'complete', complete);
      for (const text of [toMarkdown(report), toHtml(report)]) {
        assert.equal(/no findings|\bNone\.|Approve|nothing that counts/i.test(text), complete);
        assert.equal(text.includes('not an all-clear'), !complete);
      }
    }
  });

  it('counts a step that was skipped by its condition as planned, not as missing', () => {
    const report = reportOf('investigate-complete');
    assert.equal(report.verdict, 'complete');
    assert.deepEqual(report.account.steps, { planned: 8, completed: 7, failed: 0, skipped: 1 });
  });
});

describe('account', () => {
  it('adds up: raised = shown + merged + excluded, planned = completed + failed + skipped', () => {
    for (const name of Object.keys(runs)) {
      const { account, findings, excluded } = reportOf(name);
      assert.equal(account.findings.raised, findings.length + account.findings.merged + excluded.length, name);
      assert.equal(
        findings.length,
        account.findings.verified + account.findings.reanchored + account.findings.unverified,
        name,
      );
      assert.equal(account.steps.planned, account.steps.completed + account.steps.failed + account.steps.skipped, name);
    }
  });

  it('counts opened files of the scope, and lists all that were opened', () => {
    const { files } = reportOf('review-complete').account;
    assert.deepEqual(files, {
      inScope: 2,
      opened: 2,
      openedList: ['src/export.ts', 'src/log.ts', 'src/pay.ts', 'src/retry.ts'],
      skipped: 3,
    });
  });
});

describe('code review', () => {
  it('recommends by the highest severity that counts, YAGNI never', () => {
    const only = (id: 'data' | 'fresh' | 'security', more: Partial<ReturnType<typeof finding>>): string => {
      const persona = { data: 'data-engineer', fresh: 'junior-developer', security: 'adversarial-security-analyst' }[
        id
      ];
      const none = {
        fresh: { findings: [] },
        security: { findings: [] },
        data: { findings: [], excluded: [] },
        validate: { extra: {} },
      };
      const raised = finding(`${id}#1`, persona, { citations: [cite('src/pay.ts', 3)], ...more });
      return section(
        buildReport(base(reviewPlan, reviewSteps({ ...none, [id]: { findings: [raised] } }))),
        'Recommendation',
      );
    };
    assert.match(only('data', { severity: 'critical' }), /Do not merge/);
    assert.match(only('data', { severity: 'warning' }), /after looking at the warnings/);
    assert.match(only('data', { severity: 'suggestion' }), /look at the suggestions/);
    assert.match(only('fresh', { category: 'YAGNI candidate', severity: 'critical' }), /Approve/);
    assert.match(only('security', { severity: 'suggestion' }), /Do not merge/);
  });

  it('lists each counted finding in the summary table and YAGNI not', () => {
    const table = section(reportOf('review-complete'), 'Review summary');
    assert.match(table, /CRIT-001 .*Payment is repeated/);
    assert.match(table, /CRIT-002 \(see SEC-001\)/);
    assert.doesNotMatch(table, /YAGNI|WARN-001/);
  });

  it('keeps a withdrawn finding visible with the reason', () => {
    assert.match(
      section(reportOf('review-complete'), 'Withdrawn'),
      /WARN-001 Column is never read \| Refuted by V-002 with src\/export.ts:4/,
    );
  });
});

describe('investigation', () => {
  it('shows the chain with ids of the report only', () => {
    const text = section(reportOf('investigate-complete'), 'Root cause');
    assert.match(text, /1\. Each line is rounded\. \(E-001\)/);
    assert.match(text, /\(E-002, 1 cited id is not in this report\)/);
  });

  it('computes the confidence of the conclusion from the verdicts', () => {
    const verdict = {
      key: 'validate#v1',
      step: 'validate',
      persona: 'adversarial-validator',
      strategy: 'evidence',
      hypothesis: 'h',
      investigation: 'i',
      citations: [cite('src/x.ts', 1)],
    };
    const confidence = (change: Parameters<typeof investigateSteps>[0]): string =>
      /Confidence: (\w+)/.exec(
        section(buildReport(base(investigatePlan, investigateSteps(change))), 'Root cause'),
      )?.[1] ?? '';
    const refuted = { extra: { verdicts: [{ ...verdict, target: 'ROOT-CAUSE', verdict: 'refuted' }] } };
    const nothingNew = [{ ...verdict, target: 'E-001', verdict: 'confirmed', citations: [cite('src/round.ts', 3)] }];
    assert.equal(confidence({ validate: { extra: { verdicts: nothingNew } } }), 'medium');
    assert.equal(confidence({}), 'high');
    assert.equal(
      confidence({ validate: { extra: { verdicts: [{ ...verdict, target: 'E-001', verdict: 'partial' }] } } }),
      'medium',
    );
    assert.equal(confidence({ validate: { extra: {} } }), 'medium');
    assert.equal(confidence({ validate: refuted }), 'low');
    assert.equal(confidence({ validate: refuted, rewrite: { extra: rootCause } }), 'medium');
    assert.equal(confidence({ 'error-path': {}, 'data-flow': {} }), 'low');
  });

  it('says so when no root cause was established', () => {
    const report = buildReport(base(investigatePlan, investigateSteps({ synthesis: {} })));
    assert.match(section(report, 'Root cause'), /No root cause was established/);
    assert.match(section(report, 'Planned fix'), /No fix is planned/);
  });
});

describe('toHtml', () => {
  it('has no script, no outside reference and a policy against both', () => {
    const html = toHtml(reportOf('hostile'));
    assert.doesNotMatch(html, /<(?:script|img|iframe|link|a|object|form|base|svg)\b/i);
    assert.doesNotMatch(html, /\s(?:src|href|on\w+)\s*=\s*["']/i);
    assert.match(html, /Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'/);
    assert.match(html, /prefers-color-scheme:dark/);
    assert.ok(html.includes('&lt;script&gt;alert(1)&lt;/script&gt;'));
    assert.doesNotMatch(html, /url\(|@import/);
  });
});

describe('toSarif', () => {
  interface Sarif {
    readonly version: string;
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly {
        readonly ruleId: string;
        readonly ruleIndex: number;
        readonly kind: string;
        readonly level: string;
        readonly locations: readonly {
          readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: object };
        }[];
        readonly partialFingerprints: Readonly<Record<string, string>>;
        readonly properties: { readonly id: string };
      }[];
    }[];
  }
  const sarif = (report: Report): Sarif['runs'][number] => {
    const log = JSON.parse(toSarif(report)) as Sarif;
    assert.equal(log.version, '2.1.0');
    const [run] = log.runs;
    assert.ok(run);
    return run;
  };

  it('gives each finding a known rule, a level and the places that were found', () => {
    const run = sarif(reportOf('review-complete'));
    for (const result of run.results) assert.equal(run.tool.driver.rules[result.ruleIndex]?.id, result.ruleId);
    const [first] = run.results;
    assert.deepEqual(
      [first?.properties.id, first?.kind, first?.level, first?.locations.length],
      ['CRIT-001', 'fail', 'error', 1],
    );
    assert.equal(first?.locations[0]?.physicalLocation.artifactLocation.uri, 'src/retry.ts');
  });

  it('does not present leads as failures', () => {
    const [lead] = sarif(reportOf('offline-leads')).results;
    assert.deepEqual([lead?.kind, lead?.level], ['review', 'none']);
  });

  it('escapes paths and keeps fingerprints when lines and wording move', () => {
    const uri = sarif(reportOf('hostile')).results[0]?.locations[0]?.physicalLocation.artifactLocation.uri ?? '';
    assert.match(uri, /^[\w.~!*'()%/-]+$/);
    assert.equal(decodeURIComponent(uri), hostile.path);
    const print = (more: Partial<ReturnType<typeof finding>>): string => {
      const plan = planOf({ report: 'generic', steps: [agentStep('a', 'data-engineer')] });
      const run = sarif(
        buildReport(base(plan, [ended('a', answer({ findings: [finding('a#1', 'data-engineer', more)] }))])),
      );
      return run.results[0]?.partialFingerprints['boocodeFinding/v1'] ?? '';
    };
    const quote = 'const a = 1;';
    const before = print({ title: 'One', citations: [cite('src/a.ts', 3, 3, { quote })] });
    assert.equal(
      before,
      print({
        title: 'Other words',
        severity: 'critical',
        citations: [cite('src/a.ts', 90, 90, { quote: `  ${quote}` })],
      }),
    );
    assert.notEqual(before, print({ citations: [cite('src/b.ts', 3, 3, { quote })] }));
  });
});
