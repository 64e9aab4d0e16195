import { assertNever } from '../../base/assertNever.ts';
import type { AgentEvent } from '../../protocol/agentEvent.ts';
import { BooError } from '../../protocol/errors.ts';
import { AnswerGate } from './answerGate.ts';
import { allowedTools } from './allowedTools.ts';
import type { StreamLine } from './streamWire.ts';
import { toolCallEvent, toolUpdateEvent } from './toolEvents.ts';

/** Provider retries in a row that brought no text, reasoning or tool call, after which the answer counts as empty. */
const maxEmptyRetries = 2;

/**
 * Turns the lines of one turn into events. Text comes from deltas; the complete `assistant` line that follows repeats it
 * and is used only where no delta came.
 */
export class TurnMapper {
  private readonly workspace: string;
  private readonly toolNames = new Map<string, string>();
  private readonly denied = new Set<string>();
  private readonly gate = new AnswerGate();
  private readonly streamed = { text: false, reasoning: false };
  private emptyRetries = 0;

  constructor(workspace: string) {
    this.workspace = workspace;
  }

  get hasAnswer(): boolean {
    return this.gate.hasAnswer;
  }

  /** Notes that the permission request of this call was refused, so that its result is shown as blocked. */
  refuse(callId: string): void {
    this.denied.add(callId);
  }

  /** Events of one line, in order. Throws a BooError when the line shows that the turn must not go on. */
  map(line: StreamLine): AgentEvent[] {
    switch (line.type) {
      case 'system':
        return line.subtype === 'retry' ? this.retry(line.data) : [];
      case 'stream_event':
        if (isNested(line)) return [];
        return line.event.type === 'content_block_stop' ? this.endBlock() : this.delta(line.event.delta);
      case 'assistant':
        return isNested(line) ? [] : this.assistant(line.message);
      case 'user':
        return isNested(line) ? [] : line.message.content.map((result) => this.toolResult(result));
      case 'result':
      case 'control_request':
      case 'control_response':
        return [];
      default:
        return assertNever(line);
    }
  }

  private delta(
    delta: { type: 'text_delta'; text: string } | { type: 'thinking_delta'; thinking: string },
  ): AgentEvent[] {
    if (delta.type === 'thinking_delta') {
      this.streamed.reasoning = true;
      this.emptyRetries = 0;
      return delta.thinking === '' ? [] : [{ type: 'reasoning', text: delta.thinking }];
    }
    this.streamed.text = true;
    return this.emit(this.gate.push(delta.text));
  }

  private endBlock(): AgentEvent[] {
    return this.emit(this.gate.endBlock());
  }

  private emit(text: string): AgentEvent[] {
    if (text === '') return [];
    this.emptyRetries = 0;
    return [{ type: 'text', text }];
  }

  private assistant(message: Extract<StreamLine, { type: 'assistant' }>['message']): AgentEvent[] {
    const events = this.endBlock();
    for (const block of message.content) {
      switch (block.type) {
        case 'text':
          if (!this.streamed.text) events.push(...this.emit(this.gate.push(block.text)), ...this.endBlock());
          this.streamed.text = false;
          break;
        case 'thinking':
          if (!this.streamed.reasoning && block.thinking !== '')
            events.push({ type: 'reasoning', text: block.thinking });
          this.streamed.reasoning = false;
          break;
        case 'tool_use':
          this.toolNames.set(block.id, block.name);
          this.emptyRetries = 0;
          events.push(toolCallEvent(block.id, block.name, block.input, this.workspace));
          break;
        default:
          assertNever(block);
      }
    }
    const usage = message.usage;
    if (usage !== null && usage !== undefined && usage.input_tokens + usage.output_tokens > 0) {
      events.push({ type: 'usage', usage: { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens } });
    }
    return events;
  }

  private toolResult(result: { tool_use_id: string; is_error: boolean; content: string }): AgentEvent {
    const id = result.tool_use_id;
    const name = this.toolNames.get(id) ?? '';
    this.gate.toolEnded();
    if (!result.is_error && !allowedTools.has(name)) {
      throw new BooError('readonly_violation', `qwen ran the tool ${name || '(unknown)'}, which is not allowed.`);
    }
    if (!result.is_error) return toolUpdateEvent(id, 'completed', result.content);
    if (/^Skipped because the provider attempt was retried/.test(result.content)) {
      return toolUpdateEvent(id, 'cancelled', '');
    }
    const blocked = this.denied.has(id) || !allowedTools.has(name);
    return toolUpdateEvent(id, blocked ? 'blocked' : 'failed', result.content);
  }

  private retry(data: { preserveText: boolean; discardedToolCalls: number }): AgentEvent[] {
    this.endBlock();
    if (data.preserveText) return [{ type: 'notice', level: 'info', text: 'The answer broke off; qwen continues it.' }];
    this.streamed.text = false;
    this.streamed.reasoning = false;
    this.gate.toolEnded();
    if (data.discardedToolCalls === 0) this.emptyRetries += 1;
    if (this.emptyRetries > maxEmptyRetries) {
      throw new BooError('model_empty_answer', 'The model repeatedly ended its answer without any text.');
    }
    return [{ type: 'rewind', reason: 'qwen repeats the request' }];
  }
}

function isNested(line: { parent_tool_use_id?: string | null | undefined }): boolean {
  return line.parent_tool_use_id !== null && line.parent_tool_use_id !== undefined;
}
