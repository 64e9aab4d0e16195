import { assertNever } from '../../base/assertNever.ts';
import type { AgentEvent } from '../../protocol/agentEvent.ts';
import { BooError } from '../../protocol/errors.ts';
import type { AcpUpdate } from './acpWire.ts';
import { AnswerGate } from './answerGate.ts';
import { allowedTools } from './allowedTools.ts';
import { toolCallEvent, toolUpdateEvent } from './toolEvents.ts';

type ToolUpdate = Extract<AcpUpdate, { sessionUpdate: 'tool_call' | 'tool_call_update' }>;

interface KnownCall {
  name: string;
  /** Whether its `tool_call` event is out. qwen announces a call before its arguments are there. */
  shown: boolean;
}

/** Turns ACP session updates of one turn into events. */
export class AcpMapper {
  private readonly workspace: string;
  private readonly calls = new Map<string, KnownCall>();
  private readonly refused = new Set<string>();
  private readonly gate = new AnswerGate();

  constructor(workspace: string) {
    this.workspace = workspace;
  }

  get hasAnswer(): boolean {
    return this.gate.hasAnswer;
  }

  /** A permission request came and was refused. */
  refuse(call: Pick<ToolUpdate, 'toolCallId' | 'rawInput' | '_meta'>): AgentEvent[] {
    this.refused.add(call.toolCallId);
    return this.show(call);
  }

  /** Throws BooError('readonly_violation') when a tool that is not allowed has run, or plan mode was left. */
  map(update: AcpUpdate): AgentEvent[] {
    switch (update.sessionUpdate) {
      case 'agent_message_chunk':
        return this.message(update);
      case 'agent_thought_chunk':
        return update.content.text === '' ? [] : [{ type: 'reasoning', text: update.content.text }];
      case 'tool_call':
      case 'tool_call_update':
        return this.tool(update);
      case 'current_mode_update':
        if (update.currentModeId === 'plan') return [];
        throw new BooError('readonly_violation', `qwen left plan mode for ${update.currentModeId}.`);
      default:
        return assertNever(update);
    }
  }

  private message(update: Extract<AcpUpdate, { sessionUpdate: 'agent_message_chunk' }>): AgentEvent[] {
    const events: AgentEvent[] = [];
    const usage = update._meta?.usage;
    // The usage comes with an empty chunk at the end of a model turn.
    const text = this.gate.push(update.content.text) + (usage === undefined ? '' : this.gate.endBlock());
    if (text !== '') events.push({ type: 'text', text });
    if (usage !== undefined) {
      events.push({ type: 'usage', usage: { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens } });
    }
    return events;
  }

  private tool(update: ToolUpdate): AgentEvent[] {
    const ended = update.status === 'completed' || update.status === 'failed';
    const hasInput = Object.keys(update.rawInput ?? {}).length > 0;
    const name = this.nameOf(update);
    const rest = this.gate.endBlock();
    const events: AgentEvent[] = rest === '' ? [] : [{ type: 'text', text: rest }];
    if (hasInput || ended) events.push(...this.show(update));
    if (!ended) return events;
    this.gate.toolEnded();
    if (update.status === 'completed' && !allowedTools.has(name)) {
      throw new BooError('readonly_violation', `qwen ran the tool ${name || '(unknown)'}, which is not allowed.`);
    }
    if (update.status === 'completed')
      return [...events, toolUpdateEvent(update.toolCallId, 'completed', update.content)];
    const blocked = this.refused.has(update.toolCallId) || !allowedTools.has(name);
    return [...events, toolUpdateEvent(update.toolCallId, blocked ? 'blocked' : 'failed', update.content)];
  }

  private show(call: Pick<ToolUpdate, 'toolCallId' | 'rawInput' | '_meta'>): AgentEvent[] {
    const name = this.nameOf(call);
    const known = this.calls.get(call.toolCallId);
    if (known?.shown === true) return [];
    this.calls.set(call.toolCallId, { name, shown: true });
    return [toolCallEvent(call.toolCallId, name, call.rawInput ?? {}, this.workspace)];
  }

  private nameOf(call: Pick<ToolUpdate, 'toolCallId' | '_meta'>): string {
    const known = this.calls.get(call.toolCallId);
    if (known !== undefined) return known.name;
    const name = call._meta?.toolName ?? '';
    if (name !== '') this.calls.set(call.toolCallId, { name, shown: false });
    return name;
  }
}
