import assert from 'node:assert/strict';
import { checked, codeQuote, finding, sectionOf, webQuote } from '../../../../../test/support/documentFixture.ts';

const a = { heading: 'A' };
const field = (name: string, more: object = {}): { name: string; text: string; required: boolean } => ({
  name,
  text: name,
  required: false,
  ...more,
});
const list = (more: object = {}): { name: string; title: string; prefix: string; text: string } => ({
  name: 'items',
  title: 'Item',
  prefix: 'D',
  text: 'T',
  ...more,
});

describe('checks that a flow switches on', () => {
  describe('banned-words', () => {
    const spec = { sections: [a], checks: ['banned-words'] as const };

    it('asks for each advertising text and notes it', () => {
      const { violations, document } = checked(spec, {}, '## A\nA seamless, cutting-edge page.');
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['sections.A banned-words'],
      );
      assert.match(document.notes.join(), /"A" advertises: seamless, cutting-edge/);
      assert.deepEqual(checked({ sections: [a] }, {}, '## A\nA seamless page.').rules, []);
    });

    it('allows a quote of the source, and only that', () => {
      const subject = 'We promise a seamless checkout.';
      assert.deepEqual(checked(spec, {}, '## A\nThey say "a seamless checkout".', { subject }).rules, []);
      assert.deepEqual(checked(spec, {}, '## A\n> We promise a seamless checkout.', { subject }).rules, []);
      assert.deepEqual(checked(spec, {}, '## A\nThey say "a seamless life".', { subject }).rules, ['banned-words']);
    });
  });

  describe('no-external-references', () => {
    it('asks and takes out what a page would load', () => {
      const { document, records, violations } = checked(
        { sections: [a], records: [list({ fields: [field('body')] })], checks: ['no-external-references'] },
        {
          records: {
            items: [
              { title: 'X', body: 'At http://x.example/y.' },
              { title: 'Y', body: 'Plain.' },
            ],
          },
        },
        '## A\nSee [the docs](https://example.org/a) and <script src="x.js">, [E-001], [here](#a).',
      );
      assert.equal(sectionOf(document, 'A'), 'See the docs and , [E-001], [here](#a).');
      assert.equal(records[0]?.fields['body'], 'At ');
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['sections.A external-reference', 'records.items[0] external-reference'],
      );
    });
  });

  describe('no-nested-fences', () => {
    const rules = (prose: string): readonly string[] =>
      checked({ sections: [a], checks: ['no-nested-fences'] }, {}, `## A\n${prose}`).rules;

    it('asks about a fence inside a fence', () => {
      assert.deepEqual(rules('````md\n```ts\nx\n```\n````'), ['nested-fence']);
      assert.deepEqual(rules('~~~\n```ts\n~~~'), ['nested-fence']);
      assert.deepEqual(rules('```ts\nx\n```\n\n```sh\ny\n```'), []);
    });
  });

  describe('two-paths-differ', () => {
    it('asks when two paths end alike', () => {
      const { violations, records } = checked(
        { records: [list({ fields: [field('trigger'), field('outcome')] })], checks: ['two-paths-differ'] },
        {
          records: {
            items: [
              { title: 'Buy', trigger: 'x', outcome: 'It is sent.' },
              { title: 'Return', trigger: 'y', outcome: 'it is sent' },
              { title: 'Wait', trigger: 'z', outcome: 'Nothing.' },
            ],
          },
        },
      );
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['records.items[1].outcome paths'],
      );
      assert.deepEqual(
        records.map((record) => record.notes),
        [[], ['It ends like "Buy".'], []],
      );
    });
  });

  describe('sole-basis', () => {
    const spec = {
      sections: [
        { heading: 'Recommendation', required: false },
        { heading: 'Results', required: false },
      ],
      conclusion: 'C',
      checks: ['sole-basis'] as const,
    };
    const findings = [
      finding('E-001', { citations: [webQuote('https://a.example/1'), webQuote('https://docs.a.example/2')] }),
      finding('E-002', { citations: [webQuote('https://a.example/1'), webQuote('https://b.example/2')] }),
      finding('E-003', { category: 'reasoning' }),
      finding('E-004', { citations: [codeQuote('x', { trust: 'provided' })] }),
      finding('E-005'),
    ];
    const run = (conclusion: string, prose: string, more = {}): ReturnType<typeof checked> =>
      checked(spec, { conclusion, confidence: 'high' }, prose, { findings, ...more });

    for (const [name, conclusion, prose, expected] of [
      ['one site only', 'Take B [E-001].', '## Results\nText.', ['No clear winner.', 'low']],
      ['reasoning only', 'Take B.', '## Recommendation\nB because [E-003, E-001].', ['No clear winner.', 'low']],
      ['nothing at all', 'Take B.', '## Results\nIt is so.', ['No clear winner.', 'low']],
      ['two sites', 'Take B [E-002].', '## Results\nText.', ['Take B [E-002].', 'high']],
      ['one site and the code', 'Take B [E-001, E-005].', '## Results\nText.', ['Take B [E-001, E-005].', 'high']],
      ['given material only', 'Take B [E-004].', '## Results\nText.', ['Take B [E-004].', 'medium']],
      [
        'the results, when the recommendation cites nothing',
        'Take B.',
        '## Results\nSee [E-005].',
        ['Take B.', 'high'],
      ],
      ['no winner', 'No clear winner; measure it.', '## Results\nText.', ['No clear winner; measure it.', 'medium']],
    ] as const)
      it(`weighs ${name}`, () => {
        const { document } = run(conclusion, prose);
        assert.deepEqual([document.conclusion, document.confidence], expected);
        assert.equal(
          document.notes.some((note) => note.includes('The writer concluded')),
          expected[1] === 'low',
        );
      });

    it('leaves exploratory research alone', () => {
      assert.equal(
        run('Take B [E-001].', '## Results\nText.', { brief: 'Exploratory: which one?' }).document.confidence,
        'high',
      );
    });
  });

  describe('every-finding-addressed', () => {
    const run = (prose: string, more: object = {}): ReturnType<typeof checked> =>
      checked(
        {
          sections: [a, { heading: 'Findings left alone', required: false }],
          records: [list()],
          checks: ['every-finding-addressed'],
        },
        { records: { items: [{ title: 'X', evidence: ['E-002'] }] }, ...more },
        prose,
        {
          findings: [
            finding('E-001', { severity: 'critical' }),
            finding('E-002', { severity: 'warning' }),
            finding('E-003', { severity: 'suggestion' }),
            finding('LEAD-001', { kind: 'lead', severity: 'critical' }),
          ],
        },
      );

    it('asks for critical and warning findings that no record answers, and for no others', () => {
      const { violations, document } = run('## A\nIt is slow, see [E-001].');
      assert.deepEqual(
        violations.map(({ rule, message }) => [rule, /answers (\S+)\./.exec(message)?.[1]]),
        [['unaddressed', 'E-001']],
      );
      assert.match(document.notes.join(), /not listed as left alone: E-001/);
    });

    for (const [how, prose, more] of [
      ['in a passage that says so', '## A\nText.\n\nNo change for [E-001]: it costs more than it harms.', {}],
      ['under a heading that says so', '## A\nText.\n## Findings left alone\n[E-001], coincidence.', {}],
      [
        'in Deferred',
        '## A\nText.',
        { deferred: [{ item: 'Y', why: 'No', reopenWhen: '100 users', source: 'E-001' }] },
      ],
    ] as const)
      it(`takes a finding as left alone ${how}`, () => assert.deepEqual(run(prose, more).rules, []));
  });

  describe('recommendation-inflation', () => {
    const run = (records: readonly object[]): ReturnType<typeof checked> =>
      checked(
        {
          records: [list({ name: 'recommendations', fields: [field('cures', { kind: 'ids', of: ['findings'] })] })],
          checks: ['recommendation-inflation'],
        },
        { records: { recommendations: records } },
        '',
        { findings: ['E-001', 'E-002', 'E-003'].map((id) => finding(id)) },
      );

    it('asks when each finding became a recommendation', () => {
      const { rules, document } = run([
        { title: 'X', evidence: ['E-001'] },
        { title: 'Y', cures: ['E-002'] },
        { title: 'Z', evidence: ['E-003'] },
      ]);
      assert.deepEqual(rules, ['inflation']);
      assert.match(document.notes.join(), /3 recommendations for 3 findings/);
    });

    it('takes what a recommendation addresses by its field, not by the evidence that supports it', () => {
      const of = (addresses: readonly (readonly string[])[]): readonly string[] =>
        checked(
          {
            records: [
              list({ name: 'other' }),
              list({
                name: 'recommendations',
                prefix: 'R',
                fields: [field('addresses', { kind: 'ids', of: ['findings'] })],
              }),
            ],
            checks: ['recommendation-inflation'],
          },
          {
            records: {
              recommendations: addresses.map((ids, i) => ({
                title: `T${i}`,
                addresses: ids,
                evidence: [`E-00${i + 1}`],
              })),
            },
          },
          '',
          { findings: ['E-001', 'E-002', 'E-003'].map((id) => finding(id)) },
        ).rules;
      assert.deepEqual(of([['E-001'], ['E-002'], ['E-003']]), ['inflation']);
      assert.deepEqual(of([['E-001'], ['E-002'], ['E-002']]), []);
    });

    it('is content when one is left alone or several share a cause', () => {
      assert.deepEqual(
        run([
          { title: 'X', evidence: ['E-001'] },
          { title: 'Y', evidence: ['E-002'] },
          { title: 'Z', evidence: ['E-001'] },
        ]).rules,
        [],
      );
      assert.deepEqual(run([{ title: 'X', evidence: ['E-001', 'E-002', 'E-003'] }]).rules, []);
    });
  });

  describe('exploratory-marks', () => {
    const spec = { sections: [a, { heading: 'Summary', required: false }], checks: ['exploratory-marks'] as const };
    const findings = [finding('E-001', { citations: [webQuote('https://a.example/1')] }), finding('E-002')];
    const prose =
      '## A\n\n### What is known\n\n- It needs one more process to run [E-001].\n- It needs one more process to run [E-001, E-002].\n- It is the fastest of all, I think.\n\nAll of this\nis probably true as well. [reasoning]\n\n| a | b c d e f g |\n## Summary\nThis one is plain and has no mark at all.';

    it('marks claims on single sources always, those on nothing when the brief is exploratory', () => {
      const strict = sectionOf(checked(spec, {}, prose, { findings }).document, 'A') ?? '';
      assert.match(strict, /run \[E-001\]\. \[single-source\]\n- .*E-002\]\.\n- It is the fastest of all, I think\.\n/);
      const open = checked(spec, {}, prose, { findings, brief: 'Evidence optional.' }).document;
      assert.match(
        sectionOf(open, 'A') ?? '',
        /I think\. \[reasoning\]\n\nAll of this\nis probably true as well\. \[reasoning\]\n\n\| a/,
      );
      assert.equal(sectionOf(open, 'Summary'), 'This one is plain and has no mark at all.');
    });
  });

  describe('checkboxes-proven', () => {
    it('clears a tick without proof', () => {
      const { document } = checked(
        { sections: [a], checks: ['checkboxes-proven'] },
        {},
        '## A\n- [x] Tests added [E-001]\n- [X] Docs\n- [ ] Signed\n```\n- [x] code\n```',
      );
      assert.equal(
        sectionOf(document, 'A'),
        '- [x] Tests added [E-001]\n- [ ] Docs\n- [ ] Signed\n```\n- [x] code\n```',
      );
      assert.match(document.notes.join(), /"A": 1 ticked box cites no proof/);
    });
  });

  describe('single-repository-blockers', () => {
    it('turns a blocker in another repository into a note', () => {
      const { records } = checked(
        {
          records: [
            list({ dependsOn: 'on', fields: [field('repository'), field('on', { kind: 'ids', of: ['items'] })] }),
          ],
          checks: ['single-repository-blockers'],
        },
        {
          records: {
            items: [
              { id: '1', title: 'X', repository: 'acme/a' },
              { id: '2', title: 'Y', repository: 'acme/b', on: ['1'] },
              { id: '3', title: 'Z', repository: 'Acme/A', on: ['1'] },
            ],
          },
        },
      );
      assert.deepEqual(
        records.map((record) => record.fields['on']),
        [[], [], ['D-1']],
      );
      assert.match(records[1]?.notes.join() ?? '', /D-1 lies in another repository/);
    });
  });

  describe('gap-both-sides', () => {
    it('excludes what rests on a gap with one side', () => {
      const findings = [
        finding('G-001', { citations: [codeQuote(), codeQuote('x', { trust: 'provided' })] }),
        finding('G-002'),
      ];
      const { records, excluded } = checked(
        { records: [list({ evidence: 'required' })], checks: ['gap-both-sides'] },
        {
          records: {
            items: [
              { title: 'X', evidence: ['G-002'] },
              { title: 'Y', evidence: ['G-001'] },
            ],
          },
        },
        '',
        { findings },
      );
      assert.deepEqual(
        records.map((record) => `${record.id} ${record.title}`),
        ['D-1 Y'],
      );
      assert.deepEqual(
        excluded.map(({ key, rule }) => [key, rule]),
        [['writer#r1', 'both-sides']],
      );
    });
  });
});
