import assert from 'node:assert/strict';
import type { DocumentKind } from '../../protocol/plan.ts';
import { documentKind } from './documentKind.ts';
import { chooseDocuments, isDocumentPath } from './documentPaths.ts';

const kindOf = (path: string, ...texts: string[]): DocumentKind =>
  documentKind(
    path,
    texts.map((text, index) => ({ level: 2, text, line: index + 1 })),
  );

describe('documentKind', () => {
  const byPath: readonly (readonly [DocumentKind, string])[] = [
    ['readme', 'README.md'],
    ['readme', 'packages/a/Readme.rst'],
    ['readme', 'docs/adr/README.md'],
    ['instructions', 'CLAUDE.md'],
    ['instructions', 'packages/a/AGENTS.md'],
    ['instructions', 'CONTRIBUTING.md'],
    ['instructions', '.github/copilot-instructions.md'],
    ['instructions', '.cursor/rules/style.mdc'],
    ['pr-template', '.github/PULL_REQUEST_TEMPLATE.md'],
    ['pr-template', 'docs/pull_request_template.txt'],
    ['pr-template', '.github/PULL_REQUEST_TEMPLATE/release.md'],
    ['adr', 'docs/adr/0001-use-postgres.md'],
    ['adr', 'doc/architecture/decisions/0002-x.md'],
    ['adr', 'docs/ADR-12-caching.md'],
    ['document', 'docs/adr/template.md'],
    ['standard', 'docs/standards/api.md'],
    ['standard', 'CODING_STANDARDS.md'],
    ['standard', 'docs/style-guide.md'],
    ['document', 'docs/rules/no-console.md'],
    ['runbook', 'ops/runbooks/db-full.md'],
    ['runbook', 'docs/payment-runbook.md'],
    ['document', 'docs/bookshop.md'],
    ['specification', 'docs/specs/refunds/feature-specification.md'],
    ['specification', 'docs/prd.md'],
    ['plan', 'docs/plans/refunds/feature-implementation-plan.md'],
    ['plan', 'PLAN.md'],
    ['document', 'docs/planets.md'],
    ['work-items', 'docs/plans/refunds/work-items.md'],
    ['review', 'docs/reviews/2024-05.md'],
    ['review', 'code-review.md'],
    ['document', 'docs/preview.md'],
    ['roadmap', 'ROADMAP.md'],
    ['roadmap', 'docs/2025-roadmap.md'],
    ['document', 'docs/architecture.md'],
    ['document', 'CHANGELOG.md'],
  ];
  for (const [kind, path] of byPath) it(`${path} is ${kind}`, () => assert.equal(kindOf(path), kind));

  it('knows documents by their headings', () => {
    assert.equal(kindOf('docs/a.md', 'Outcome', '2. Primary flow:', 'Coordinations'), 'specification');
    assert.equal(kindOf('docs/a.md', 'Outcome', 'Primary flow'), 'document');
    assert.equal(kindOf('docs/a.md', 'ABC-1 - Add a table', 'ABC-2 — Fill it'), 'work-items');
    assert.equal(kindOf('docs/a.md', 'ABC-1 - Add a table'), 'document');
    assert.equal(kindOf('docs/plans/a.md', 'W-1 — Add', 'W-2 — Fill'), 'work-items');
    assert.equal(kindOf('docs/a.md', 'CRIT-001: Broken', 'WARN-002: Slow'), 'review');
    assert.equal(kindOf('docs/a.md', 'Context', 'Decision', 'Consequences'), 'adr');
    assert.equal(kindOf('docs/a.md', 'Symptoms', 'Quick fix', 'Verify', 'Escalate'), 'runbook');
    assert.equal(kindOf('docs/a.md', 'Prerequisites', 'Verify', 'Resolve'), 'document');
    assert.equal(kindOf('docs/a.md', 'Implementation approach', 'Decomposition', 'Definition of done'), 'plan');
  });
});

describe('documents of a listing', () => {
  it("are prose of the project, not its data, tests or other people's", () => {
    for (const path of [
      'README.md',
      'docs/notes.txt',
      'NOTES.txt',
      'src/a/design.rst',
      'docs/specs/a.md',
      'test/README.md',
      '.github/x.md',
    ])
      assert.ok(isDocumentPath(path), path);
    for (const path of [
      'requirements.txt',
      'docs/requirements-dev.txt',
      'CMakeLists.txt',
      'robots.txt',
      'LICENSE.md',
      'scripts/words.txt',
      'node_modules/a/README.md',
      'dist/README.md',
      'test/fixtures/a.md',
      'test/golden/report.md',
      'src/__tests__/a.md',
      'main.ts',
      'docs/',
    ])
      assert.ok(!isDocumentPath(path), path);
  });

  it('are chosen by what they tell about the project when there are too many', () => {
    const many = Array.from({ length: 400 }, (_, i) => `website/content/page-${String(i).padStart(3, '0')}.md`);
    const chosen = chooseDocuments(
      [...many, 'docs/guide.md', 'README.md', 'services/a/docs/adr/0001.md', 'examples/README.md'],
      50,
    );
    assert.equal(chosen.length, 50);
    for (const path of ['README.md', 'docs/guide.md', 'services/a/docs/adr/0001.md', 'website/content/page-000.md'])
      assert.ok(chosen.includes(path), path);
    assert.ok(!chosen.includes('examples/README.md'));
    assert.deepEqual(chosen, [...chosen].sort());
  });
});
