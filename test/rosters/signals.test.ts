import assert from 'node:assert/strict';
import { factsOf, type WorkspaceName } from './workspaces.ts';

interface Expectation {
  readonly workspace: WorkspaceName;
  /** What it is, for the reader of the table. */
  readonly what: string;
  /** Signal -> why somebody who knows the code would say so. */
  readonly present: Readonly<Record<string, string>>;
  readonly absent: Readonly<Record<string, string>>;
}

/** Written by looking at the code, before the rules were made to agree. */
const expectations: readonly Expectation[] = [
  {
    workspace: 'self',
    what: 'an editor extension and command line that drive other programs and keep their runs in a database',
    present: {
      concurrency: 'a scheduler, process pools, promises everywhere',
      data: 'an SQL index of runs',
      infra: 'a CI script',
      outbound: 'starts and talks to other programs',
      resilience: 'retries, time limits, buffers between processes',
      ui: 'webviews, trees, quick picks',
      'entry-points': 'activate(), editor commands, the command line',
      tests: 'tests lie beside the code',
      docs: 'docs/',
      instructions: 'README and CONTRIBUTING',
      input: 'answers of models, files, messages',
      crypto: 'random tokens',
      'error-handling': 'errors pass through every layer',
      'cross-module-flow': 'errors pass through every layer',
      'bounded-input': 'parsers',
      'new-module': 'many folders',
      logic: 'code',
    },
    absent: {
      pii: 'knows nothing about people',
      adr: 'decisions are kept in one document',
      'feature-flags': 'settings, no flags',
      migration: 'the index is a cache that is built anew',
    },
  },
  {
    workspace: 'ws',
    what: 'a WebSocket client and server library',
    present: {
      input: 'parses frames and headers that a stranger sends',
      'bounded-input': 'frame lengths, offsets, UTF-8 validation',
      concurrency: 'send queue, timers, asynchronous (de)compression',
      outbound: 'opens connections',
      resilience: 'queue and buffers between a fast sender and a slow peer',
      crypto: 'masking key and handshake digest',
      auth: 'sends credentials, and must not send them on to another host after a redirect',
      state: 'ready states of sender, receiver, socket',
      api: 'what the package exports',
      'error-handling': 'protocol errors',
      'cross-module-flow': 'errors and events pass between its files',
    },
    absent: {
      data: 'stores nothing',
      migration: 'stores nothing',
      infra: 'no delivery files in the package',
      ui: 'no interface',
      pii: 'knows nothing about people',
      injection: 'builds no commands or queries',
      'feature-flags': 'none',
      seam: 'a library has no sibling services',
      tests: 'not in the package',
    },
  },
  {
    workspace: 'commander',
    what: 'a parser for command lines',
    present: {
      'bounded-input': 'walks argument lists by index',
      api: 'what the package exports',
      'error-handling': 'usage errors',
      logic: 'code',
    },
    absent: {
      concurrency: 'synchronous; only passes promises of the caller on',
      data: 'stores nothing',
      migration: 'stores nothing',
      infra: 'no delivery files in the package',
      outbound: 'only hands the terminal over to a subcommand',
      resilience: 'nothing is repeated, queued or buffered',
      auth: 'no users',
      crypto: 'none',
      secrets: 'none',
      pii: 'knows nothing about people',
      injection: 'starts programs without a shell',
      input: 'its words come from the person who runs it',
      ui: 'text on a terminal',
      seam: 'a library has no sibling services',
      'entry-points': 'it is called; its own code has no commands',
      'feature-flags': 'none',
    },
  },
  {
    workspace: 'mocha',
    what: 'a test runner',
    present: {
      concurrency: 'parallel workers, timers, watch mode',
      ui: 'an HTML reporter with styles',
      injection: 'evaluates serialised options; writes HTML',
      'entry-points': 'bin/',
      input: 'reads configuration files and messages of workers',
      state: 'current context, root hooks of a worker',
      'error-handling': 'uncaught errors are its business',
      'cross-module-flow': 'events run from runner to reporters',
    },
    absent: {
      data: 'stores nothing',
      migration: 'stores nothing',
      infra: 'no delivery files in the package',
      auth: '"forbidden" is a word for exclusive tests here',
      secrets: 'none',
      crypto: 'none',
      pii: 'knows nothing about people',
      seam: 'workers are its own',
      'feature-flags': 'none',
    },
  },
  {
    workspace: 'jsonwebtoken',
    what: 'signs and verifies tokens',
    present: {
      auth: 'decides whether a token is valid',
      api: 'what the package exports',
      crypto: 'signatures',
      secrets: 'takes keys',
      input: 'parses the payload of a token',
      'error-handling': 'each refusal is an error',
    },
    absent: {
      concurrency: 'synchronous with one callback',
      data: 'stores nothing',
      infra: 'no delivery files in the package',
      outbound: 'talks to nobody',
      resilience: 'nothing can be slow or down',
      injection: 'builds no commands or queries',
      ui: 'no interface',
      pii: 'opaque payload',
      seam: 'a library has no sibling services',
      'feature-flags': 'none',
    },
  },
];

describe('signals of known code', () => {
  for (const { workspace, what, present, absent } of expectations) {
    describe(`${workspace}: ${what}`, () => {
      for (const [signal, why] of Object.entries(present)) {
        it(`has ${signal}: ${why}`, async () => {
          const facts = await factsOf(workspace);
          assert.ok((facts.signalCounts[signal] ?? 0) > 0, `no rule raised ${signal}`);
        });
      }
      for (const [signal, why] of Object.entries(absent)) {
        it(`has no ${signal}: ${why}`, async () => {
          const facts = await factsOf(workspace);
          const places = facts.signals
            .filter((hit) => hit.signal === signal)
            .map(({ path, line, text }) => `${path}:${line}: ${text.trim().slice(0, 100)}`);
          assert.deepEqual(places, []);
        });
      }
    });
  }

  it('points at lines that say what the hit says', async () => {
    for (const workspace of ['ws', 'mocha'] as const) {
      const facts = await factsOf(workspace);
      for (const { path, line, text } of facts.signals) {
        assert.ok(facts.documents.some((one) => one.path === path) || facts.files.some((one) => one.path === path));
        assert.ok(line >= 1 && text.length <= 300, `${path}:${line}`);
      }
    }
  });
});
