import type { AnswerReply, ModelRequest, Reply, ScriptedToolCall } from './types.ts';

type Extra = Omit<AnswerReply, 'kind' | 'text' | 'toolCalls'>;

export function say(text: string, extra: Extra = {}): Reply {
  return { kind: 'answer', text, ...extra };
}

export function call(...toolCalls: ScriptedToolCall[]): Reply {
  return { kind: 'answer', toolCalls };
}

export function fail(status: number, message: string, headers: Record<string, string> = {}): Reply {
  return { kind: 'status', status, body: { error: { message, type: 'scripted', code: String(status) } }, headers };
}

/** The step that a prompt belongs to: its line `Step: <id>` in the earliest user message that has one, else null. */
export function stepOf(request: ModelRequest): string | null {
  for (const message of request.body.messages) {
    if (message.role !== 'user') continue;
    const found = /^Step: ([a-z0-9][a-z0-9-]{0,63})\s*$/m.exec(message.content);
    if (found?.[1] !== undefined) return found[1];
  }
  return null;
}

/** Results of tool calls that the conversation holds so far, oldest first. */
export function toolResults(request: ModelRequest): string[] {
  return request.body.messages.filter((message) => message.role === 'tool').map((message) => message.content);
}

/** Text of the last user message. */
export function lastUserText(request: ModelRequest): string {
  return request.body.messages.findLast((message) => message.role === 'user')?.content ?? '';
}

/** Number of assistant messages so far: 0 for the first request of a conversation. */
export function turnOf(request: ModelRequest): number {
  return request.body.messages.filter((message) => message.role === 'assistant').length;
}
