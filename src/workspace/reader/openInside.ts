import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readlink, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { relativePathProblem } from '../relativePath.ts';

export type ReadFailure = 'bad-path' | 'missing' | 'outside' | 'not-regular' | 'too-large' | 'unreadable';

export type ReadResult =
  | { readonly ok: true; readonly bytes: Buffer }
  | { readonly ok: false; readonly why: ReadFailure; readonly reason: string };

/** Identity of a file's content for caches: changes whenever the content may have changed. */
export interface FileStamp {
  readonly size: number;
  readonly key: string;
}

export interface OpenFile {
  readonly handle: FileHandle;
  readonly stamp: FileStamp;
}

type Opened = { readonly ok: true; readonly file: OpenFile } | Extract<ReadResult, { ok: false }>;

/**
 * Opens a workspace file for reading and proves, on the open handle, that it is a regular file inside `root` (a real,
 * absolute path). Links inside the workspace are followed; a link that leaves it is refused even when it is swapped in
 * between check and open. O_NONBLOCK keeps a FIFO from hanging. Hard links cannot be told apart. The caller closes the handle.
 */
export async function openInside(root: string, path: string): Promise<Opened> {
  const problem = relativePathProblem(path);
  if (problem !== null) return { ok: false, why: 'bad-path', reason: problem };
  const full = join(root, path);
  let handle: FileHandle | null = null;
  try {
    // Looked at before opening, because opening alone can have effects on a device; proven again on the handle.
    const real = await realpath(full);
    if (!real.startsWith(below(root)))
      return { ok: false, why: 'outside', reason: 'a link leads out of the workspace' };
    handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK | (constants.O_NOCTTY ?? 0));
    const stat = await handle.stat({ bigint: true });
    if (!stat.isFile()) return await refuse(handle, 'not-regular', 'not a regular file');
    if (!(await provenInside(root, full, handle)))
      return await refuse(handle, 'outside', 'a link leads out of the workspace');
    const key = `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeNs}:${stat.ctimeNs}`;
    return { ok: true, file: { handle, stamp: { size: Number(stat.size), key } } };
  } catch (error) {
    await handle?.close();
    return fromSystem(error);
  }
}

/** Reads a workspace file of at most `maxBytes`. A file that grows beyond it while being read is refused too. */
export async function readInside(root: string, path: string, maxBytes: number): Promise<ReadResult> {
  const opened = await openInside(root, path);
  if (!opened.ok) return opened;
  const { handle, stamp } = opened.file;
  try {
    return await readHandle(handle, stamp.size, maxBytes);
  } catch (error) {
    return fromSystem(error);
  } finally {
    await handle.close();
  }
}

/** Reads an open file to its end, at most `maxBytes`. `size` is the size it had when it was opened. */
export async function readHandle(handle: FileHandle, size: number, maxBytes: number): Promise<ReadResult> {
  if (size > maxBytes) return tooLarge(maxBytes);
  const buffer = Buffer.allocUnsafe(size + 1);
  let used = 0;
  while (used < buffer.length) {
    const { bytesRead } = await handle.read(buffer, used, buffer.length - used, used);
    if (bytesRead === 0) return { ok: true, bytes: buffer.subarray(0, used) };
    used += bytesRead;
  }
  return { ok: false, why: 'unreadable', reason: 'the file grew while it was read' };
}

function tooLarge(maxBytes: number): ReadResult {
  return { ok: false, why: 'too-large', reason: `larger than ${formatBytes(maxBytes)}` };
}

export function formatBytes(bytes: number): string {
  if (bytes >= 1024 * 1024) return `${Number((bytes / 1024 / 1024).toFixed(1))} MiB`;
  return bytes >= 1024 ? `${Number((bytes / 1024).toFixed(1))} KiB` : `${bytes} bytes`;
}

function below(root: string): string {
  return root.endsWith(sep) ? root : root + sep;
}

async function provenInside(root: string, full: string, handle: FileHandle): Promise<boolean> {
  const prefix = below(root);
  if (process.platform === 'linux') {
    const real = await readlink(`/proc/self/fd/${handle.fd}`).catch(() => null);
    if (real !== null) return real.startsWith(prefix);
  }
  const real = await realpath(full);
  if (!real.startsWith(prefix)) return false;
  // Without /proc: the handle must be the file that the real path names now.
  const [here, there] = [await handle.stat({ bigint: true }), await lstat(real, { bigint: true })];
  return here.ino === there.ino && here.dev === there.dev;
}

async function refuse(handle: FileHandle, why: ReadFailure, reason: string): Promise<Opened> {
  await handle.close();
  return { ok: false, why, reason };
}

function fromSystem(error: unknown): Extract<ReadResult, { ok: false }> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { ok: false, why: 'missing', reason: 'no such file' };
  if (code === 'ELOOP') return { ok: false, why: 'outside', reason: 'a link leads in a circle' };
  if (code === 'ENXIO' || code === 'EISDIR') return { ok: false, why: 'not-regular', reason: 'not a regular file' };
  return { ok: false, why: 'unreadable', reason: `cannot be read (${code})` };
}
