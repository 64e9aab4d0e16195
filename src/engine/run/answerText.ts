import type { AgentEvent } from '../../protocol/agentEvent.ts';

/**
 * Collects the text of one turn. A `rewind` withdraws what was said since the last tool call, because the
 * backend is about to say it again.
 */
export class AnswerText {
  private settled = '';
  private open = '';

  add(event: AgentEvent): void {
    if (event.type === 'text') this.open += event.text;
    else if (event.type === 'rewind') this.open = '';
    else if (event.type === 'tool_call') {
      this.settled += this.open === '' ? '' : `${this.open}\n\n`;
      this.open = '';
    }
  }

  get text(): string {
    return this.settled + this.open;
  }
}
