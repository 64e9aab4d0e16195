const errorPrefix = '[API Error';

/**
 * Lets answer text through, except a block that begins with `[API Error`: qwen reports failures as answer text too, and
 * such text must never become part of an answer. The first characters of a block are held back until they decide it.
 * Also knows whether an answer has come since the last tool result.
 */
export class AnswerGate {
  private block = '';
  private open = false;
  private answered = false;

  /** Whether text other than white space was let through since `toolEnded`. Text before a tool call is no answer. */
  get hasAnswer(): boolean {
    return this.answered;
  }

  /** Takes the next piece of the block; returns what may be shown now. */
  push(text: string): string {
    if (this.open) return this.pass(text);
    this.block += text;
    if (errorPrefix.startsWith(this.block) || this.block.startsWith(errorPrefix)) return '';
    this.open = true;
    return this.pass(this.block);
  }

  /** Ends the block; returns what was held back without need. */
  endBlock(): string {
    const rest = this.open || this.block.startsWith(errorPrefix) ? '' : this.block;
    this.block = '';
    this.open = false;
    return this.pass(rest);
  }

  toolEnded(): void {
    this.answered = false;
  }

  private pass(text: string): string {
    if (text.trim() !== '') this.answered = true;
    return text;
  }
}
