/**
 * Follows a growing Markdown text and knows whether its end is a blank line outside a code fence. Each character is
 * looked at once.
 */
export class FenceScanner {
  private line = '';
  private fence: string | null = null;
  private blank = false;

  push(text: string): void {
    const lines = text.split('\n');
    lines.forEach((part, index) => {
      // Only the beginning of a line matters for fences and blankness.
      if (this.line.length < 200) this.line += part.slice(0, 200);
      if (index < lines.length - 1) this.endLine();
    });
  }

  /** The text ends in an empty line, and no code fence is open. */
  get atBlankLine(): boolean {
    return this.fence === null && this.blank && this.line.trim() === '';
  }

  private endLine(): void {
    const line = this.line;
    this.line = '';
    this.blank = line.trim() === '';
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark === undefined) return;
    if (this.fence === null) this.fence = mark;
    else if (mark[0] === this.fence[0] && mark.length >= this.fence.length) this.fence = null;
  }
}
