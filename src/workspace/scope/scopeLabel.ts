import type { ScopeRequest } from './scopeRequest.ts';

/** What the scope is, for people: "branch diff against main (12 files)". */
export function scopeLabel(request: ScopeRequest, files: number, baseName: string | null): string {
  const count = `${files} ${files === 1 ? 'file' : 'files'}`;
  switch (request.kind) {
    case 'workspace':
      return `whole workspace (${count})`;
    case 'path':
      return `${shorten(request.globs.join(', '))} (${count})`;
    case 'selection':
      return `lines ${request.startLine}-${request.endLine} of ${shorten(request.path)}`;
    case 'uncommitted':
      return `uncommitted changes (${count})`;
    case 'diff':
      return `branch diff against ${shorten(baseName ?? 'its base')} (${count})`;
  }
}

function shorten(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, ' ');
  return plain.length > 100 ? `${plain.slice(0, 97)}...` : plain;
}
