/**
 * Turns byte chunks into text lines. Keeps partial UTF-8 sequences and partial lines between chunks.
 * A line longer than `maxBytes` is not kept: `onOverflow` is told its length so far, and input is skipped up to the
 * next newline. So memory stays bounded by `maxBytes` whatever the other side sends.
 */
export class LineSplitter {
  private readonly decoder = new TextDecoder('utf-8');
  private pending: Uint8Array[] = [];
  private pendingBytes = 0;
  private skipping = false;
  private readonly onLine: (line: string) => void;
  private readonly maxBytes: number;
  private readonly onOverflow: (bytes: number) => void;

  constructor(onLine: (line: string) => void, maxBytes: number, onOverflow: (bytes: number) => void) {
    this.onLine = onLine;
    this.maxBytes = maxBytes;
    this.onOverflow = onOverflow;
  }

  push(chunk: Uint8Array): void {
    let start = 0;
    for (let end = chunk.indexOf(10, start); end >= 0; end = chunk.indexOf(10, start)) {
      this.take(chunk.subarray(start, end));
      this.finishLine();
      start = end + 1;
    }
    this.take(chunk.subarray(start));
  }

  /** Delivers an unterminated last line, if any. */
  end(): void {
    if (this.pendingBytes > 0) this.finishLine();
  }

  private take(part: Uint8Array): void {
    if (this.skipping || part.length === 0) return;
    this.pendingBytes += part.length;
    if (this.pendingBytes > this.maxBytes) {
      this.onOverflow(this.pendingBytes);
      this.pending = [];
      this.pendingBytes = 0;
      this.skipping = true;
      return;
    }
    this.pending.push(part.slice());
  }

  private finishLine(): void {
    if (this.skipping) {
      this.skipping = false;
      return;
    }
    const bytes = new Uint8Array(this.pendingBytes);
    let at = 0;
    for (const part of this.pending) {
      bytes.set(part, at);
      at += part.length;
    }
    this.pending = [];
    this.pendingBytes = 0;
    const line = this.decoder.decode(bytes);
    this.onLine(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
}
