/** Where hits of a signal may come from. */
export type AppliesTo =
  | 'product source'
  | 'infrastructure files'
  | 'source and schema files'
  | 'source and configuration'
  | 'any file'
  | 'test files'
  | 'workspace folders'
  | 'the brief';

export interface SignalDefinition {
  readonly id: string;
  /** What one hit means, for people. */
  readonly description: string;
  readonly appliesTo: AppliesTo;
}

const table: readonly (readonly [string, AppliesTo, string])[] = [
  ['logic', 'product source', 'source with branches, loops or computations, not only documents or configuration'],
  ['bounded-input', 'product source', 'parsing, bounds, indexing, numbers, dates, switches over states'],
  ['new-module', 'product source', 'new source files, imports that cross folders, several source folders'],
  ['cross-module-flow', 'product source', 'errors and state that pass from module to module'],
  ['concurrency', 'product source', 'tasks, threads, locks, channels, timers, shared mutable state'],
  ['data', 'source and schema files', 'SQL, migrations, models, queries, indexes'],
  [
    'devops',
    'infrastructure files',
    'containers, infrastructure as code, CI, deployment, observability and flag files',
  ],
  ['resilience', 'product source', 'retries, queues, timeouts, fan-out, outbound calls, failures that vanish'],
  ['auth', 'product source', 'who may do what: login, sessions, tokens, roles, permission and ownership checks'],
  ['tests', 'test files', 'test code is in scope'],
  ['ui', 'any file', 'components, markup, styles, elements of a page, views of an editor'],
  ['adr', 'workspace folders', 'decision records exist'],
  ['standards', 'workspace folders', 'written coding standards exist'],
  ['docs', 'workspace folders', 'a documentation folder exists'],
  ['symptom-intermittent', 'the brief', 'comes and goes, depends on load or timing'],
  ['symptom-values', 'the brief', 'values are lost or changed on their way'],
  ['symptom-data', 'the brief', 'stored data is wrong or lost, queries are slow, locks, migrations'],
  ['secrets', 'product source', 'keys, passwords, tokens in a file or read from the environment'],
  ['crypto', 'product source', 'hashing, signing, encryption, randomness for security'],
  ['pii', 'product source', 'personal or payment data'],
  ['injection', 'product source', 'query, command, path or markup built from parts; eval; unsafe decoding'],
  ['input', 'product source', 'data from outside: requests, arguments, files, messages'],
  ['error-handling', 'product source', 'catch, rethrow, ignored results'],
  ['state', 'product source', 'module-level mutable state, singletons, caches, state machines'],
  ['migration', 'source and schema files', 'schema changes and destructive statements'],
  ['infra', 'infrastructure files', 'the same files as devops'],
  ['outbound', 'product source', 'calls that leave the process'],
  ['api', 'source and schema files', 'routes, handlers, published contracts'],
  ['seam', 'source and schema files', 'calls between services, brokers, webhooks'],
  ['entry-points', 'product source', 'where execution begins: routes, commands, main functions, handlers, schedules'],
  ['feature-flags', 'source and configuration', 'flags, toggles, rollout percentages, kill switches'],
  ['churn', 'product source', 'files changed often in the last 90 days'],
  ['runbooks', 'workspace folders', 'documents with operational procedures'],
  ['instructions', 'workspace folders', 'documents that instruct people or agents'],
  ['imports', 'product source', 'import lines'],
];

/** Every signal that the scan can raise, in the order of `ScopeFacts.signals`. */
export const signalTable: readonly SignalDefinition[] = table.map(([id, appliesTo, description]) => ({
  id,
  description,
  appliesTo,
}));
