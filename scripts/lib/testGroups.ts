import { existsSync } from 'node:fs';
import { ensureChromium } from './ensureChromium.ts';
import { ensureLocalVsCode } from './ensureLocalVsCode.ts';
import { vsixPath } from './paths.ts';
import type { MochaOptions } from './runMocha.ts';
import { buildVsix } from './vsix.ts';

export interface TestGroup extends MochaOptions {
  readonly name: string;
  readonly title: string;
  /** What has to be there before the files load; may take minutes the first time. */
  readonly setUp?: () => Promise<void>;
}

/** The groups of tests that run in a plain Node process. Those inside the extension host: scripts/hostTest.ts. */
export const testGroups: readonly TestGroup[] = [
  { name: 'unit', title: 'Unit tests', globs: ['src/**/*.test.ts', 'webview/**/*.test.ts'], timeoutMs: 30_000 },
  {
    name: 'suites',
    title: 'Contract, golden, CLI and real-qwen tests',
    globs: ['test/**/*.test.ts'],
    exclude: ['test/ui/**', 'test/host/**', 'test/architecture/**', 'test/fixtures/**'],
    timeoutMs: 120_000,
  },
  {
    name: 'architecture',
    title: 'Architecture and its planted violations',
    globs: ['test/architecture/*.test.ts'],
    timeoutMs: 120_000,
  },
  {
    name: 'ui',
    title: 'Real workbench, as a person sees it',
    globs: ['test/ui/*.test.ts'],
    timeoutMs: 180_000,
    setUp: setUpWorkbench,
  },
];

async function setUpWorkbench(): Promise<void> {
  await ensureChromium();
  await ensureLocalVsCode();
  if (!existsSync(vsixPath)) await buildVsix();
}
