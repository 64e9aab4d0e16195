import { emptyWorkspaceFacts } from '../../support/emptyFacts.ts';
import type { Band, ScopeFacts, ScopeFile, SignalHit } from '../../../src/protocol/plan.ts';

/** One file of the synthetic shop project: its changed lines (new side) and signal hits by line. */
interface FixtureFile {
  readonly path: string;
  readonly change: NonNullable<ScopeFile['change']>;
  readonly lines: number;
  readonly changed: readonly (readonly [line: number, text: string, signal?: string])[];
  readonly untouched?: readonly (readonly [line: number, text: string, signal: string])[];
}

const basket: FixtureFile = {
  path: 'src/basket/total.ts',
  change: 'modified',
  lines: 48,
  changed: [
    [12, 'export function total(lines: Line[]): number {', 'api'],
    [13, '  return lines.reduce((sum, line) => sum + line.price, 0);', 'logic'],
    [14, '}'],
  ],
};
const basketTest: FixtureFile = {
  path: 'test/basket/total.test.ts',
  change: 'modified',
  lines: 20,
  changed: [[5, "it('adds prices', async () => {", 'concurrency']],
};
const medium: readonly FixtureFile[] = [
  basket,
  basketTest,
  {
    path: 'src/orders/client.ts',
    change: 'modified',
    lines: 90,
    changed: [
      [30, '  const answer = await fetch(`${base}/orders/${id}`);', 'outbound'],
      [31, '  return JSON.parse(await answer.text());', 'bounded-input'],
    ],
    untouched: [[70, '  setTimeout(poll, 500);', 'concurrency']],
  },
  {
    path: 'src/orders/retry.ts',
    change: 'added',
    lines: 22,
    changed: [
      [4, '  for (let attempt = 0; attempt < 5; attempt++) {', 'resilience'],
      [8, '    } catch {', 'error-handling'],
      [9, '      return null;', 'error-handling'],
    ],
  },
  {
    path: 'src/orders/access.ts',
    change: 'modified',
    lines: 35,
    changed: [
      [7, '  if (user.role === "admin") return true;', 'auth'],
      [8, '  return order.owner === request.body.user;', 'auth'],
    ],
  },
  { path: 'docs/orders.md', change: 'modified', lines: 40, changed: [[3, 'Orders are retried three times.']] },
];
const large: readonly FixtureFile[] = [
  ...medium,
  {
    path: 'migrations/0007_orders.sql',
    change: 'added',
    lines: 6,
    changed: [
      [1, 'ALTER TABLE orders DROP COLUMN note;', 'migration'],
      [2, 'UPDATE orders SET state = 1;', 'data'],
    ],
  },
  { path: '.github/workflows/deploy.yml', change: 'modified', lines: 30, changed: [[9, '      - run: npm test || true', 'infra']] },
  { path: 'package.json', change: 'modified', lines: 25, changed: [[14, '    "left": "1.2.3",']] },
  ...['alpha', 'beta', 'gamma', 'delta', 'epsilon'].map(
    (name): FixtureFile => ({
      path: `src/reports/${name}.ts`,
      change: 'modified',
      lines: 60,
      changed: [[5, `import { total } from '../basket/total.ts'; // ${name}`, 'new-module']],
    }),
  ),
];

const byBand: Readonly<Record<Band, readonly FixtureFile[]>> = { small: [basket, basketTest], medium, large };

function hits(file: FixtureFile): SignalHit[] {
  return [...file.changed, ...(file.untouched ?? [])].flatMap(([line, text, signal]) => (signal === undefined ? [] : [{ signal, path: file.path, line, text }]));
}

function diffOf(file: FixtureFile): string {
  const first = file.changed[0]?.[0] ?? 1;
  const old = file.change === 'added' ? '/dev/null' : `a/${file.path}`;
  const body = file.changed.map(([, text]) => `+${text}`).join('\n');
  return `diff --git a/${file.path} b/${file.path}\n--- ${old}\n+++ b/${file.path}\n@@ -${first},0 +${first},${file.changed.length} @@\n${body}\n`;
}

function ranges(lines: readonly number[]): [number, number][] {
  const result: [number, number][] = [];
  for (const line of lines) {
    const last = result.at(-1);
    if (last !== undefined && line === last[1] + 1) last[1] = line;
    else result.push([line, line]);
  }
  return result;
}

/** Facts of a branch diff of the synthetic project, of the wanted size. */
export function scopeFixture(band: Band): ScopeFacts {
  const files = byBand[band];
  const signals = files.flatMap(hits);
  const signalCounts: Record<string, number> = {};
  for (const hit of signals) signalCounts[hit.signal] = (signalCounts[hit.signal] ?? 0) + 1;
  return {
    kind: 'diff',
    label: `branch diff against main (${files.length} files)`,
    workspaceName: 'shop',
    files: files.map((file) => ({
      path: file.path,
      lines: file.lines,
      bytes: file.lines * 30,
      sha256: 'a'.repeat(64),
      change: file.change,
      ranges: ranges(file.changed.map(([line]) => line)),
    })),
    skipped: [{ path: 'package-lock.json', reason: 'lock file' }],
    skippedTotal: 1,
    signals,
    signalCounts,
    git: { head: 'b'.repeat(40), branch: 'orders-retry', base: 'main', mergeBase: 'c'.repeat(40), dirty: false },
    branchContext: 'Retry order calls. Deferred: metrics for retries.',
    diff: files.map(diffOf).join(''),
    docs: { adr: [], standards: ['docs/standards'], docs: ['docs'] },
    commands: [{ name: 'test', command: 'mocha', source: 'package.json' }],
    assumptions: [],
    ...emptyWorkspaceFacts,
  };
}

/** The same project without any comparison: the whole workspace. */
export function workspaceFixture(band: Band): ScopeFacts {
  const scope = scopeFixture(band);
  return {
    ...scope,
    kind: 'workspace',
    label: `workspace (${scope.files.length} files)`,
    files: scope.files.map(({ path, lines, bytes, sha256 }) => ({ path, lines, bytes, sha256 })),
    branchContext: '',
    diff: '',
  };
}
