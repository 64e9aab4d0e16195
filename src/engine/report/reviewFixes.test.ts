import assert from 'node:assert/strict';
import { adrDocument, adrRun, record, written } from '../../../test/report/documentRuns.ts';
import type { Finding } from '../../protocol/finding.ts';
import { runs } from '../../../test/golden/reports/runs.ts';
import { buildReport } from './buildReport.ts';
import { deferralSections } from './deferralSections.ts';
import { toMarkdown } from './markdown.ts';
import type { BuildInput } from './model.ts';
import { boundedMarkdown, writerMarkdown } from './prose.ts';
import { toSarif } from './sarif.ts';
import { unchallenged, unchallengedReasons, withUnchallenged } from './unchallenged.ts';

describe('records of a document', () => {
  it('are all shown, however long the list is', () => {
    const options = Array.from({ length: 40 }, (_none, i) =>
      record(`O-${i + 1}`, `Option ${i + 1}`, { pros: ['x'.repeat(900)], cons: ['y'.repeat(900)] }),
    );
    const document = { ...adrDocument, records: { ...adrDocument.records, options } };
    const report = buildReport(adrRun({ write: { extra: { document } }, rewrite: { extra: { document } } }));
    for (const text of [toMarkdown(report), report.artifacts[0]?.content ?? '']) {
      assert.ok(text.length > 70_000);
      for (const { id } of options) assert.match(text, new RegExp(`### ${id} `));
    }
  });
});

describe('headings of a writer', () => {
  it('do not stand where a finding or record stands', () => {
    assert.equal(writerMarkdown('### E-001 All is well'), '### About E-001 All is well');
    assert.equal(writerMarkdown('> # E-001 All is well'), '> ### About E-001 All is well');
    assert.equal(writerMarkdown('> E-001 All is well\n> ---'), '> E-001 All is well\n> \\---');
  });
  it('keep words that only look like an id', () => {
    assert.equal(writerMarkdown('### UTF-8 everywhere'), '### UTF-8 everywhere');
    assert.equal(writerMarkdown('### What E-001 means'), '### What E-001 means');
  });
});

describe('fences of a writer', () => {
  it('keep their place in a list and close there', () => {
    const text = '- step one\n\n  ```sh\n  npm test\n  ```\n\n- step two <b>';
    assert.equal(writerMarkdown(text), text.replace('<b>', '&lt;b>'));
    const deep = '- a\n  - b\n\n    ```mermaid\n    flowchart TD\n      A --> B\n    ```\n\nafter';
    assert.equal(writerMarkdown(deep), deep);
  });
  it('go to the margin where no list holds them', () => {
    assert.equal(
      writerMarkdown('text\n\n      ```js\n      a < b\n      ```\nafter'),
      'text\n\n```js\na < b\n```\nafter',
    );
  });
  it('are closed with their own mark when they are cut', () => {
    const cut = boundedMarkdown(`a\n\`\`\`\`text\n\`\`\`\n${'line\n'.repeat(50)}\`\`\`\`\nafter`, 100);
    assert.match(cut, /\nline\n````\n\n_Cut here/);
  });
});

describe('SARIF messages', () => {
  it('hold no link of an agent', () => {
    const report = buildReport(runs['review-complete'] as BuildInput);
    const [finding] = report.findings;
    assert.ok(finding !== undefined);
    const sarif = toSarif({
      ...report,
      findings: [{ ...finding, claim: 'See [open](javascript:alert(1)) and a\\b and items[0].' }],
    });
    const log = JSON.parse(sarif) as { runs: { results: { message: { text: string } }[] }[] };
    const text = log.runs[0]?.results[0]?.message.text ?? '';
    assert.ok(text.includes('See \\[open\\](javascript:alert(1)) and a\\\\b and items\\[0\\].'), text);
  });
});

describe('a deferral', () => {
  const text = (liftable: boolean): string =>
    deferralSections(adrRun({}).plan, {
      reason: 'Nothing needs it now.',
      reopenWhen: 'it is there',
      instead: null,
      liftable,
    })[0]?.markdown ?? '';
  it('is not offered to be lifted when words cannot replace what is missing', () => {
    assert.doesNotMatch(text(false), /anyway/);
  });
  it('is offered to be lifted otherwise', () => {
    assert.match(text(true), /write it anyway/);
  });
});

describe('records that no validator judged', () => {
  const base = adrRun({ write: { extra: { document: adrDocument } } });
  const challenge = (targets: readonly string[]): BuildInput => ({
    ...base,
    plan: {
      ...base.plan,
      document:
        base.plan.document === null
          ? null
          : {
              ...base.plan.document,
              records: base.plan.document.records.map((list) => ({ ...list, challenge: true })),
            },
      steps: base.plan.steps.map((step) =>
        step.kind === 'agent' && step.id === 'validate' ? { ...step, inputs: ['write'] } : step,
      ),
    },
    steps: base.steps.map((step) =>
      step.id === 'validate' && step.output?.kind === 'agent'
        ? { ...step, output: { ...step.output, extra: { verdicts: targets.map(verdictOn) } } }
        : step,
    ),
  });
  const verdictOn = (target: string): object => ({
    key: `validate#v${target}`,
    step: 'validate',
    persona: 'adversarial-validator',
    target,
    verdict: 'confirmed',
    strategy: 'evidence',
    hypothesis: 'h',
    investigation: 'Read src/a.ts.',
    citations: [] satisfies Finding['citations'],
  });
  const all = [...Object.values(adrDocument.records).flatMap((list) => list.map(({ id }) => id)), 'conclusion'];

  it('make the report partial and are marked', () => {
    const report = buildReport(challenge([]));
    assert.equal(report.verdict, 'partial');
    assert.match(report.verdictReasons.join('\n'), /No validator gave a verdict on O-1.*unchallenged/);
    assert.match(toMarkdown(report), /Unchallenged: no validator gave a verdict on it/);
    assert.deepEqual([...unchallenged(challenge(['O-1']))].sort(), all.filter((id) => id !== 'O-1').sort());
  });
  it('are none when each has a verdict', () => {
    assert.deepEqual(unchallengedReasons(challenge(all)), []);
    const document = written({ records: { options: [record('O-1', 'One')] } });
    assert.deepEqual(withUnchallenged(document, new Set()), document);
  });
});
