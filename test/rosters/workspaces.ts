import { cp, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { ScopeFacts } from '../../src/protocol/plan.ts';
import { resolveScope } from '../../src/workspace/scope/resolveScope.ts';
import type { ScopeRequest } from '../../src/workspace/scope/scopeRequest.ts';
import { root } from '../golden/plans/shippedLibrary.ts';

/** `self` is this repository; the others are packages that it installs, in the form in which their authors wrote them. */
export const workspaceNames = ['self', 'ws', 'commander', 'mocha', 'jsonwebtoken'] as const;
export type WorkspaceName = (typeof workspaceNames)[number];

const known = new Map<string, Promise<ScopeFacts>>();

/**
 * Facts of a whole workspace, or of the files that `glob` matches. A package is copied out of `node_modules` first, where nothing
 * would be looked at.
 */
export function factsOf(name: WorkspaceName, brief = '', glob?: string): Promise<ScopeFacts> {
  const key = JSON.stringify([name, brief, glob]);
  const facts = known.get(key) ?? resolveWorkspace(name, brief, glob);
  known.set(key, facts);
  return facts;
}

async function resolveWorkspace(name: WorkspaceName, brief: string, glob: string | undefined): Promise<ScopeFacts> {
  const request: ScopeRequest = glob === undefined ? { kind: 'workspace' } : { kind: 'path', globs: [glob] };
  const options = { briefSymptoms: brief };
  const signal = new AbortController().signal;
  if (name === 'self') return resolveScope(request, { root, ...options }, signal);
  const source = await realpath(join(root, 'node_modules', name));
  const folder = await mkdtemp(join(tmpdir(), 'boo-roster-'));
  try {
    const copy = join(folder, name);
    await cp(source, copy, {
      recursive: true,
      filter: (path) => !relative(source, path).split(/[\\/]/).includes('node_modules'),
    });
    return await resolveScope(request, { root: copy, ...options }, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
