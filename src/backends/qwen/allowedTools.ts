/** The only tools an agent may have. Both were measured to ask (and are refused) for any path outside the workspace. */
export const allowedTools: ReadonlySet<string> = new Set(['read_file', 'grep_search']);
