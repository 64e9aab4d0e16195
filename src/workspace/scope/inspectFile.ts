import { createHash } from 'node:crypto';
import { lstat, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { ScopeFile } from '../../protocol/plan.ts';
import { decodeText, splitLines } from '../reader/decodeText.ts';
import { type ReadFailure, readInside } from '../reader/openInside.ts';
import { relativePathProblem } from '../relativePath.ts';
import type { Candidate } from './candidates.ts';
import { isGeneratedText, isMinified, type SkipKind } from './skipRules.ts';

export type Inspected =
  | { readonly ok: true; readonly file: ScopeFile; readonly lines: readonly string[] }
  | { readonly ok: false; readonly kind: SkipKind; readonly detail?: string };

const failureKind: Readonly<Record<ReadFailure, SkipKind>> = {
  'bad-path': 'badName',
  missing: 'deleted',
  outside: 'outside',
  'not-regular': 'unreadable',
  'too-large': 'tooLarge',
  unreadable: 'unreadable',
};

/** Reads one candidate (at most `maxBytes`) and says what it is, or why it is left out. `root` is a real path. Never throws. */
export async function inspectFile(root: string, candidate: Candidate, maxBytes: number): Promise<Inspected> {
  const odd = await oddEntry(root, candidate);
  if (odd !== null) return odd;
  const read = await readInside(root, candidate.path, maxBytes);
  if (!read.ok)
    return { ok: false, kind: failureKind[read.why], ...(read.why === 'missing' ? {} : { detail: read.reason }) };
  const decoded = decodeText(read.bytes);
  if (!decoded.ok) return { ok: false, kind: decoded.reason === 'binary' ? 'binary' : 'notUtf8' };
  if (!candidate.named && (isGeneratedText(decoded.text) || isMinified(candidate.path, decoded.text)))
    return { ok: false, kind: 'generated' };
  const lines = splitLines(decoded.text);
  const file: ScopeFile = {
    path: candidate.path,
    lines: lines.length,
    bytes: read.bytes.length,
    sha256: createHash('sha256').update(read.bytes).digest('hex'),
    ...(candidate.change === null ? {} : { change: candidate.change }),
  };
  return { ok: true, file, lines };
}

/** What can be told without opening: names, links, folders, size. Null when the entry looks like a readable file. */
async function oddEntry(root: string, { path, named }: Candidate): Promise<Inspected | null> {
  if (path.endsWith('/')) return { ok: false, kind: 'folder' };
  const problem = relativePathProblem(path);
  if (problem !== null) return { ok: false, kind: 'badName', detail: problem };
  const full = join(root, path);
  const stat = await lstat(full).catch(() => null);
  if (stat === null) return null;
  if (stat.isDirectory()) return { ok: false, kind: 'folder' };
  if (!stat.isSymbolicLink() || named) return null;
  const target = await realpath(full).catch(() => null);
  if (target === null) return { ok: false, kind: 'link', detail: 'symbolic link without a target' };
  return { ok: false, kind: target.startsWith(root.endsWith(sep) ? root : root + sep) ? 'link' : 'outside' };
}
