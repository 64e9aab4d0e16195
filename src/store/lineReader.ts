import type { FileHandle } from 'node:fs/promises';

export interface RawLine {
  /** Content without the newline; empty when not intact. */
  readonly bytes: Buffer;
  /** File offset of the first byte. */
  readonly start: number;
  /** File offset behind the newline. */
  readonly end: number;
  /** False for a line that is longer than the bound, or that has no newline. */
  readonly intact: boolean;
}

const CHUNK_BYTES = 256 * 1024;
const NEWLINE = 10;

/**
 * Reads the lines between two offsets, a batch per chunk. At most `maxBytes` of one line are held; a longer line is
 * skipped and given as not intact. The file may grow or shrink meanwhile: what is there is read.
 */
export async function* readLines(
  handle: FileHandle,
  from: number,
  to: number,
  maxBytes: number,
): AsyncGenerator<RawLine[], void> {
  const line = new LineBuffer(from, maxBytes);
  let position = from;
  while (position < to) {
    const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, to - position));
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) break;
    const lines = cutLines(line, chunk.subarray(0, bytesRead), position);
    position += bytesRead;
    if (lines.length > 0) yield lines;
  }
  const rest = line.abandon(position);
  if (rest !== undefined) yield [rest];
}

function cutLines(line: LineBuffer, chunk: Buffer, position: number): RawLine[] {
  const lines: RawLine[] = [];
  let at = 0;
  for (let newline = chunk.indexOf(NEWLINE); newline >= 0; newline = chunk.indexOf(NEWLINE, at)) {
    line.take(chunk.subarray(at, newline));
    at = newline + 1;
    lines.push(line.finish(position + at));
  }
  line.take(chunk.subarray(at));
  return lines;
}

/** Collects the pieces of one line within the bound. */
class LineBuffer {
  private parts: Buffer[] = [];
  private bytes = 0;
  private start: number;
  private readonly maxBytes: number;

  constructor(start: number, maxBytes: number) {
    this.start = start;
    this.maxBytes = maxBytes;
  }

  take(part: Buffer): void {
    if (part.length === 0) return;
    this.bytes += part.length;
    if (this.bytes <= this.maxBytes) this.parts.push(part);
    else this.parts = [];
  }

  finish(end: number): RawLine {
    const intact = this.bytes <= this.maxBytes;
    const [only] = this.parts;
    const bytes = this.parts.length === 1 && only !== undefined ? only : Buffer.concat(this.parts);
    const line = { bytes, start: this.start, end, intact };
    this.parts = [];
    this.bytes = 0;
    this.start = end;
    return line;
  }

  /** The unterminated rest, if there is one. */
  abandon(end: number): RawLine | undefined {
    if (this.bytes === 0) return undefined;
    return { bytes: Buffer.alloc(0), start: this.start, end, intact: false };
  }
}
