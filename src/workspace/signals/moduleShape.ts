import type { ScopeFile } from '../../protocol/plan.ts';
import { isProductSource } from './language.ts';
import { strongWeight } from './signalRule.ts';

export interface ModuleHit {
  readonly path: string;
  readonly index: number;
  readonly text: string;
  readonly weight: number;
}

const importLine =
  /^\s{0,20}(?:import|export)\b.{0,300}["'](\.{1,2}\/[^"']{1,200})["']|\brequire\(\s{0,4}["'](\.{1,2}\/[^"']{1,200})["']\)|^from (\.{1,5}[\w.]{0,100}) import\b/;

/**
 * Raises `new-module`. In a change: new source files, and changed import lines that reach into another folder.
 * Otherwise: one hit for each folder with source when there are at least two.
 */
export class ModuleShape {
  private readonly folders = new Map<string, ModuleHit>();
  private readonly changes: ModuleHit[] = [];
  private isChange = false;

  add(file: ScopeFile, lines: readonly string[], first: number, isChanged: (line: number) => boolean): void {
    if (!isProductSource(file.path)) return;
    const at = (index: number, weight: number): ModuleHit => ({
      path: file.path,
      index,
      text: lines[index] ?? '',
      weight,
    });
    if (file.change === undefined) {
      const folder = file.path.slice(0, Math.max(0, file.path.lastIndexOf('/')));
      if (!this.folders.has(folder)) this.folders.set(folder, at(first, strongWeight));
      return;
    }
    this.isChange = true;
    if (file.change === 'added') this.changes.push(at(first, 6));
    if (file.change === 'renamed') this.changes.push(at(first, strongWeight));
    for (let index = 0; index < Math.min(lines.length, 300); index++) {
      const line = lines[index] ?? '';
      if (line.length > 500 || !isChanged(index + 1)) continue;
      const target = importLine
        .exec(line)
        ?.slice(1)
        .find((group) => group !== undefined);
      if (target !== undefined && /^\.\.\/|^\.\.\w|^\.\.$/.test(target)) this.changes.push(at(index, 4));
    }
  }

  hits(): readonly ModuleHit[] {
    if (this.isChange) return this.changes;
    return this.folders.size >= 2 ? [...this.folders.values()] : [];
  }
}
