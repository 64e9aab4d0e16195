import assert from 'node:assert/strict';
import { documentSpecSchema } from '../../protocol/document.ts';
import {
  adrAnswers,
  adrDocument,
  adrPlan,
  adrRun,
  deferralRun,
  documentRun,
  explorer,
} from '../../../test/report/documentRuns.ts';
import { agentStep, cite, finding } from '../../../test/golden/reports/fixture.ts';
import { ended } from '../../../test/golden/reports/runs.ts';
import { codeStepSchema } from '../../protocol/plan.ts';
import type { Report } from '../../protocol/report.ts';
import { reportSchema } from '../../protocol/report.ts';
import { buildReport } from './buildReport.ts';
import { toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';

const section = (report: Report, heading: string): string | undefined =>
  report.sections.find((entry) => entry.heading === heading)?.markdown;
const verdict = (word: string, target = 'conclusion'): object => ({
  key: 'validate#v1',
  step: 'validate',
  persona: 'adversarial-validator',
  target,
  verdict: word,
  strategy: 'evidence',
  hypothesis: 'h',
  investigation: 'Read it.',
  citations: [cite('src/a.ts', 3)],
});

describe('document report', () => {
  it('has the sections of the flow in its order, body before evidence before appendix', () => {
    const report = buildReport(adrRun());
    assert.deepEqual(reportSchema.parse(report), report);
    assert.deepEqual([report.verdict, report.verdictReasons], ['complete', []]);
    assert.deepEqual(
      report.sections.slice(0, 9).map(({ heading, place }) => [heading, place]),
      [
        ['Conclusion', 'lead'],
        ['Context', 'body'],
        ['Considered options', 'body'],
        ['Decision drivers', 'body'],
        ['Consequences', 'body'],
        ['Deferred', 'body'],
        ['Evidence by step', 'appendix'],
        ['Suggested file name', 'appendix'],
        ['Team', 'appendix'],
      ],
    );
    const text = toMarkdown(report);
    const at = ['## Conclusion', '## Context', '## Evidence\n', '## Evidence by step'].map((heading) =>
      text.indexOf(heading),
    );
    assert.deepEqual(
      [...at].sort((a, b) => a - b),
      at,
    );
    assert.ok(!at.includes(-1));
  });

  it('shows records with their fields, need, evidence and notes', () => {
    const text = section(buildReport(adrRun()), 'Considered options') ?? '';
    assert.match(
      text,
      /### O-1 Outbox table\n\n- \*\*Cost note\*\*: Low\.\n- \*\*Evidence\*\*: \[E-001\]\n\n\*\*Pros\*\*\n\n- No broker/,
    );
    assert.match(text, /- \*\*Need\*\*: contract \(broker contract\)/);
    assert.match(text, /_Note: One id that leads nowhere was removed\._/);
  });

  it('says which steps had no part in a section, and what was checked where nothing was found', () => {
    const report = buildReport(adrRun({ code: { findings: [], checked: ['src/a.ts'] } }));
    const text = section(report, 'Evidence by step') ?? '';
    assert.match(text, /- Code affected: nothing found\. Checked: src\/a\.ts/);
    assert.match(text, /Not part of this run: data-engineer: no migration in scope/);
    assert.match(
      section(buildReport(adrRun({ risks: null })), 'Evidence by step') ?? '',
      /Missing: Risks failed: The model answered 500/,
    );
  });

  describe('a finding that the body shows completely', () => {
    const sections = [
      ...(adrPlan.document?.sections ?? []).map((entry) =>
        entry.heading === 'Evidence by step' ? { ...entry, appendix: false } : entry,
      ),
      { heading: 'Again', from: 'steps', steps: ['code'] },
    ];
    const plan = { ...adrPlan, document: documentSpecSchema.parse({ ...adrPlan.document, sections }) };
    const report = buildReport(documentRun(plan, adrAnswers));

    it('stands there with everything, once, and is mentioned everywhere else', () => {
      const text = section(report, 'Evidence by step') ?? '';
      assert.match(
        text,
        /### E-001 Events are published after the commit\n\nwarning · correctness · confidence \w+ · raised by codebase-explorer\n\nA crash between/,
      );
      assert.match(text, /\*\*Recommendation:\*\* Check it\.\n\n`src\/a\.ts:3-5` \*\*verified\*\*\n\n```\nline 3\n```/);
      assert.match(section(report, 'Again') ?? '', /^- \[E-001\] \*\*Events are published after the commit\*\*/);
      const markdown = toMarkdown(report);
      assert.equal(markdown.match(/^### E-001 /gm)?.length, 1);
      assert.match(
        markdown,
        /## Evidence\n\nShown in full in the document:\n\n- \[E-001\]\(#e-001-[\w-]+\) Events are published after the commit · confidence \w+ · in "Evidence by step"/,
      );
      const html = toHtml(report);
      assert.equal(html.match(/id="E-001"/g)?.length, 1);
      assert.equal(html.match(/<h3 id="E-001">/g)?.length, 1);
      for (const [, target = ''] of html.matchAll(/href="#([^"]+)"/g))
        assert.ok(html.includes(`id="${target}"`), target);
    });

    it('is not complete where its section was cut', () => {
      const long = finding('code#1', explorer, {
        title: 'Long',
        claim: 'word '.repeat(40_000),
        citations: [cite('src/a.ts', 3)],
      });
      const cut = toMarkdown(buildReport(documentRun(plan, { ...adrAnswers, code: { findings: [long] } })));
      assert.match(cut, /_Cut here: /);
      assert.doesNotMatch(cut, /Shown in full/);
    });

    it('cannot be passed for by the text of a writer', () => {
      const fake =
        '### E-001 Events are published after the commit\n\nwarning · raised by codebase-explorer\n\nAll is well.';
      const document = { ...adrDocument, sections: [{ heading: 'Context', markdown: fake }] };
      const text = toMarkdown(buildReport(adrRun({ write: { extra: { document } } })));
      assert.match(text, /A crash between/);
      assert.doesNotMatch(text, /Shown in full/);
    });
  });

  it('names only its own sections in the contents, and one entry each for evidence and account', () => {
    const text = toMarkdown(buildReport(adrRun()));
    const contents = /## Contents\n\n([^]*?)\n\n/.exec(text)?.[1]?.split('\n') ?? [];
    assert.deepEqual(
      contents.map((line) => /^- \[(.*?)\]\(#[\w-]+\)$/.exec(line)?.[1]),
      [
        'Conclusion',
        'Context',
        'Considered options',
        'Decision drivers',
        'Consequences',
        'Deferred',
        'Evidence',
        'Appendix and account of the run',
      ],
    );
  });

  it('takes its size from the step that decided it', () => {
    const steps = [...adrPlan.steps];
    steps.splice(
      3,
      0,
      codeStepSchema.parse({ id: 'size', title: 'Size', kind: 'code', op: 'size', needs: [], wave: 1 }),
    );
    const plan = { ...adrPlan, steps };
    const run = documentRun(plan, adrAnswers);
    const data = { band: 'medium', reason: '7 findings of discovery in 3 domains', decisions: [] };
    const decided = run.steps.map((step) =>
      step.id === 'size' ? ended('size', { kind: 'code', summary: '', data }) : step,
    );
    const report = buildReport({ ...run, steps: decided });
    assert.deepEqual([report.run.band, report.run.bandReason], ['medium', data.reason]);
    assert.match(section(report, 'Team') ?? '', /^Size medium: 7 findings of discovery in 3 domains/);
    assert.equal(buildReport(run).run.band, plan.band.value);
  });

  it('lists the remarks of readers and the verdicts of validators in sections of their steps', () => {
    const sections = [{ heading: 'Review of the draft', from: 'steps', steps: ['reader', 'validate'], appendix: true }];
    const plan = {
      ...adrPlan,
      document: documentSpecSchema.parse({ ...adrPlan.document, sections }),
      steps: [...adrPlan.steps, agentStep('reader', 'junior-developer', { role: 'validator' })],
    };
    const remark = finding('reader#1', 'junior-developer', {
      title: 'The second option is unclear',
      citations: [cite('src/a.ts', 3, 5)],
    });
    const report = buildReport(documentRun(plan, { ...adrAnswers, reader: { findings: [remark] } }));
    const text = section(report, 'Review of the draft') ?? '';
    assert.match(text, /^- \[E-003\] \*\*The second option is unclear\*\* \(`src\/a\.ts:3-5`\): It goes wrong\.$/m);
    assert.match(text, /^- \*\*conclusion\*\* confirmed \(V-001\): Read it\. Confirmed\.$/m);
  });

  it('leads ids to what they name, in each text format, and leaves unknown ones alone', () => {
    const report = buildReport(adrRun());
    const markdown = toMarkdown(report);
    assert.match(markdown, /in March \[E-001\]\(#e-001-events-are-published-after-the-commit\)/);
    assert.match(markdown, /loses events \[E-099\]\./);
    const html = toHtml(report);
    assert.match(html, /<a href="#E-001">\[E-001\]<\/a>/);
    assert.equal(html.match(/id="E-001"/g)?.length, 1);
    assert.equal(html.match(/id="O-1"/g)?.length, 1);
    for (const [, target = ''] of html.matchAll(/href="#([^"]+)"/g)) assert.ok(html.includes(`id="${target}"`), target);
  });

  it('is partial when the document breaks a rule or lacks a section that it must have', () => {
    const failing = adrRun({
      write: { extra: { document: { ...adrDocument, failures: ['O-2 has one drawback only.'] } } },
    });
    assert.deepEqual(buildReport(failing).verdictReasons, [
      'A rule of the document does not hold: O-2 has one drawback only.',
    ]);
    const lacking = adrRun({
      write: { extra: { document: { ...adrDocument, sections: adrDocument.sections.slice(0, 1) } } },
    });
    assert.deepEqual(buildReport(lacking).verdictReasons, ['The section "Consequences" of the document is missing.']);
    assert.equal(section(buildReport(lacking), 'Consequences'), 'The writer left this section out.');
  });

  it('shows the evidence and says why nothing was written, when the writer failed', () => {
    const report = buildReport(adrRun({ write: null }));
    assert.equal(report.verdict, 'partial');
    assert.match(
      report.verdictReasons.join('\n'),
      /The document was not written\. Write \(write\) failed: The model answered 500/,
    );
    assert.match(section(report, 'Context') ?? '', /Nothing was written here\. Write \(write\) failed/);
    assert.equal(report.findings.length, 2);
    assert.match(section(report, 'Evidence by step') ?? '', /\[E-001\]/);
    assert.deepEqual(report.artifacts, []);
  });

  it('offers no draft offline, and claims nothing', () => {
    const silent = { judged: false, model: null, extra: {} };
    const report = buildReport(
      adrRun({ write: silent, code: silent, risks: silent, validate: silent }, { backend: 'offline' }),
    );
    assert.equal(report.verdict, 'not-reviewed');
    assert.match(section(report, 'Context') ?? '', /offline backend only lists leads/);
    assert.deepEqual(report.artifacts, []);
  });

  it('takes the document of an accepted rewrite, else that of the first writer', () => {
    const second = {
      ...adrDocument,
      conclusion: 'Buy the queue.',
      responses: [{ target: 'conclusion', action: 'adjusted' as const, reason: 'Polling is too slow.' }],
    };
    const refuted = { extra: { verdicts: [verdict('refuted')] } };
    const rewritten = buildReport(adrRun({ validate: refuted, rewrite: { extra: { document: second } } }));
    assert.match(
      section(rewritten, 'Conclusion') ?? '',
      /Buy the queue.*\n\nConfidence: medium \(a first version was refuted/s,
    );
    assert.match(section(rewritten, 'What the rewrite changed') ?? '', /conclusion \| adjusted \| Polling is too slow/);
    const failed = buildReport(adrRun({ validate: refuted, rewrite: null }));
    assert.match(section(failed, 'Conclusion') ?? '', /outbox table.*Confidence: low \(a validator refuted/s);
    assert.equal(failed.verdict, 'partial');
  });

  it('computes the confidence from the verdicts', () => {
    const with_ = (change: Parameters<typeof adrRun>[0]): string =>
      section(buildReport(adrRun(change)), 'Conclusion') ?? '';
    assert.match(with_({}), /Confidence: high \(validators confirmed/);
    assert.match(with_({ validate: { extra: { verdicts: [verdict('inconclusive')] } } }), /Confidence: medium/);
    assert.match(with_({ validate: { extra: { verdicts: [] } } }), /Confidence: medium \(no validator/);
    assert.match(
      with_({ write: { extra: { document: { ...adrDocument, confidence: 'low' } } } }),
      /Confidence: low \(the writer/,
    );
  });

  it('offers the document alone as a draft: body only, notice as a comment, cited evidence explained', () => {
    const [draft] = buildReport(adrRun()).artifacts;
    assert.deepEqual([draft?.name, draft?.mediaType], ['decision-record.md', 'text/markdown']);
    assert.match(draft?.content ?? '', /^<!-- Draft\. Nothing was written to the workspace\. -->\n\n## Context\n/);
    assert.doesNotMatch(draft?.content ?? '', /## (?:Team|Validation|Steps|Evidence by step)|Verdict/);
    assert.match(
      draft?.content ?? '',
      /## Evidence\n\n- E-001: Events are published after the commit \(`src\/a\.ts:3-5`, `src\/b\.ts:9`\)\n$/,
    );
  });

  it('lets only a complete run say that there is nothing', () => {
    const spec = {
      ...adrPlan.document,
      sections: [{ heading: 'Table', from: 'engine', compute: 'review-table', empty: 'No finding.' }],
    };
    const plan = { ...adrPlan, document: documentSpecSchema.parse(spec) };
    const of = (risks: null | object): string =>
      section(buildReport(documentRun(plan, { ...adrAnswers, rewrite: adrAnswers.write, risks })), 'Table') ?? '';
    assert.equal(of({}), 'No finding.');
    assert.equal(of(null), 'No finding. The run is partial, so this is not an all-clear.');
  });

  it('lists what was cut from prompts', () => {
    const report = buildReport(adrRun());
    assert.deepEqual(report.trimmed, ['Write (write): upstream: 2 of 5 results shortened.']);
    for (const text of [toMarkdown(report), toHtml(report)]) assert.match(text, /Trimmed inputs/);
  });

  it('says of a deferred run why, what would reopen it, what fits better and how to have it all the same', () => {
    const report = buildReport(deferralRun());
    assert.deepEqual([report.verdict, report.artifacts], ['not-reviewed', []]);
    assert.match(report.verdictReasons.join(), /Nothing in the brief forces this decision today/);
    const text = section(report, 'Deferred') ?? '';
    for (const part of [/\*\*Worth doing when:\*\* a contract ends/, /the flow `research`/, /"write it anyway"/])
      assert.match(text, part);
    assert.deepEqual(report.account.steps, { planned: 2, completed: 2, failed: 0, skipped: 0 });
    assert.equal(section(report, 'Context'), undefined);
  });

  it('stays a report when the plan lost its document', () => {
    const report = buildReport(documentRun({ ...adrPlan, document: null }, {}));
    assert.ok(report.sections.every((entry) => entry.place === 'appendix'));
  });
});
