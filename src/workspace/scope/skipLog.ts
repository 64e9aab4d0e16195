import type { ScopeFacts } from '../../protocol/plan.ts';
import { vendoredFolder } from '../listing/vendoredFolders.ts';
import { comparePaths } from '../relativePath.ts';
import { type SkipKind, skipReasons } from './skipRules.ts';

interface Entry {
  readonly path: string;
  readonly kind: SkipKind;
  readonly reason: string;
  count: number;
}

const kinds = Object.keys(skipReasons);

/** Collects what a scope leaves out. Files of one vendored folder become one entry with their number. */
export class SkipLog {
  private readonly entries = new Map<string, Entry>();
  private total = 0;

  /** `detail` replaces the standard wording. A path that ends in `/` is a folder whose files were not counted. */
  add(path: string, kind: SkipKind, detail?: string): void {
    const folder = kind === 'vendored' && !path.endsWith('/') ? vendoredFolder(path) : null;
    const shown = folder ?? path;
    const known = this.entries.get(shown);
    if (known === undefined) {
      this.entries.set(shown, { path: shown, kind, reason: detail ?? skipReasons[kind], count: 1 });
    } else if (folder !== null) {
      known.count++;
    } else {
      return;
    }
    this.total++;
  }

  /** Files (and folders not entered) left out so far. */
  get size(): number {
    return this.total;
  }

  /** How many entries there are of each kind, most frequent first, for messages: "3 vendored or output folder, 1 binary". */
  summary(): string {
    const counts = new Map<string, number>();
    for (const { kind, count } of this.entries.values())
      counts.set(skipReasons[kind], (counts.get(skipReasons[kind]) ?? 0) + count);
    const sorted = [...counts].sort((a, b) => b[1] - a[1] || comparePaths(a[0], b[0]));
    return sorted.map(([reason, count]) => `${count} ${reason}`).join(', ');
  }

  /** At most `limit` entries in path order; when cut, the kinds a reader must know about stay. */
  list(limit: number): ScopeFacts['skipped'] {
    const byImportance = [...this.entries.values()].sort(
      (a, b) => kinds.indexOf(a.kind) - kinds.indexOf(b.kind) || comparePaths(a.path, b.path),
    );
    return byImportance
      .slice(0, limit)
      .sort((a, b) => comparePaths(a.path, b.path))
      .map(({ path, reason, count }) => ({ path, reason: count > 1 ? `${reason} (${count} files)` : reason }));
  }
}
