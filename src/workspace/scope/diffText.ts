import type { PatchSection } from '../git/patchParser.ts';
import { comparePaths } from '../relativePath.ts';

/** Unified diff of a scope for prompts and the report, in UTF-16 units (close enough to bytes for a bound). */
export const maxDiffChars = 256 * 1024;

/** Collects the sections of files in scope up to the bound. Files that are left out do not appear, not even in part. */
export class DiffText {
  private readonly sections = new Map<string, string>();
  private stored = 0;

  add(section: PatchSection): void {
    if (section.path === null) return;
    const lines = section.cut ? [...section.lines, '[the rest of this file is not shown]'] : section.lines;
    this.store(section.path, lines.join('\n'));
  }

  /** An untracked file as git would show it when added. */
  addWhole(path: string, lines: readonly string[]): void {
    const name = JSON.stringify(path) === `"${path}"` ? path : JSON.stringify(path);
    const head = [
      `diff --git a/${name} b/${name}`,
      'new file',
      '--- /dev/null',
      `+++ b/${name}`,
      `@@ -0,0 +1,${lines.length} @@`,
    ];
    let chars = 0;
    const shown: string[] = [];
    for (const line of lines) {
      chars += line.length + 2;
      if (chars > maxDiffChars) break;
      shown.push(`+${line}`);
    }
    this.store(path, [...head, ...shown].join('\n'));
  }

  /** Far beyond the bound only the name is kept, so memory does not grow with the size of the change. */
  private store(path: string, text: string): void {
    const kept = this.stored > 4 * maxDiffChars ? `[diff of ${JSON.stringify(path)} not shown]` : text;
    this.stored += kept.length;
    this.sections.set(path, kept);
  }

  /**
   * The sections of `included` paths in path order; from the first that does not fit on, only a closing note says how
   * many are missing.
   */
  text(included: ReadonlySet<string>): string {
    const parts: string[] = [];
    let chars = 0;
    const ordered = [...this.sections].filter(([path]) => included.has(path)).sort((a, b) => comparePaths(a[0], b[0]));
    for (const [index, [, text]] of ordered.entries()) {
      if (chars + text.length > maxDiffChars) {
        const room = maxDiffChars - chars;
        if (room > 2000) parts.push(text.slice(0, text.lastIndexOf('\n', room)));
        parts.push(
          `[diff cut at ${maxDiffChars / 1024} KB: ${ordered.length - index} of ${ordered.length} files not shown in full]`,
        );
        break;
      }
      parts.push(text);
      chars += text.length + 1;
    }
    return parts.length === 0 ? '' : `${parts.join('\n')}\n`;
  }
}
