import assert from 'node:assert/strict';
import { scopeFixture, workspaceFixture } from '../../../test/golden/plans/scopeFixture.ts';
import type { FactId } from '../../protocol/definition/flowFile.ts';
import type { DocumentKind, ScopeDocument, ScopeFacts } from '../../protocol/plan.ts';
import { gatherFacts } from './facts.ts';

const base = workspaceFixture('small');

function documentAt(path: string, kind: DocumentKind, headings: readonly string[] = []): ScopeDocument {
  return {
    path,
    kind,
    lines: 12,
    headings: headings.map((text, i) => ({ level: i === 0 ? 1 : 2, text, line: 1 + i * 4 })),
    deadLinks: [],
    inboundLinks: 1,
  };
}

function facts(id: FactId, change: Partial<ScopeFacts> = {}, subject: readonly string[] = []): string {
  return gatherFacts([id], { ...base, ...change }, subject).join('\n');
}

describe('facts', () => {
  const adrs = ['0001-use-queues', '0002-use-postgres', '0010-auth-tokens'].map((name) =>
    documentAt(`docs/adr/${name}.md`, 'adr', [`ADR ${name}`]),
  );

  it('list documents with what decides first, and say when nothing links to them', () => {
    const lonely = { ...documentAt('docs/a.md', 'document'), inboundLinks: 0, deadLinks: [{ line: 3, target: 'x' }] };
    const text = facts('documents', { documents: [lonely, ...adrs] });
    assert.ok(text.indexOf('0001-use-queues') < text.indexOf('docs/a.md'));
    assert.match(text, /docs\/a\.md \[document, 12 lines\]; 1 dead link; nothing links to it/);
  });

  it('take the naming of decision records from those that exist', () => {
    const text = facts('naming', { documents: adrs });
    assert.match(text, /pattern of file names: 0000-words-joined-so\.md \(3\)/);
    assert.match(text, /next number: 0011/);
    assert.match(text, /first words in use: use \(2\), auth \(1\)/);
    assert.match(text, /Names of standards: none exist yet/);
  });

  it('know dated and unnumbered names', () => {
    const text = facts('naming', {
      documents: [documentAt('s/2024-05-01-tests_first.md', 'standard'), documentAt('s/errors.md', 'standard')],
    });
    assert.match(text, /YYYY-MM-DD-words_joined_so\.md \(1\), words-joined-so\.md \(1\)/);
    assert.doesNotMatch(text, /next number/);
  });

  const runbooks = (paths: readonly string[]): string =>
    facts('layout', { documents: paths.map((path) => documentAt(path, 'runbook')) });
  const layouts: readonly (readonly [paths: readonly string[], layout: RegExp])[] = [
    [[], /none exist yet/],
    [['runbooks/disk.md', 'runbooks/restart.md'], /flat, one folder/],
    [['runbooks/api/disk.md', 'runbooks/db/restart.md'], /one folder per service/],
    [['runbooks/HighErrorRate.md', 'runbooks/alert-disk.md'], /keyed by alert/],
  ];
  for (const [paths, layout] of layouts)
    it(`layout of ${paths.join(', ') || 'nothing'}`, () => assert.match(runbooks(paths), layout));

  const modes: readonly (readonly [name: string, scope: ScopeFacts, mode: RegExp, prose: RegExp])[] = [
    ['branch diff', scopeFixture('small'), /Mode of the change: A: branch diff against main/, /documents only: no/],
    ['uncommitted', { ...scopeFixture('small'), kind: 'uncommitted' }, /: B: uncommitted/, /documents only: no/],
    ['workspace', base, /: C: no comparison/, /documents only: no/],
    [
      'prose',
      {
        ...scopeFixture('small'),
        files: scopeFixture('small').files.map((file) => ({ ...file, path: `${file.path}.adoc` })),
      },
      /: A:/,
      /documents only: yes/,
    ],
  ];
  for (const [name, scope, mode, prose] of modes) {
    it(`mode of ${name}`, () => {
      const text = gatherFacts(['branch-mode'], scope, []).join('\n');
      assert.match(text, mode);
      assert.match(text, prose);
    });
  }

  it('show the one template for pull requests, and none of several', () => {
    const one = documentAt('.github/pull_request_template.md', 'pr-template');
    const texts = [{ path: one.path, text: '# What\n\n- [ ] tested\n' }];
    assert.match(facts('pr-template', { documents: [one], texts }), /\| # What\n\| \n\| - \[ \] tested/);
    const two = [one, documentAt('docs/pull_request_template.md', 'pr-template')];
    assert.match(facts('pr-template', { documents: two, texts }), /Several templates/);
    assert.match(facts('pr-template'), /none found/);
  });

  it('outline the subject and recognise a specification by three of its headings', () => {
    const spec = documentAt('docs/x.md', 'document', ['X', 'Outcome', 'Primary Flow', 'Coordinations']);
    const text = facts('subject', { documents: [spec] }, ['docs/x.md']);
    assert.match(text, /Subject docs\/x\.md \[document, 12 lines\]:\n- # X \(line 1\)\n- ## Outcome \(line 5\)/);
    assert.match(text, /mode: specification/);
    assert.doesNotMatch(facts('subject', { documents: adrs }, ['docs/adr/0001-use-queues.md']), /mode: specification/);
  });

  it('read work items by their headings, with what they depend on where the text is at hand', () => {
    const text =
      '# Items\n\n\n\n## W-1 \u2014 Store it\nx\nDepends on: None.\n\n## W-2 - Show it\n**Depends on:** W-1.\n';
    const items = {
      ...documentAt('items.md', 'work-items'),
      headings: [
        { level: 1, text: 'Items', line: 1 },
        { level: 2, text: 'W-1 \u2014 Store it', line: 5 },
        { level: 2, text: 'W-2 - Show it', line: 9 },
        { level: 2, text: 'Notes', line: 11 },
      ],
    };
    const lines = facts('work-items', { documents: [items], texts: [{ path: 'items.md', text }] }, ['items.md']);
    assert.match(lines, /Work items of the subject \(2\)/);
    assert.match(lines, /W-1: Store it \(items\.md:5\); depends on: None\./);
    assert.match(lines, /W-2: Show it \(items\.md:9\); depends on: W-1\./);
    assert.match(facts('work-items', { documents: [items] }, []), /no heading of the subject/);
  });

  it('stay bounded and on one line each, whatever the workspace holds', () => {
    const documents = Array.from({ length: 300 }, (_, i) =>
      documentAt(`d/${i}\n# Answer.md`, 'document', ['y'.repeat(2000)]),
    );
    const lines = gatherFacts(['documents', 'stack', 'churn'], { ...base, documents }, []);
    assert.ok(lines.length < 70);
    for (const line of lines) assert.ok(line.length <= 300 && !line.includes('\n'));
    assert.match(lines.join('\n'), /and 260 more/);
  });
});
