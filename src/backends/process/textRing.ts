/** Keeps the last `maxChars` characters of what was pushed, so that a chatty process cannot grow memory. */
export class TextRing {
  private text = '';
  private readonly maxChars: number;

  constructor(maxChars: number) {
    this.maxChars = maxChars;
  }

  push(part: string): void {
    this.text = (this.text + part).slice(-this.maxChars);
  }

  toString(): string {
    return this.text;
  }
}
