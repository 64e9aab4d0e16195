import type { ScopeFile, SignalHit } from '../../protocol/plan.ts';
import { firstTextLine, scanFile } from './fileScan.ts';
import { HitCollector } from './hitCollector.ts';
import { ModuleShape } from './moduleShape.ts';

export interface SignalScan {
  /** Strongest first within each signal; at most 20 for each. */
  readonly hits: SignalHit[];
  /** All hits of each signal that fired. */
  readonly counts: Record<string, number>;
}

const maxHitText = 300;

/**
 * Scans files one at a time. Deterministic: the result depends only on paths, contents and ranges, not on the order of
 * calls. Hits outside `ranges` of a file that has them are kept too, ranked below all hits inside.
 */
export class SignalScanner {
  private readonly collector = new HitCollector();
  private readonly modules = new ModuleShape();

  /** `lines` without terminators. */
  add(file: ScopeFile, lines: readonly string[]): void {
    if (file.change === 'deleted') return;
    const isChanged = (line: number): boolean =>
      file.ranges?.some(([start, end]) => line >= start && line <= end) ?? true;
    scanFile(file, lines, (signal, index, weight) => {
      this.collector.add(toHit(signal, file.path, index, lines[index] ?? ''), weight, isChanged(index + 1));
    });
    this.modules.add(file, lines, firstTextLine(lines), isChanged);
  }

  /** A hit that does not come from a file in scope: a documentation folder, the brief. */
  addOutside(hit: SignalHit, weight: number): void {
    this.collector.add(hit, weight, true);
  }

  result(): SignalScan {
    for (const { path, index, text, weight } of this.modules.hits()) {
      this.collector.add(toHit('new-module', path, index, text), weight, true);
    }
    return this.collector.result();
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
