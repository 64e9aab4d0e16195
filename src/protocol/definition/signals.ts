/**
 * The signals that flows may name, and what one hit of each means. The workspace scan produces hits with these ids;
 * a flow that names another id is refused when it is loaded.
 */
export const signalCatalogue = {
  logic: 'source with branches, loops or computations',
  'bounded-input': 'parsing, bounds, indexing, numbers, dates, switches over states',
  'new-module': 'new source files, imports that cross folders',
  'cross-module-flow': 'errors and state that pass from module to module',
  concurrency:
    'async/await, promises, threads, goroutines, channels, locks, atomics, timers, workers, shared request state',
  auth: 'login, sessions, tokens, roles, permission or ownership checks',
  secrets: 'keys, passwords or tokens written into a file, or read from the environment',
  crypto: 'hashing, signing, encryption, random numbers used for security',
  pii: 'personal or payment data: e-mail, address, birth date, card, health',
  injection: 'a query, command, path, template or URL built from parts; eval; unsafe deserialisation',
  input: 'data that comes from outside is read or parsed: request, file, message, socket',
  'error-handling': 'catch, except, rescue, recover, ignored results, rethrow',
  state: 'module-level mutable state, singletons, caches, state machines',
  data: 'SQL, ORM models, queries, indexes, transactions, document or stream schemas',
  migration: 'schema migrations and destructive statements',
  devops: 'the same files as infra',
  infra: 'Dockerfile, infrastructure as code, Kubernetes, CI/CD, deployment, observability or flag configuration',
  outbound: 'calls that leave the process: HTTP, RPC, database or broker clients, subprocesses in the background',
  resilience: 'retries, timeouts, back-off, queues, buffers, fan-out, idempotency keys, circuit breakers',
  api: 'public contract: routes, handlers, what a package publishes, OpenAPI, protobuf or GraphQL definitions',
  seam: 'calls between services: RPC to siblings, message brokers, webhooks, a shared database',
  'entry-points': 'where execution begins: routes, commands, main functions, handlers of events, messages, schedules',
  'feature-flags': 'calls of a flag service, flags read from the environment, rollout shares, kill switches',
  churn: 'source files with five or more commits in the last 90 days; the hit stands at their first (changed) line',
  imports: 'import, require, use or include lines',
  tests: 'test code is in scope',
  ui: 'what people see: components, markup, styles, elements of a page, views of an editor',
  adr: 'a folder with decision records exists',
  standards: 'a folder with written coding standards exists',
  docs: 'a folder with documents exists',
  runbooks: 'documents with operational procedures exist, by folder, name or headings',
  instructions:
    'files that instruct people or agents exist: README at the root, CONTRIBUTING, AGENTS, CLAUDE and the like',
  'symptom-intermittent': 'the brief speaks of trouble that comes and goes, or depends on load or timing',
  'symptom-values': 'the brief speaks of values that are lost or changed on their way',
  'symptom-data': 'the brief speaks of wrong or lost stored data, slow queries, locks, migrations',
} as const satisfies Record<string, string>;

/** Signals about the workspace or the brief as a whole: their hits do not lie in a file of the scope. */
const outside: readonly string[] = [
  'adr',
  'standards',
  'docs',
  'runbooks',
  'instructions',
  'symptom-intermittent',
  'symptom-values',
  'symptom-data',
];

export function isOutsideSignal(id: string): boolean {
  return outside.includes(id);
}

export type SignalId = keyof typeof signalCatalogue;

export const signalIds: readonly string[] = Object.keys(signalCatalogue);

export function isSignalId(value: string): value is SignalId {
  return Object.hasOwn(signalCatalogue, value);
}
