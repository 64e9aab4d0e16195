import type { ScopeFile, SignalHit } from '../../protocol/plan.ts';
import { firstTextLine, scanFile } from './fileScan.ts';
import { HitCollector } from './hitCollector.ts';
import { isExamplePath, isProductSource } from './language.ts';
import { ModuleShape } from './moduleShape.ts';
import { strongWeight } from './signalRule.ts';

export interface SignalScan {
  /** Strongest first within each signal; at most 20 for each. */
  readonly hits: SignalHit[];
  /** All hits of each signal that fired. */
  readonly counts: Record<string, number>;
}

const maxHitText = 300;

/** What is known about files from elsewhere. Paths are workspace-relative. */
export interface FileMarks {
  /** Changed often: each raises `churn` once. */
  readonly often: ReadonlySet<string>;
  /** Published by a package: each line that exports something raises `api`. */
  readonly published: ReadonlySet<string>;
  /** What the brief names: hits in these files are kept before all others. Empty: no file comes first. */
  readonly named?: ReadonlySet<string>;
}

const exportLine = /^(?:export\b|module\.exports\b|exports\.\w)/;

/** What is gathered from files that count alike. */
class Track {
  readonly collector = new HitCollector();
  readonly modules = new ModuleShape();
}

/**
 * Scans files one at a time. Deterministic: the result depends only on paths, contents and ranges, not on the order of
 * calls. Hits outside `ranges` of a file that has them are kept too, ranked below all hits inside.
 */
export class SignalScanner {
  private readonly main = new Track();
  /** Hits of examples and samples in a scope that is no change: they count only when there is no other source. */
  private readonly examples = new Track();
  private hasProduct = false;
  private readonly marks: FileMarks;

  constructor(marks: FileMarks = { often: new Set(), published: new Set() }) {
    this.marks = marks;
  }

  /** `lines` without terminators. */
  add(file: ScopeFile, lines: readonly string[]): void {
    if (file.change === 'deleted') return;
    const isChanged = (line: number): boolean =>
      file.ranges?.some(([start, end]) => line >= start && line <= end) ?? true;
    const { named } = this.marks;
    const first = named === undefined || named.size === 0 || named.has(file.path);
    const example = file.change === undefined && file.ranges === undefined && isExamplePath(file.path);
    this.hasProduct ||= !example && isProductSource(file.path);
    const { collector, modules } = example ? this.examples : this.main;
    scanFile(file, lines, (signal, index, weight) => {
      collector.add(toHit(signal, file.path, index, lines[index] ?? ''), weight, first && isChanged(index + 1));
    });
    if (this.marks.published.has(file.path)) {
      for (const [index, line] of lines.entries()) {
        if (!exportLine.test(line)) continue;
        collector.add(toHit('api', file.path, index, line), strongWeight, first && isChanged(index + 1));
      }
    }
    if (this.marks.often.has(file.path)) {
      // At the first changed line, where a change is looked at: elsewhere it would not count as part of it.
      const index = file.ranges === undefined ? firstTextLine(lines) : (file.ranges[0]?.[0] ?? 1) - 1;
      collector.add(toHit('churn', file.path, index, lines[index] ?? ''), strongWeight, true);
    }
    modules.add(file, lines, firstTextLine(lines), isChanged);
  }

  /** A hit that does not come from a file in scope: a documentation folder, the brief. */
  addOutside(hit: SignalHit): void {
    this.main.collector.add(hit, strongWeight, true);
  }

  result(): SignalScan {
    const { collector } = this.main;
    if (!this.hasProduct) collector.addAll(this.examples.collector);
    const { modules } = this.hasProduct ? this.main : this.examples;
    for (const { path, index, text, weight } of modules.hits()) {
      collector.add(toHit('new-module', path, index, text), weight, true);
    }
    return collector.result();
  }
}

/**
 * Scans files in order. `read` answers with the lines of a file without terminators, or null when it cannot be read now.
 */
export async function scanSignals(
  files: readonly ScopeFile[],
  read: (path: string) => Promise<readonly string[] | null>,
): Promise<SignalScan> {
  const scanner = new SignalScanner();
  for (const file of files) {
    const lines = await read(file.path);
    if (lines !== null) scanner.add(file, lines);
  }
  return scanner.result();
}

function toHit(signal: string, path: string, index: number, text: string): SignalHit {
  return { signal, path, line: index + 1, text: text.trimEnd().slice(0, maxHitText) };
}
