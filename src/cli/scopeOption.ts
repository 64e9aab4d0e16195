import type { ScopeRequest } from '../compose/App.ts';
import { BooError } from '../protocol/errors.ts';

/** `workspace | uncommitted | diff[:BASE] | path:GLOB[,GLOB...]`. Throws BooError('usage'). */
export function parseScope(text: string): ScopeRequest {
  const colon = text.indexOf(':');
  const [kind, rest] = colon < 0 ? [text, undefined] : [text.slice(0, colon), text.slice(colon + 1)];
  if (kind === 'workspace' && rest === undefined) return { kind };
  if (kind === 'uncommitted' && rest === undefined) return { kind };
  if (kind === 'diff' && rest === undefined) return { kind };
  if (kind === 'diff' && rest !== undefined && rest !== '') return { kind, base: rest };
  const globs = (rest ?? '').split(',').filter((glob) => glob !== '');
  if (kind === 'path' && globs.length > 0) return { kind, globs };
  throw new BooError('usage', `"${text}" is not a scope. Write workspace, uncommitted, diff, diff:BASE or path:GLOB.`);
}
