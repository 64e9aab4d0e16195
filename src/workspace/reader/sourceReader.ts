import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import type { SourceFile, SourceReader } from '../../engine/ports/SourceReader.ts';
import { decodeText, splitLines } from './decodeText.ts';
import { openInside, readHandle } from './openInside.ts';

export interface SourceReaderOptions {
  /** Larger files are refused. Default 8 MiB. */
  readonly maxBytes?: number;
  /** Content kept for repeated reads, measured in file bytes. Default 32 MiB. */
  readonly cacheBytes?: number;
}

interface Cached {
  readonly key: string;
  readonly size: number;
  readonly file: SourceFile;
}

/**
 * Reads text files below `root` (absolute path) for the citation check. Never throws: whatever cannot be read is
 * answered with `ok: false` and a reason. A cached file is used again only while its identity, size and times are the same.
 */
export function createSourceReader(root: string, options: SourceReaderOptions = {}): SourceReader {
  const maxBytes = options.maxBytes ?? 8 * 1024 * 1024;
  const cache = new ByteCache(options.cacheBytes ?? 32 * 1024 * 1024);
  let realRoot: Promise<string> | null = null;

  const load = async (path: string): Promise<SourceFile> => {
    realRoot ??= realpath(root);
    const opened = await openInside(await realRoot, path);
    if (!opened.ok) return { ok: false, path, reason: opened.reason };
    const { handle, stamp } = opened.file;
    try {
      const hit = cache.get(path, stamp.key);
      if (hit !== null) return hit;
      const read = await readHandle(handle, stamp.size, maxBytes);
      if (!read.ok) return { ok: false, path, reason: read.reason };
      const file = toSourceFile(path, read.bytes);
      cache.set(path, { key: stamp.key, size: stamp.size, file });
      return file;
    } finally {
      await handle.close();
    }
  };
  return {
    async read(path) {
      try {
        return await load(path);
      } catch (error) {
        return { ok: false, path, reason: error instanceof Error ? error.message : 'cannot be read' };
      }
    },
  };
}

function toSourceFile(path: string, bytes: Buffer): SourceFile {
  const decoded = decodeText(bytes);
  if (!decoded.ok) return { ok: false, path, reason: decoded.reason };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ok: true, path, lines: splitLines(decoded.text), sha256 };
}

/** Least recently used entries leave first, so that the sizes of what is kept never exceed `capacity`. */
class ByteCache {
  private readonly entries = new Map<string, Cached>();
  private used = 0;
  private readonly capacity: number;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get(path: string, key: string): SourceFile | null {
    const entry = this.entries.get(path);
    if (entry === undefined) return null;
    this.remove(path, entry);
    if (entry.key !== key) return null;
    this.add(path, entry);
    return entry.file;
  }

  set(path: string, entry: Cached): void {
    const old = this.entries.get(path);
    if (old !== undefined) this.remove(path, old);
    if (entry.size > this.capacity) return;
    this.add(path, entry);
    for (const [oldest, value] of this.entries) {
      if (this.used <= this.capacity) break;
      this.remove(oldest, value);
    }
  }

  private add(path: string, entry: Cached): void {
    this.entries.set(path, entry);
    this.used += entry.size;
  }

  private remove(path: string, entry: Cached): void {
    this.entries.delete(path);
    this.used -= entry.size;
  }
}
