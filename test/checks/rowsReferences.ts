import { buildReport } from '../../src/engine/report/buildReport.ts';
import { toHtml } from '../../src/engine/report/html.ts';
import { toMarkdown } from '../../src/engine/report/markdown.ts';
import { agentStep, codeStep } from '../golden/reports/fixture.ts';
import { documentPlan, documentRun, specOf } from '../report/documentRuns.ts';
import { checked, type SpecInput } from '../support/documentFixture.ts';
import { happened, type Row } from './row.ts';

type List = NonNullable<SpecInput['records']>[number];

const decisions: List = {
  name: 'decisions',
  title: 'Decision',
  prefix: 'D',
  text: 'Decisions.',
  fields: [
    { name: 'items', text: 'Open items it waits for.', kind: 'ids', of: ['openItems'], required: false },
    { name: 'text', text: 'What.', required: false },
    { name: 'file', text: 'Where.', kind: 'path', required: false },
  ],
};
const openItems: List = {
  name: 'openItems',
  title: 'Open item',
  prefix: 'OI',
  text: 'Open items.',
  fields: [
    { name: 'dependents', text: 'Decisions that wait for it.', kind: 'ids', of: ['decisions'], required: false },
    { name: 'blocks', text: 'Does work wait?', kind: 'enum', values: ['yes', 'no'], required: false },
  ],
};
const rounds: List = { name: 'rounds', title: 'Round', prefix: 'R', text: 'Rounds.', fields: [] };
const phases: List = {
  name: 'phases',
  title: 'Phase',
  prefix: 'P',
  text: 'Phases.',
  dependsOn: 'buildsOn',
  fields: [
    { name: 'buildsOn', text: 'Earlier phases.', kind: 'ids', of: ['phases'], required: false },
    { name: 'why', text: 'Why.', required: false },
  ],
};
const value = (field: string | string[] | undefined): string => [field ?? '-'].flat().join('+');

/** What the records and the text of one report say about one another. */
export const rowsReferences: readonly Row[] = [
  {
    section: '7f',
    check: 'references are visible from both ends',
    action: ['fix'],
    ended: 'D-1 names OI-1, OI-1 names D-1',
    run: () => {
      const { document } = checked(
        { records: [decisions, openItems] },
        {
          records: {
            decisions: [{ id: 'D1', title: 'Store it', items: ['OI1'] }],
            openItems: [{ id: 'OI1', title: 'How long?' }],
          },
        },
      );
      const [decision] = document.records['decisions'] ?? [];
      const [item] = document.records['openItems'] ?? [];
      const ended = `${decision?.id} names ${value(decision?.fields['items'])}, ${item?.id} names ${value(item?.fields['dependents'])}`;
      return happened({ fix: value(item?.fields['dependents']) === 'D-1', ended });
    },
  },
  {
    section: '7f',
    check: 'open question and what depends on it: written at the question only',
    action: ['fix'],
    ended: 'D-1 OI-1, D-2 OI-1',
    run: () => {
      const { document } = checked(
        { records: [decisions, openItems] },
        {
          records: {
            decisions: [
              { id: 'D1', title: 'Store it' },
              { id: 'D2', title: 'Show it' },
            ],
            openItems: [{ id: 'OI1', title: 'How long?', dependents: ['D1', 'D2'] }],
          },
        },
      );
      const both = (document.records['decisions'] ?? [])
        .map((one) => `${one.id} ${value(one.fields['items'])}`)
        .join(', ');
      return happened({ fix: both === 'D-1 OI-1, D-2 OI-1', ended: both });
    },
  },
  {
    section: '7f',
    check: 'references are visible from both ends: no field for them there',
    action: ['fix'],
    ended: 'Named by D-1.',
    run: () => {
      const naming = {
        ...decisions,
        fields: [{ name: 'round', text: 'Where.', kind: 'ids' as const, of: ['rounds'] }],
      };
      const { document } = checked(
        { records: [naming, rounds] },
        {
          records: {
            decisions: [{ id: 'D1', title: 'Store it', round: ['R1'] }],
            rounds: [{ id: 'R1', title: 'First' }],
          },
        },
      );
      const ended = document.records['rounds']?.[0]?.notes.join(' ') ?? '';
      return happened({ fix: ended !== '', ended });
    },
  },
  {
    section: '7f',
    check: 'one file is named alike in all sections',
    action: ['fix'],
    ended: 'src/deep/b.ts, src/deep/b.ts:3, src/deep/b.ts, src/deep/b.ts; example.org/deep/b.ts',
    run: () => {
      const { document } = checked(
        {
          sections: [
            { heading: 'A', text: 'x' },
            { heading: 'B', text: 'x' },
          ],
          records: [decisions],
        },
        { records: { decisions: [{ title: 'Store it', file: './src/deep/b.ts', text: 'In src\\deep\\b.ts.' }] } },
        '## A\nSee `src/deep/b.ts` and https://example.org/deep/b.ts\n\n## B\nSee deep/b.ts:3 again.',
      );
      const [a = '', b = ''] = document.sections.map((section) => section.markdown);
      const fields = document.records['decisions']?.[0]?.fields ?? {};
      const ended = [
        /`(.*?)`/.exec(a)?.[1],
        /See (\S+) again/.exec(b)?.[1],
        value(fields['file']),
        value(fields['text']).replace(/^In |\.$/g, ''),
      ];
      return happened({
        fix: !/ deep\//.test(b),
        ended: `${ended.join(', ')}; ${/https:\/\/(\S+)/.exec(a)?.[1]}`,
      });
    },
  },
  {
    section: '7e',
    check: 'titles of decisions: twice the same, and one that is only a number',
    action: ['reprompt', 'fix'],
    ended: 'D-2: It is called like D-1. D-3: Its title says nothing.',
    run: () => {
      const result = checked(
        { records: [decisions] },
        {
          records: {
            decisions: [
              { title: 'Store by owner' },
              { title: 'Store, by owner' },
              { title: 'Decision 3' },
              { title: 'Show all' },
            ],
          },
        },
      );
      const ended = result.records.flatMap(({ id, notes }) =>
        notes.length === 0 ? [] : [`${id}: ${notes.join(' ')}`],
      );
      return happened({ asked: result.rules, rule: 'title', fix: ended.length > 0, ended: ended.join(' ') });
    },
  },
  {
    section: '7e',
    check: 'phases: backward only, each with an anchor that references lead to',
    action: ['fix'],
    ended: 'P-1 Lay, P-2 Build on P-1; anchors P-1 P-2; 2 references lead there',
    run: () => {
      const spec = {
        sections: [{ heading: 'Phases', from: 'records', records: 'phases' } as const],
        records: [phases],
      };
      const result = checked(spec, {
        records: {
          phases: [
            { id: 'B', title: 'Build', buildsOn: ['A'], why: 'After [A].' },
            { id: 'A', title: 'Lay' },
          ],
        },
      });
      const plan = documentPlan({
        document: specOf(spec),
        steps: [agentStep('write', 'project-manager', { role: 'synthesizer', output: 'document' }), codeStep('render')],
      });
      const html = toHtml(buildReport(documentRun(plan, { write: { extra: { document: result.document } } })));
      const order = result.records.map(({ id, title, fields }) => {
        const on = value(fields['buildsOn']);
        return `${id} ${title}${on === '' ? '' : ` on ${on}`}`;
      });
      const anchors = [...html.matchAll(/<h3 id="(P-\d)"/g)].map((match) => match[1]);
      const links = [...html.matchAll(/href="#(P-\d)"/g)].filter((match) => anchors.includes(match[1]));
      return happened({
        fix: order[0]?.startsWith('P-1 Lay') === true,
        ended: `${order.join(', ')}; anchors ${anchors.join(' ')}; ${links.length} references lead there`,
      });
    },
  },
  {
    section: '7e',
    check: 'files of interest: at most five, long paths are shortened in the table',
    action: ['reprompt', 'drop-to-log'],
    ended: '5 rows, out cap; packages/…/example/domain/refunds/refundService.ts',
    run: () => {
      const long = 'packages/orders/src/main/java/org/example/domain/refunds/refundService.ts';
      const files: List = {
        name: 'files',
        title: 'File',
        prefix: 'F',
        text: 'Files.',
        max: 5,
        fields: [{ name: 'path', text: 'From the root.', kind: 'path' }],
      };
      const spec = {
        sections: [{ heading: 'Files', from: 'records', records: 'files', table: true } as const],
        records: [files],
      };
      const records = Array.from({ length: 6 }, (_, i) => ({
        title: `Part ${'abcdef'.charAt(i)}`,
        path: i === 0 ? long : 'src/a.ts',
      }));
      const result = checked(spec, { records: { files: records } }, '', { paths: new Set(['src/a.ts', long]) });
      const plan = documentPlan({
        document: specOf(spec),
        steps: [agentStep('write', 'project-manager', { role: 'synthesizer', output: 'document' }), codeStep('render')],
      });
      const table = toMarkdown(buildReport(documentRun(plan, { write: { extra: { document: result.document } } })));
      const shown = [...table.matchAll(/^\| F-\d \| .*? \| `(.*?)` \|$/gm)].map((match) => match[1]);
      return happened({
        asked: result.rules,
        rule: 'limit',
        ended: `${shown.length} rows, ${result.excluded.map((entry) => `out ${entry.rule}`).join()}; ${shown[0]}`,
      });
    },
  },
];
