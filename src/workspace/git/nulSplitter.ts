/**
 * Splits a byte stream at NUL into strings. A record longer than `maxBytes` is delivered as an empty string.
 * Bytes that are not UTF-8 become U+FFFD, which later checks recognise.
 */
export class NulSplitter {
  private pending: Buffer = Buffer.alloc(0);
  private skipping = false;
  private readonly onRecord: (record: string) => void;
  private readonly maxBytes: number;

  constructor(onRecord: (record: string) => void, maxBytes = 16 * 1024) {
    this.onRecord = onRecord;
    this.maxBytes = maxBytes;
  }

  push(chunk: Buffer): void {
    const data = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    let start = 0;
    for (let end = data.indexOf(0, start); end >= 0; end = data.indexOf(0, start)) {
      this.deliver(data.subarray(start, end));
      start = end + 1;
    }
    const rest = data.subarray(start);
    if (rest.length > this.maxBytes) this.skipping = true;
    this.pending = this.skipping ? Buffer.alloc(0) : Buffer.from(rest);
  }

  /** Delivers an unterminated last record, if any. */
  end(): void {
    if (this.pending.length > 0) this.deliver(this.pending);
    this.pending = Buffer.alloc(0);
  }

  private deliver(record: Buffer): void {
    const tooLong = this.skipping || record.length > this.maxBytes;
    this.skipping = false;
    this.onRecord(tooLong ? '' : record.toString('utf8'));
  }
}
