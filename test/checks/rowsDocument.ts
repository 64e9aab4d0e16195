import { placeholdersIn } from '../../src/engine/document/checks/placeholders.ts';
import { isTrigger } from '../../src/engine/document/checks/deferredItems.ts';
import { checked, finding, type SpecInput, webQuote } from '../support/documentFixture.ts';
import { happened, type Row } from './row.ts';

const steps = (more: Partial<NonNullable<SpecInput['records']>[number]> = {}): NonNullable<SpecInput['records']> => [
  {
    name: 'steps',
    title: 'Step',
    prefix: 'S',
    text: 'What to do.',
    fields: [
      { name: 'dependsOn', text: 'Earlier steps.', kind: 'ids', of: ['steps'], required: false },
      { name: 'text', text: 'What.', required: false },
      { name: 'weight', text: 'How much.', kind: 'enum', values: ['major', 'minor'], required: false },
      { name: 'repository', text: 'Where.', required: false },
      { name: 'file', text: 'Which file.', kind: 'path', required: false },
    ],
    ...more,
  },
];
const step = (id: string, title: string, more: object = {}): object => ({ id, title, evidence: ['E-001'], ...more });
const prose = (heading: string, text: string): string => `## ${heading}\n\n${text}\n`;
const section = (heading: string, more: object = {}): NonNullable<SpecInput['sections']>[number] => ({
  heading,
  text: 'Say it.',
  ...more,
});

/** Rows about what a writer hands in. Each input breaks exactly the rule it is named after. */
export const rowsDocument: readonly Row[] = [
  {
    section: '7a',
    check: 'id resolvability: an id in prose that leads nowhere',
    action: ['reprompt', 'fix'],
    ended: 'stripped',
    run: () => {
      const result = checked(
        { sections: [section('Context')] },
        { findings: [] },
        prose('Context', 'It is slow [E-099].'),
      );
      const text = result.document.sections[0]?.markdown ?? '';
      return happened({
        asked: result.rules,
        rule: 'unknown-id',
        fix: !text.includes('E-099'),
        ended: text.includes('E-099') ? 'kept' : 'stripped',
      });
    },
  },
  {
    section: '7a',
    check: 'sole basis: one web source under the conclusion',
    action: ['fix'],
    ended: 'no clear winner, low',
    run: () => {
      const result = checked(
        { conclusion: 'The choice.', checks: ['sole-basis'], sections: [section('Recommendation')] },
        { findings: [], conclusion: 'Take A [E-001].', confidence: 'high' },
        prose('Recommendation', 'Take A [E-001].'),
        {
          findings: [finding('E-001', { citations: [webQuote('https://example.org/a')] })],
        },
      );
      const { conclusion, confidence } = result.document;
      const forced = /no clear winner/i.test(conclusion);
      return happened({ fix: forced, ended: `${forced ? 'no clear winner' : conclusion}, ${confidence}` });
    },
  },
  {
    section: '7a',
    check: 'no-evidence entries: a trigger that nobody can notice',
    action: ['reprompt'],
    ended: 'noted',
    run: () => {
      const result = checked(
        { deferred: true, sections: [section('Context'), { heading: 'Deferred', from: 'deferred' }] },
        {
          findings: [],
          deferred: [{ item: 'Cache', why: 'No load.', reopenWhen: 'when we have time', source: 'brief' }],
        },
        prose('Context', 'It is slow.'),
      );
      const noted = result.document.notes.length > 0;
      return happened({
        asked: result.rules,
        rule: 'trigger',
        ended: noted && !isTrigger('later') && isTrigger('the p95 latency passes 500 ms') ? 'noted' : 'silent',
      });
    },
  },
  {
    section: '7c',
    check: 'YAGNI evidence: a committed item without need',
    action: ['fix'],
    ended: '1 record, 1 deferred',
    run: () => {
      const result = checked(
        { deferred: true, records: steps({ need: true }) },
        {
          findings: [],
          records: {
            steps: [step('S1', 'Fix it', { need: { kind: 'user', ref: 'brief' } }), step('S2', 'Gold plate it')],
          },
        },
      );
      return happened({
        fix: result.document.deferred.length === 1,
        ended: `${result.records.length} record, ${result.document.deferred.length} deferred`,
      });
    },
  },
  {
    section: '7c',
    check: 'tell words in a committed record',
    action: ['fix'],
    ended: 'YAGNI candidate',
    run: () => {
      const result = checked(
        { deferred: true, records: steps({ need: true }) },
        {
          findings: [],
          records: {
            steps: [
              step('S1', 'Add an interface for future flexibility', { need: { kind: 'dependency', ref: 'S2' } }),
              step('S2', 'Fix it', { need: { kind: 'user', ref: 'brief' } }),
            ],
          },
        },
      );
      const marked = result.records.some((record) => /YAGNI/i.test(record.notes.join(' ')));
      return happened({ fix: marked, ended: marked ? 'YAGNI candidate' : 'unmarked' });
    },
  },
  {
    section: '7c',
    check: 'evidence of a record leads nowhere',
    action: ['reprompt', 'drop-to-log'],
    ended: 'out upstream',
    run: () => {
      const result = checked(
        { records: steps({ evidence: 'required' }) },
        { findings: [], records: { steps: [step('S1', 'Do it', { evidence: ['E-077'] })] } },
      );
      return happened({
        asked: result.rules,
        rule: 'unknown-id',
        ended: result.excluded.map((entry) => `out ${entry.rule}`).join(', '),
      });
    },
  },
  {
    section: '7c',
    check: 'omitted empties: a required section is missing',
    action: ['reprompt', 'fail'],
    ended: 'partial',
    run: () => {
      const result = checked(
        { sections: [section('Context'), section('Notes', { required: false })] },
        { findings: [] },
        prose('Notes', 'Little to say.'),
      );
      const fail = result.document.failures.length > 0;
      return happened({ asked: result.rules, rule: 'missing-section', fail, ended: fail ? 'partial' : 'complete' });
    },
  },
  {
    section: '7d',
    check: 'consequence: a rewrite that does not answer a refutation',
    action: ['reprompt', 'fail'],
    ended: 'partial',
    run: () => {
      const members = { findings: [], records: { steps: [step('S1', 'Do it')] } };
      const before = checked({ records: steps() }, members).document;
      const result = checked({ records: steps() }, members, '', { before, refuted: ['S-1'] });
      const fail = result.document.failures.length > 0;
      return happened({ asked: result.rules, rule: 'consequence', fail, ended: fail ? 'partial' : 'complete' });
    },
  },
  {
    section: '7e',
    check: 'dependencies: forward ones are turned round',
    action: ['fix'],
    ended: 'Lay the ground, Build on it',
    run: () => {
      const result = checked(
        { records: steps({ dependsOn: 'dependsOn' }) },
        {
          findings: [],
          records: { steps: [step('S1', 'Build on it', { dependsOn: ['S2'] }), step('S2', 'Lay the ground')] },
        },
      );
      const titles = result.records.map((record) => record.title);
      return happened({ fix: titles[0] === 'Lay the ground', ended: titles.join(', ') });
    },
  },
  {
    section: '7e',
    check: 'dependencies: a cycle is cut',
    action: ['reprompt', 'fix'],
    ended: '1 edge left',
    run: () => {
      const result = checked(
        { records: steps({ dependsOn: 'dependsOn' }) },
        {
          findings: [],
          records: { steps: [step('S1', 'One', { dependsOn: ['S2'] }), step('S2', 'Two', { dependsOn: ['S1'] })] },
        },
      );
      const edges = result.records.reduce(
        (sum, record) => sum + (Array.isArray(record.fields['dependsOn']) ? record.fields['dependsOn'].length : 0),
        0,
      );
      return happened({ asked: result.rules, rule: 'cycle', fix: edges === 1, ended: `${edges} edge left` });
    },
  },
  {
    section: '7e',
    check: 'blockers lie in one repository',
    action: ['fix'],
    ended: 'no link, said in words',
    run: () => {
      const result = checked(
        { checks: ['single-repository-blockers'], records: steps({ dependsOn: 'dependsOn' }) },
        {
          findings: [],
          records: {
            steps: [
              step('S1', 'Server', { repository: 'acme/server' }),
              step('S2', 'Client', { repository: 'acme/client', dependsOn: ['S1'] }),
            ],
          },
        },
      );
      const client = result.records.find((record) => record.title === 'Client');
      const links = client?.fields['dependsOn'];
      const cut = Array.isArray(links) && links.length === 0;
      return happened({
        fix: cut,
        ended: `${cut ? 'no link' : 'link'}, ${/another repository/.test(client?.notes.join(' ') ?? '') ? 'said in words' : 'silent'}`,
      });
    },
  },
  {
    section: '7e',
    check: 'major words force the weight up',
    action: ['fix'],
    ended: 'major',
    run: () => {
      const result = checked(
        { records: steps({ forced: { field: 'weight', to: 'major', words: ['auth*', 'race'] } }) },
        { findings: [], records: { steps: [step('S1', 'Change authentication', { weight: 'minor' })] } },
      );
      const weight = String(result.records[0]?.fields['weight']);
      return happened({ fix: weight === 'major', ended: weight });
    },
  },
  {
    section: '7e',
    check: 'placeholder scan',
    action: ['reprompt', 'fix'],
    ended: 'noted',
    run: () => {
      const result = checked(
        { sections: [section('Context')] },
        { findings: [] },
        prose('Context', 'Owner: TBD. The {service name} fails. TODO.'),
      );
      const noted = result.document.notes.length > 0 && placeholdersIn('Owner: TBD').length > 0;
      return happened({ asked: result.rules, rule: 'placeholder', fix: noted, ended: noted ? 'noted' : 'silent' });
    },
  },
  {
    section: '7e',
    check: 'plain-language scan',
    action: ['reprompt', 'fix'],
    ended: 'noted',
    run: () => {
      const result = checked(
        { sections: [section('Summary', { plain: true })] },
        { findings: [] },
        prose('Summary', 'The handler loadUserRows in src/a.ts:12 is slow.'),
      );
      const noted = result.document.notes.some((note) => /loadUserRows|src\/a\.ts/.test(note));
      return happened({ asked: result.rules, rule: 'plain-language', fix: noted, ended: noted ? 'noted' : 'silent' });
    },
  },
  {
    section: '7e',
    check: 'Mermaid: the first line is no diagram type',
    action: ['reprompt', 'fix'],
    ended: 'plain text',
    run: () => {
      const result = checked(
        { sections: [section('Flow', { diagram: 'allowed' })] },
        { findings: [] },
        prose('Flow', 'See.\n\n```mermaid\nboxes and arrows\nA --> B\n```'),
      );
      const text = result.document.sections[0]?.markdown ?? '';
      return happened({
        asked: result.rules,
        rule: 'diagram',
        fix: !text.includes('```mermaid'),
        ended: text.includes('```mermaid') ? 'diagram' : 'plain text',
      });
    },
  },
  {
    section: '7e',
    check: 'path existence',
    action: ['reprompt', 'fix'],
    ended: 'marked, the real one not',
    run: () => {
      const result = checked(
        { records: steps() },
        {
          findings: [],
          records: { steps: [step('S1', 'Edit', { file: 'src/none.ts' }), step('S2', 'Also', { file: 'src/a.ts' })] },
        },
      );
      const [bad, good] = result.records.map((record) => String(record.fields['file']));
      return happened({
        asked: result.rules,
        rule: 'path',
        fix: /not found/.test(bad ?? ''),
        ended: `${/not found/.test(bad ?? '') ? 'marked' : 'kept'}, the real one ${good === 'src/a.ts' ? 'not' : 'too'}`,
      });
    },
  },
  {
    section: '7e',
    check: 'length limits',
    action: ['reprompt', 'fix'],
    ended: 'noted',
    run: () => {
      const result = checked(
        { sections: [section('Context', { limits: { words: 5 } })] },
        { findings: [] },
        prose('Context', 'One two three four five six seven eight.'),
      );
      const noted = result.document.notes.length > 0;
      return happened({ asked: result.rules, rule: 'limit', fix: noted, ended: noted ? 'noted' : 'silent' });
    },
  },
  {
    section: '7e',
    check: 'banned words',
    action: ['reprompt', 'fix'],
    ended: 'noted',
    run: () => {
      const result = checked(
        { checks: ['banned-words'], sections: [section('Lead')] },
        { findings: [] },
        prose('Lead', 'A revolutionary, world-class and seamless experience.'),
      );
      const noted = result.document.notes.length > 0;
      return happened({ asked: result.rules, rule: 'banned-words', fix: noted, ended: noted ? 'noted' : 'silent' });
    },
  },
  {
    section: '7e',
    check: 'external references',
    action: ['fix'],
    ended: 'gone',
    run: () => {
      const result = checked(
        { checks: ['no-external-references'], sections: [section('Lead')] },
        { findings: [] },
        prose('Lead', 'See ![logo](https://cdn.example.org/logo.png) here.'),
      );
      const text = result.document.sections[0]?.markdown ?? '';
      const gone = !text.includes('https://cdn');
      return happened({ fix: gone, ended: gone ? 'gone' : 'kept' });
    },
  },
];
