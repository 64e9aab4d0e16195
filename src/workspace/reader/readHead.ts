import { lstat } from 'node:fs/promises';
import { join } from 'node:path';
import { relativePathProblem } from '../relativePath.ts';
import { decodeText } from './decodeText.ts';
import { openInside } from './openInside.ts';

/**
 * The first `maxBytes` of a text file inside `root` (a real path), cut after the last complete line, or null when it is
 * no readable UTF-8 text. Links are not followed: what they lead to has its own path.
 */
export async function readHead(root: string, path: string, maxBytes: number): Promise<string | null> {
  if (relativePathProblem(path) !== null) return null;
  const entry = await lstat(join(root, path)).catch(() => null);
  if (entry?.isFile() !== true) return null;
  const opened = await openInside(root, path);
  if (!opened.ok) return null;
  const { handle, stamp } = opened.file;
  try {
    const buffer = Buffer.alloc(Math.min(stamp.size, maxBytes));
    let used = 0;
    while (used < buffer.length) {
      const { bytesRead } = await handle.read(buffer, used, buffer.length - used, used);
      if (bytesRead === 0) break;
      used += bytesRead;
    }
    const read = buffer.subarray(0, used);
    const decoded = decodeText(stamp.size > maxBytes ? read.subarray(0, read.lastIndexOf(10) + 1) : read);
    return decoded.ok ? decoded.text : null;
  } catch {
    return null;
  } finally {
    await handle.close();
  }
}
