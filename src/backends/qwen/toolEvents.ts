import { isAbsolute, relative, sep } from 'node:path';
import { z } from 'zod';
import type { AgentEvent, ToolKind, ToolStatus } from '../../protocol/agentEvent.ts';

/** Bounds of what a tool event carries, in characters. */
const maxInput = 8 * 1024;
const maxOutput = 64 * 1024;
const maxTitle = 300;

const argumentsSchema = z.looseObject({
  file_path: z.string().optional().catch(undefined),
  path: z.string().optional().catch(undefined),
  pattern: z.string().optional().catch(undefined),
  offset: z.number().nullish().catch(undefined),
  limit: z.number().nullish().catch(undefined),
});

const kinds: Readonly<Record<string, ToolKind>> = {
  read_file: 'read',
  grep_search: 'search',
  glob: 'list',
  list_directory: 'list',
};

/** A tool call of the model as an event. `input` is whatever the model gave; it is shown, never acted on. */
export function toolCallEvent(callId: string, name: string, input: unknown, workspace: string): AgentEvent {
  const args = argumentsSchema.safeParse(input).data ?? {};
  const place = args.file_path ?? args.path;
  const path = place === undefined ? null : workspacePath(place, workspace);
  const shown = path ?? place ?? '';
  const title =
    args.pattern === undefined ? rangeTitle(shown, args) : `${args.pattern}${shown === '' ? '' : ` in ${shown}`}`;
  return {
    type: 'tool_call',
    callId: callId.slice(0, 200),
    name: name.slice(0, 100),
    kind: kinds[name] ?? 'other',
    title: (title === '' ? name : title).slice(0, maxTitle),
    ...(path === null || name !== 'read_file' ? {} : { path }),
    input: cut(JSON.stringify(input ?? {}), maxInput),
  };
}

export function toolUpdateEvent(callId: string, status: ToolStatus, output: string): AgentEvent {
  const text = cut(output, maxOutput);
  const isError = status === 'failed' || status === 'blocked';
  return {
    type: 'tool_update',
    callId: callId.slice(0, 200),
    status,
    ...(text === '' ? {} : { [isError ? 'error' : 'output']: text }),
  };
}

/** Workspace-relative with `/`, or null for a path outside. Compared by text; whether it may be read is qwen's check. */
export function workspacePath(path: string, workspace: string): string | null {
  if (!isAbsolute(path)) return null;
  const way = relative(workspace, path);
  if (way === '' || way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way)) return null;
  return way.split(sep).join('/');
}

function rangeTitle(
  shown: string,
  args: { offset?: number | null | undefined; limit?: number | null | undefined },
): string {
  if (args.offset === undefined || args.offset === null) return shown;
  const last = args.limit === undefined || args.limit === null ? '' : String(args.offset + args.limit);
  return `${shown}:${args.offset + 1}-${last}`;
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max)}\n[cut after ${max} characters]`;
}
