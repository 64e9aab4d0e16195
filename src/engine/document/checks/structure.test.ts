import assert from 'node:assert/strict';
import { checked, finding, sectionOf } from '../../../../test/support/documentFixture.ts';

describe('checks on structure', () => {
  describe('sections', () => {
    for (const [name, prose, text] of [
      ['take the # heading, not a line in bold before it', '## B\nFirst.\n\n**A**\n\nBold.\n\n## A\nReal.', 'Real.'],
      ['take the line in bold when there is nothing else', '**A**\n\nBold.\n\n**B**\n\nText.', 'Bold.'],
      [
        'take the line in bold when the # heading is shown in a fence',
        '**A**\n\n```\n## A\n```\n\n**B**\n\nT.',
        '```\n## A\n```',
      ],
    ] as const)
      it(name, () => {
        const { document } = checked({ sections: [{ heading: 'B' }, { heading: 'A' }] }, {}, prose);
        assert.equal(sectionOf(document, 'A'), text);
      });
  });

  describe('diagrams', () => {
    for (const [name, given, expected] of [
      [
        'get their language inside a list item',
        '- See:\n\n  ```\n  flowchart TD\n  A --> B\n  ```\n- Next.',
        '- See:\n\n  ```mermaid\n  flowchart TD\n  A --> B\n  ```\n- Next.',
      ],
      [
        'become text inside a list item',
        '1. See:\n\n\t~~~mermaid\n\tA --> B\n\t~~~\n2. Next.',
        '1. See:\n\n\t~~~text\n\tA --> B\n\t~~~\n2. Next.',
      ],
      ['at the margin stay there', '```\nflowchart TD\nA --> B\n```', '```mermaid\nflowchart TD\nA --> B\n```'],
    ] as const)
      it(name, () => {
        const { document } = checked({ sections: [{ heading: 'A', diagram: 'allowed' }] }, {}, `## A\n${given}`);
        assert.equal(sectionOf(document, 'A'), expected);
      });
  });

  describe('commands', () => {
    const mark = '# (unverified: not found in the repository)';
    for (const [command, known] of [
      ['npm test', true],
      ['npm test && npm test', true],
      ['cd packages/app && npm run lint; npm test', true],
      ['psql -h db \\\n  -c "select 1; select 2"', true],
      ['cat <<EOF > notes.txt\nanything at all\nEOF', true],
      ['make all | tee log', false],
      ['npm test && rm -rf build', false],
      ['npm test\nrm -rf \\\n  build', false],
      ['cat <<EOF > other.txt\nnpm test\nEOF', false],
      ['cd $(rm -rf build)', false],
    ] as const)
      it(`${known ? 'are known' : 'are marked once above'}: ${command.replaceAll('\n', ' / ')}`, () => {
        const { records } = checked(
          {
            records: [
              {
                name: 'items',
                title: 'Item',
                prefix: 'D',
                text: 'T',
                fields: [{ name: 'run', text: 'R', kind: 'command' }],
              },
            ],
          },
          { records: { items: [{ title: 'A', run: command }] } },
          '',
          {
            scope: {
              profile: { languages: [], frameworks: [], manifests: [], lockFiles: [], projects: [] },
              commands: [{ name: 'lint', command: 'eslint .', source: 'package.json' }],
            },
            findings: [finding('E-001')],
            handed: ['psql -h db -c "select 1; select 2"', 'cat <<EOF > notes.txt', 'make all'],
          },
        );
        assert.equal(records[0]?.fields['run'], known ? command : `${mark}\n${command}`);
      });
  });

  describe('a list that is too long', () => {
    const item = (id: string, title: string, dep: readonly string[] = []): object => ({ id, title, dep });
    for (const [name, dependsOn, given, kept, out] of [
      [
        'keeps what its first records need',
        'dep',
        [item('1', 'Roof', ['3']), item('2', 'Paint'), item('3', 'Base')],
        ['Base', 'Roof'],
        ['Paint'],
      ],
      [
        'leaves out a record when what it needs does not fit',
        'dep',
        [item('1', 'Walk'), item('2', 'Roof', ['3', '4']), item('3', 'Base'), item('4', 'Wall')],
        ['Walk', 'Base'],
        ['Roof', 'Wall'],
      ],
      [
        'keeps the first ones when nothing depends on anything',
        undefined,
        [item('1', 'Roof', ['3']), item('2', 'Paint'), item('3', 'Base')],
        ['Roof', 'Paint'],
        ['Base'],
      ],
      [
        'is filled in order where a circle does not fit',
        'dep',
        [item('1', 'Egg', ['2']), item('2', 'Hen', ['3']), item('3', 'Coop', ['1'])],
        ['Hen', 'Egg'],
        ['Coop'],
      ],
    ] as const)
      it(name, () => {
        const { records, excluded } = checked(
          {
            records: [
              {
                name: 'items',
                title: 'Item',
                prefix: 'D',
                text: 'T',
                max: 2,
                ...(dependsOn === undefined ? {} : { dependsOn }),
                fields: [{ name: 'dep', text: 'D', kind: 'ids', required: false }],
              },
            ],
          },
          { records: { items: given } },
        );
        assert.deepEqual([records.map(({ title }) => title), excluded.map(({ title }) => title)], [kept, out]);
      });
  });
});
