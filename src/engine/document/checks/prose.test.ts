import assert from 'node:assert/strict';
import { checked, contextOf, finding, sectionOf, specOf } from '../../../../test/support/documentFixture.ts';
import { isTrigger } from './deferredItems.ts';
import { brokenLimits } from './textLimits.ts';
import { placeholdersIn } from './placeholders.ts';
import { leaksIn, plainWords } from '../leaks.ts';

describe('checks on prose', () => {
  it('fails on a required section that is missing or empty, and leaves an optional one out', () => {
    const { rules, document } = checked(
      { sections: [{ heading: 'A' }, { heading: 'B' }, { heading: 'C', required: false }, { heading: 'D' }] },
      { confidence: 'high' },
      '## B\n\n## C\n\n## D\nText.',
    );
    assert.deepEqual(rules, ['missing-section', 'empty-section']);
    assert.deepEqual(document.failures, ['The section "A" is missing.', 'The section "B" is missing.']);
    assert.deepEqual(
      document.sections.map((section) => section.heading),
      ['D'],
    );
    assert.equal(document.confidence, 'medium');
  });

  it('keeps prose without a place as notes', () => {
    const { document, rules } = checked(
      { sections: [{ heading: 'A' }] },
      {},
      `${'Long. '.repeat(80)}\n## A\nText.\n## Aside\nBy the way.`,
    );
    assert.deepEqual(rules, []);
    assert.match(document.notes[0] ?? '', /^Further notes, above the first heading: Long\./);
    assert.equal(document.notes[1], 'Further notes, under "Aside": By the way.');
    const short = checked({ sections: [{ heading: 'A' }] }, {}, 'Here it is.\n## A\nText.');
    assert.equal(
      short.document.notes.some((note) => note.includes('Here it is')),
      false,
    );
  });

  describe('ids', () => {
    const spec = { sections: [{ heading: 'A' }], conclusion: 'One sentence.' };
    const text = (prose: string, more = {}): ReturnType<typeof checked> => checked(spec, {}, `## A\n${prose}`, more);

    for (const [name, given, expected] of [
      ['stay when they lead to a finding', 'So [E-001] and E-002.', 'So [E-001] and E-002.'],
      ['are spelled like the finding', 'So [E1; e-002].', 'So [E-001, E-002].'],
      [
        'are left alone in code, links, boxes and remarks',
        '`[E-99]` [E-001](#x) - [x] done [single-source] [^1]',
        '`[E-99]` [E-001](#x) - [x] done [single-source] [^1]',
      ],
      ['that the brief defines stay', 'As [REQ-7] says.', 'As [REQ-7] says.'],
    ] as const)
      it(name, () => {
        const { document, rules } = text(given, { brief: 'Fulfil REQ-7.' });
        assert.equal(sectionOf(document, 'A'), expected);
        assert.deepEqual(rules, []);
      });

    it('in brackets that lead nowhere are asked for and stripped', () => {
      const { document, violations } = text('It is slow [E-001, E-044], and old [X-3].');
      assert.equal(sectionOf(document, 'A'), 'It is slow [E-001], and old.');
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['sections.A unknown-id'],
      );
      assert.match(document.notes.join(), /"A": Ids that lead nowhere were taken out: E-044, X-3/);
    });

    it('outside of brackets stay, with a note', () => {
      const { document, rules } = text('As E-044 shows; UTF-8 and P-256 are no ids.');
      assert.equal(sectionOf(document, 'A'), 'As E-044 shows; UTF-8 and P-256 are no ids.');
      assert.deepEqual(rules, ['unknown-id']);
      assert.match(document.notes.join(), /speaks of E-044, which/);
    });
  });

  describe('limits', () => {
    for (const [name, value, limits, expected] of [
      [
        'words without markup and ids',
        'One **two** [E-001] three\n```\nfour five\n```',
        { words: 2 },
        'has 3 words, at most 2 are allowed',
      ],
      ['words at the bound', 'One two', { words: 2 }, ''],
      ['characters', 'abc def', { characters: 6 }, 'has 7 characters, at most 6 are allowed'],
      ['sentences', 'It is, e.g. here. Is it? Yes!', { sentences: 2 }, 'has 3 sentences, at most 2 are allowed'],
      ['sentences beside a list', 'One.\n- a. b.\n\n| c. | d. |', { sentences: 1 }, ''],
      ['list items', '- a\n- b\n  - deeper\n* c', { items: 2 }, 'has 3 list items, at most 2 are allowed'],
      ['too few items', ['a'], { minItems: 2 }, 'has 1 list items, at least 2 are needed'],
      ['words of an item', ['a b c', 'd'], { itemWords: 2 }, 'has 3 words in one list item, at most 2 are allowed'],
    ] as const)
      it(`count ${name}`, () => assert.equal(brokenLimits(value, limits).join(), expected));

    it('let a text be a tenth too long with a note, and ask beyond that', () => {
      const run = (words: number, long: number): ReturnType<typeof checked> =>
        checked(
          {
            sections: [{ heading: 'A', limits: { words: 20 } }],
            records: [
              {
                name: 'items',
                title: 'Item',
                prefix: 'D',
                text: 'T',
                fields: [
                  { name: 'why', text: 'W', limits: { characters: 100 } },
                  { name: 'pros', text: 'P', kind: 'list', limits: { items: 20 } },
                ],
              },
            ],
          },
          {
            records: {
              items: [{ title: 'X', why: 'y'.repeat(long), pros: Array.from({ length: 20 }, (_, i) => `p${i}`) }],
            },
          },
          `## A\n${'word '.repeat(words)}`,
        );
      const near = run(22, 110);
      assert.deepEqual(near.rules, []);
      assert.match(near.document.notes.join(), /"A" has 22 words, at most 20/);
      assert.match(near.records[0]?.notes.join() ?? '', /"why" has 110 characters/);
      assert.deepEqual(run(23, 100).rules, ['limit']);
      assert.deepEqual(run(20, 111).rules, ['limit']);
    });

    it('never let a list have more items than allowed', () => {
      const { rules } = checked(
        { sections: [{ heading: 'A', limits: { items: 10 } }] },
        {},
        `## A\n${Array.from({ length: 11 }, (_, i) => `- p${i}`).join('\n')}`,
      );
      assert.deepEqual(rules, ['limit']);
    });

    it('are asked for in sections and fields, and noted', () => {
      const { violations, document, records } = checked(
        {
          sections: [{ heading: 'A', limits: { words: 2 } }],
          records: [
            {
              name: 'items',
              title: 'Item',
              prefix: 'D',
              text: 'T',
              fields: [{ name: 'pros', text: 'P', kind: 'list', limits: { minItems: 2 } }],
            },
          ],
        },
        { records: { items: [{ title: 'X', pros: ['one'] }] } },
        '## A\nOne two three.',
      );
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['sections.A limit', 'records.items[0].pros limit'],
      );
      assert.match(document.notes.join(), /"A" has 3 words/);
      assert.match(records[0]?.notes.join() ?? '', /at least 2 are needed/);
    });
  });

  describe('plain language', () => {
    const base = contextOf(specOf(), { brief: 'Make the CheckoutWizard and Stripe work.' });
    const frameworks = ['react', 'express', 'spring-boot', 'lodash'].map((name) => ({
      name,
      path: 'package.json',
      line: 1,
    }));
    const words = plainWords({ ...base, scope: { ...base.scope, profile: { ...base.scope.profile, frameworks } } });

    for (const text of [
      'src/deep/b.ts',
      'b.ts:12',
      'lines 3-9',
      'orderTotal',
      'OrderService',
      'order_total',
      'MAX_SIZE',
      'total()',
      '`x`',
      'src/deep',
      '/etc/hosts',
      'lodash',
      'Lodash',
      'with React',
      'spring-boot',
      'package.json',
      '../up/there',
    ])
      it(`notices ${text}`, () => assert.equal(leaksIn(`People see it, ${text} too.`, words).length, 1));

    for (const text of [
      'Buyers and/or sellers, read/write, 24/7, and I/O.',
      'We express the next step. Express lanes are fast.',
      'React quickly.',
      'GitHub, JavaScript, macOS, McDonald and OAuth.',
      'The CheckoutWizard of the brief [E-001, E-002].',
      'See https://example.org/a_b/OrderService.ts for it.',
      'E.g. version 2.1.3 of the plan, i.e. UTF-8.',
      'Well-known e-mail, APIs and PDFs.',
      '```mermaid\nflowchart TD\nA[orderTotal] --> B\n```',
    ])
      it(`lets pass: ${text.slice(0, 40)}`, () => assert.deepEqual(leaksIn(text, words), []));

    it('is asked for where the flow declares it, and noted', () => {
      const { violations, document, records } = checked(
        {
          sections: [{ heading: 'A', plain: true }, { heading: 'B' }],
          records: [
            { name: 'items', title: 'Item', prefix: 'D', text: 'T', fields: [{ name: 'why', text: 'W', plain: true }] },
          ],
        },
        { records: { items: [{ title: 'X', why: 'Because of src/a.ts:1.' }] } },
        '## A\nSee src/a.ts.\n## B\nSee src/a.ts.',
      );
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['sections.A plain-language', 'records.items[0].why plain-language'],
      );
      assert.match(document.notes.join(), /"A" is meant to be plain and speaks of src\/a.ts/);
      assert.match(records[0]?.notes.join() ?? '', /src\/a.ts:1/);
    });
  });

  describe('placeholders', () => {
    for (const text of [
      '{name}',
      '{{ owner }}',
      '{...}',
      '<your team>',
      '<...>',
      'TODO: ask',
      'is TBD',
      '(FIXME)',
      'lorem ipsum',
      'call xxx',
      '[insert date]',
      '[your name here]',
    ])
      it(`notices ${text}`, () => assert.equal(placeholdersIn(`Before ${text} after.`).length, 1));
    for (const text of [
      'The route /users/{id} and ${HOME}.',
      'A Map<String> and <br> and <https://example.org>.',
      'It removes a TODO comment; the TODO in line one; TODOs.',
      '`{name}` and\n```\n<your team> TBD\n```',
      'JSON {"a": 1} is fine, and [E-001] too.',
      '[add a date](#a)',
    ])
      it(`lets pass: ${text.slice(0, 40)}`, () => assert.deepEqual(placeholdersIn(text), []));

    it('are asked for in prose and texts, not in commands', () => {
      const { violations, document } = checked(
        {
          sections: [{ heading: 'A' }],
          records: [
            {
              name: 'items',
              title: 'Item',
              prefix: 'D',
              text: 'T',
              fields: [
                { name: 'why', text: 'W' },
                { name: 'run', text: 'R', kind: 'command' },
              ],
            },
          ],
        },
        { records: { items: [{ title: 'X', why: 'TBD', run: 'kubectl logs <pod name>' }] } },
        '## A\nAsk <team lead>.',
      );
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['sections.A placeholder', 'records.items[0].why placeholder'],
      );
      assert.match(document.notes.join(), /"A": It still has placeholders: <team lead>/);
    });
  });

  describe('diagrams', () => {
    const run = (diagram: 'none' | 'allowed' | 'required', prose: string): ReturnType<typeof checked> =>
      checked({ sections: [{ heading: 'A', diagram }] }, {}, `## A\n${prose}`);

    it('are drawn when they begin with their type, also after a directive', () => {
      for (const first of [
        'flowchart TD',
        'graph LR',
        '%%{init: {}}%%\n\nflowchart RL',
        '---\ntitle: x\n---\nflowchart TB',
      ])
        assert.deepEqual(run('required', `\`\`\`mermaid\n${first}\nA --> B\n\`\`\``).rules, [], first);
      assert.deepEqual(run('allowed', '```mermaid\nsequenceDiagram\nA->>B: x\n```').rules, []);
    });

    it('without a language get it', () => {
      const { document, rules } = run('required', '```\nflowchart TD\nA --> B\n```');
      assert.deepEqual([rules, sectionOf(document, 'A')], [[], '```mermaid\nflowchart TD\nA --> B\n```']);
    });

    it('without a type are asked for and become text', () => {
      const { document, rules } = run('allowed', '```mermaid\nA --> B\n```');
      assert.deepEqual([rules, sectionOf(document, 'A')], [['diagram'], '```text\nA --> B\n```']);
    });

    it('where none belongs are asked for and become text', () => {
      const { document, rules } = run('none', '```mermaid\nflowchart TD\nA --> B\n```\n\n```ts\nflowchart();\n```');
      assert.deepEqual([rules, sectionOf(document, 'A')?.startsWith('```text\n')], [['diagram'], true]);
    });

    it('that are required and missing fail', () => {
      const { rules, document } = run('required', 'No picture.\n\n```mermaid\npie\n"a": 1\n```');
      assert.deepEqual([rules, document.failures], [['diagram'], ['The diagram of "A" is missing.']]);
    });
  });

  describe('deferred items', () => {
    for (const text of [
      'more than 10,000 orders per day',
      'the first customer asks for it',
      'an incident shows a lost order',
      'when a second provider is contracted',
      'if latency is needed below 50 ms',
      'the regulation comes into force',
    ])
      it(`have a trigger: ${text}`, () => assert.equal(isTrigger(text), true));
    for (const text of [
      '',
      'later',
      'when we have time',
      'if needed',
      'someday',
      'eventually',
      'when the team has more time',
      'as necessary',
      'in the future',
      'never',
      'at some point',
      'once it is needed',
    ])
      it(`have no trigger: ${text || '(empty)'}`, () => assert.equal(isTrigger(text), false));

    it('are asked for reason and trigger, and noted', () => {
      const { violations, document } = checked(
        { sections: [{ heading: 'A' }], deferred: true },
        {
          deferred: [
            { item: 'Cache', why: '', reopenWhen: 'later' },
            { item: 'Shards', why: 'No load', reopenWhen: '10,000 users' },
          ],
        },
        '## A\nText.',
      );
      assert.deepEqual(
        violations.map(({ at, rule }) => `${at} ${rule}`),
        ['deferred[0].why deferred', 'deferred[0].reopenWhen trigger'],
      );
      assert.deepEqual(document.notes.filter((note) => note.startsWith('Deferred')).length, 1);
      assert.equal(document.deferred.length, 2);
    });
  });

  it('takes an unknown confidence as low, and keeps no conclusion where the flow has none', () => {
    const { document } = checked(
      { sections: [{ heading: 'A' }] },
      { confidence: 'sure', conclusion: 'Yes.' },
      '## A\nText.',
      { findings: [finding('E-001')] },
    );
    assert.deepEqual([document.confidence, document.conclusion], ['low', '']);
    assert.match(document.notes.join(), /taken as low/);
  });
});
