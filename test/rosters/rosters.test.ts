import assert from 'node:assert/strict';
import type { Plan } from '../../src/protocol/plan.ts';
import { compileShipped } from '../golden/plans/shippedLibrary.ts';
import { factsOf, type WorkspaceName } from './workspaces.ts';

interface Row {
  readonly flow: string;
  readonly workspace: WorkspaceName;
  readonly brief?: string;
  /** The part of the workspace that is looked at. Left out: all of it. */
  readonly glob?: string;
  /** Left out: as the rules say. `large` where only the signals are to decide, and not the size. */
  readonly size?: 'large';
  /** Angle -> why an expert would send for it. */
  readonly in: Readonly<Record<string, string>>;
  readonly out: Readonly<Record<string, string>>;
}

const area = 'How is this area built, and what makes it hard to change?';

const pinning = `Specification. A person can pin a run in the list so that it stays on top. Pinned runs stand above all others, in the order in
which they were pinned. A pin is taken off in the same place. A pin survives a restart of the editor. A run that is removed loses its
pin. At most ten runs are pinned; the eleventh is refused with a message that says so. The list on the command line marks pinned runs
and keeps them on top as well. Nothing else about the list changes, neither its filter nor its search nor the way it is refreshed.`;

/** Written by hand before the rules were tuned. An angle in neither list may go either way. */
const rows: readonly Row[] = [
  {
    flow: 'code-review',
    workspace: 'self',
    in: {
      'junior-developer': 'always',
      security: 'always',
      tests: 'source with behaviour',
      'edge-cases': 'parsers of model answers and files',
      structure: 'many modules with a layer rule',
      behaviour: 'errors and state cross every layer',
      concurrency: 'scheduler and process pools',
      data: 'SQL index of runs',
      delivery: 'CI script',
      resilience: 'other programs hang and die',
      'doc-freshness': 'docs/ exists',
    },
    out: {},
  },
  {
    flow: 'code-review',
    workspace: 'ws',
    in: {
      security: 'bytes of strangers; always',
      'edge-cases': 'frame lengths and offsets',
      behaviour: 'errors run from parser to socket',
      concurrency: 'send queue and timers',
      resilience: 'connections and back pressure',
      tests: 'source with behaviour',
    },
    out: {
      data: 'stores nothing',
      delivery: 'no delivery files',
      'doc-compliance': 'no written rules in the package',
      'doc-freshness': 'no documents folder in the package',
    },
  },
  {
    flow: 'code-review',
    workspace: 'commander',
    in: {
      security: 'always',
      'edge-cases': 'argument lists by index',
      tests: 'source with behaviour',
      behaviour: 'errors cross its files',
    },
    out: {
      concurrency: 'synchronous',
      data: 'stores nothing',
      delivery: 'no delivery files',
      resilience: 'nothing outside of the process can fail',
    },
  },
  {
    flow: 'code-review',
    workspace: 'mocha',
    in: {
      concurrency: 'workers, timers, watch mode',
      behaviour: 'events from runner to reporters',
      structure: 'several folders',
      tests: 'source with behaviour',
    },
    out: { data: 'stores nothing', delivery: 'no delivery files' },
  },
  {
    flow: 'code-review',
    workspace: 'jsonwebtoken',
    in: { security: 'decides on access; always', 'edge-cases': 'parses tokens and time spans' },
    out: {
      concurrency: 'synchronous',
      data: 'stores nothing',
      delivery: 'no delivery files',
      resilience: 'nothing outside of the process can fail',
    },
  },
  {
    flow: 'architectural-analysis',
    workspace: 'self',
    glob: 'src',
    brief: area,
    size: 'large',
    in: {
      structure: 'always',
      behaviour: 'always',
      concurrency: 'scheduler and process pools',
      security: 'tokens, built queries',
      data: 'SQL index of runs',
      resilience: 'other programs hang and die',
      risk: 'always',
    },
    out: { delivery: 'delivery files lie outside of src' },
  },
  {
    flow: 'architectural-analysis',
    workspace: 'ws',
    glob: 'lib',
    brief: area,
    size: 'large',
    in: {
      structure: 'always',
      behaviour: 'always',
      concurrency: 'send queue and timers',
      security: 'handshake key and digest, bytes of strangers',
      resilience: 'connections and back pressure',
    },
    out: {
      data: 'stores nothing',
      delivery: 'no delivery files',
      systems: 'a library has no sibling services',
    },
  },
  {
    flow: 'architectural-analysis',
    workspace: 'commander',
    glob: 'lib',
    brief: area,
    size: 'large',
    in: { structure: 'always', behaviour: 'always' },
    out: {
      concurrency: 'synchronous',
      security: 'no users, keys or built commands',
      data: 'stores nothing',
      resilience: 'nothing outside of the process can fail',
      delivery: 'no delivery files',
      systems: 'a library has no sibling services',
    },
  },
  {
    flow: 'architectural-analysis',
    workspace: 'jsonwebtoken',
    glob: '**/*.js',
    brief: area,
    size: 'large',
    in: { structure: 'always', behaviour: 'always', security: 'it is all about keys and trust' },
    out: {
      concurrency: 'synchronous',
      data: 'stores nothing',
      resilience: 'nothing outside of the process can fail',
      delivery: 'no delivery files',
    },
  },
  {
    flow: 'test-planning',
    workspace: 'self',
    in: { gaps: 'always', 'edge-cases': 'always', concurrency: 'scheduler', security: 'answers of models are hostile' },
    out: {},
  },
  {
    flow: 'test-planning',
    workspace: 'ws',
    in: {
      gaps: 'always',
      'edge-cases': 'always',
      concurrency: 'order of sends and closes',
      security: 'malformed frames must be refused',
    },
    out: {},
  },
  {
    flow: 'test-planning',
    workspace: 'commander',
    in: { gaps: 'always', 'edge-cases': 'always' },
    out: { concurrency: 'synchronous', security: 'its words come from the person who runs it' },
  },
  {
    flow: 'test-planning',
    workspace: 'jsonwebtoken',
    in: { security: 'forged tokens must be refused' },
    out: { concurrency: 'synchronous' },
  },
  {
    flow: 'investigate',
    workspace: 'ws',
    brief: 'Sometimes, under load, messages arrive out of order after a reconnect.',
    in: { 'error-path': 'always', 'data-flow': 'always', concurrency: 'comes and goes with load' },
    out: { data: 'no stored data in the report', 'recent-changes': 'no history' },
  },
  {
    flow: 'investigate',
    workspace: 'self',
    brief: 'The report shows the wrong total after the filter was changed; expected is the number of findings.',
    in: { behaviour: 'a value changes on its way' },
    out: { concurrency: 'happens every time' },
  },
  {
    flow: 'plan-implementation',
    workspace: 'self',
    brief: pinning,
    size: 'large',
    in: { experience: 'the list is part of the interface' },
    out: { security: 'no users, keys or personal data', delivery: 'nothing about delivery changes' },
  },
];

describe('rosters of known code', () => {
  for (const row of rows) {
    const name = `${row.flow} on ${row.workspace}${row.brief === undefined ? '' : `: ${row.brief.slice(0, 50)}`}`;
    it(name, async () => {
      const plan = compileShipped(row.flow, {
        scope: await factsOf(row.workspace, row.brief, row.glob),
        brief: row.brief ?? '',
        size: row.size ?? 'auto',
      });
      assert.equal(plan.deferral, null);
      const wrong = [
        ...Object.entries(row.in).flatMap(([angle, why]) => complaint(plan, angle, true, why)),
        ...Object.entries(row.out).flatMap(([angle, why]) => complaint(plan, angle, false, why)),
      ];
      assert.deepEqual(wrong, []);
    });
  }
});

function complaint(plan: Plan, angle: string, wanted: boolean, why: string): string[] {
  const entry = plan.roster.find((one) => one.angle === angle);
  if (entry === undefined) return [`${angle} is not in the flow`];
  if (entry.included === wanted) return [];
  const places = entry.hits.map(({ path, line }) => `${path}:${line}`).join(', ');
  return [`${angle} is ${entry.included ? 'in' : 'out'} (${entry.reason}; ${places}), although: ${why}`];
}
