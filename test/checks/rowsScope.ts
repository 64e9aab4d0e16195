import { gatherFacts } from '../../src/engine/flow/facts.ts';
import type { ScopeFacts } from '../../src/protocol/plan.ts';
import type { ScopeRequest } from '../../src/workspace/scope/scopeRequest.ts';
import { resolveScope } from '../../src/workspace/scope/resolveScope.ts';
import { makeFolder, makeRepo, type TestFolder } from '../support/gitRepo.ts';
import { happened, type Row } from './row.ts';

async function scopeOf(
  made: Promise<TestFolder>,
  request: ScopeRequest,
  change: Readonly<Record<string, string>> = {},
): Promise<ScopeFacts> {
  const folder = await made;
  try {
    await folder.write(change);
    return await resolveScope(request, { root: folder.root }, new AbortController().signal);
  } finally {
    await folder.remove();
  }
}

const told = (scope: ScopeFacts): string => {
  const text = gatherFacts(['branch-mode'], scope, []).join('\n');
  const mode = /Mode of the change: ([ABC])/.exec(text)?.[1];
  const prose = /documents only: (yes|no)/.exec(text)?.[1];
  const compared = scope.diff === '' ? 'no diff' : 'diff';
  return `${mode} ${scope.files.map((file) => file.path).join('+')} (${compared}, documents only: ${prose})`;
};
const files = { 'src/a.ts': 'export const a = 1;\n', 'README.md': '# A\n' };
const branch = (change: Readonly<Record<string, string>>): Promise<TestFolder> =>
  makeRepo({ files, branches: { topic: [{ message: 'change', files: change }] } });

/** How a run comes to its files. */
export const rowsScope: readonly Row[] = [
  {
    section: '7e',
    check: 'diff modes: A branch, B uncommitted, C neither',
    action: ['fix'],
    ended: [
      'A src/a.ts (diff, documents only: no)',
      'B src/a.ts (diff, documents only: no)',
      'C src/a.ts (no diff, documents only: no)',
    ].join('; '),
    run: async () => {
      const changed = { 'src/a.ts': 'export const a = 2;\n' };
      const scopes = [
        await scopeOf(branch(changed), { kind: 'diff' }),
        await scopeOf(makeRepo({ files }), { kind: 'uncommitted' }, changed),
        await scopeOf(makeFolder(files), { kind: 'path', globs: ['src'] }),
      ];
      return happened({ fix: true, ended: scopes.map(told).join('; ') });
    },
  },
  {
    section: '7e',
    check: 'diff modes: a branch that changes documents only',
    action: ['fix'],
    ended: 'A README.md+docs/use.adoc (diff, documents only: yes)',
    run: async () => {
      const scope = await scopeOf(branch({ 'README.md': '# B\n', 'docs/use.adoc': '= Use\n' }), { kind: 'diff' });
      return happened({ fix: true, ended: told(scope) });
    },
  },
];
