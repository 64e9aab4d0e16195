import type { BindParams, Database, SqlJsStatic, SqlValue, Statement } from 'sql.js';
import type { FindingDigest, RunDigest, StepDigest } from './runDigest.ts';
import { type RunRow, runRowSchema } from './runRow.ts';

/** `PRAGMA user_version`. A database with another one is not migrated but rebuilt: the logs hold everything. */
const INDEX_VERSION = 1;

const schema = `
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, flow TEXT NOT NULL, title TEXT NOT NULL, band TEXT NOT NULL,
  backend TEXT NOT NULL, scope TEXT NOT NULL, state TEXT NOT NULL, verdict TEXT, steps_done INTEGER NOT NULL,
  steps_total INTEGER NOT NULL, findings INTEGER NOT NULL, created_at INTEGER NOT NULL, ended_at INTEGER, damage TEXT,
  resumable INTEGER NOT NULL, last_seq INTEGER NOT NULL, epoch INTEGER NOT NULL, owner TEXT,
  touched_at REAL NOT NULL, log_key TEXT NOT NULL);
CREATE TABLE steps (
  run INTEGER NOT NULL, ordinal INTEGER NOT NULL, step TEXT NOT NULL, title TEXT NOT NULL, persona TEXT,
  state TEXT NOT NULL, started_at INTEGER, ended_at INTEGER, PRIMARY KEY (run, ordinal)) WITHOUT ROWID;
CREATE TABLE attempts (
  run INTEGER NOT NULL, step TEXT NOT NULL, n INTEGER NOT NULL, backend TEXT NOT NULL, state TEXT NOT NULL, model TEXT,
  started_at INTEGER NOT NULL, ended_at INTEGER, error TEXT, PRIMARY KEY (run, step, n)) WITHOUT ROWID;
CREATE TABLE outputs (
  run INTEGER NOT NULL, step TEXT NOT NULL, kind TEXT NOT NULL, summary TEXT NOT NULL, findings INTEGER NOT NULL,
  input_tokens INTEGER NOT NULL, output_tokens INTEGER NOT NULL, PRIMARY KEY (run, step)) WITHOUT ROWID;
CREATE TABLE findings (
  run INTEGER NOT NULL, ordinal INTEGER NOT NULL, finding TEXT NOT NULL, kind TEXT NOT NULL, severity TEXT NOT NULL,
  category TEXT NOT NULL, persona TEXT NOT NULL, title TEXT NOT NULL, path TEXT, line INTEGER,
  PRIMARY KEY (run, ordinal)) WITHOUT ROWID;
PRAGMA user_version = ${INDEX_VERSION};`;

const childTables = ['steps', 'attempts', 'outputs', 'findings'] as const;

const columns = [
  ...['run_id', 'flow', 'title', 'band', 'backend', 'scope', 'state', 'verdict', 'steps_done', 'steps_total'],
  ...[
    'findings',
    'created_at',
    'ended_at',
    'damage',
    'resumable',
    'last_seq',
    'epoch',
    'owner',
    'touched_at',
    'log_key',
  ],
].join(', ');

/**
 * The index of all runs in memory, in SQL. Knows nothing of files. Writes gather in one transaction that `bytes` and
 * `dump` commit. Not for concurrent use.
 */
export class IndexDatabase {
  private readonly db: Database;
  private readonly statements = new Map<string, Statement>();
  private writing = false;

  /** @param bytes a database written by `bytes()`, or null for a new one. Throws when it cannot be used. */
  constructor(sql: SqlJsStatic, bytes: Uint8Array | null) {
    this.db = new sql.Database(bytes);
    if (bytes === null) {
      this.db.exec(schema);
      return;
    }
    const version = this.db.exec('PRAGMA user_version')[0]?.values[0]?.[0];
    if (version === INDEX_VERSION) return;
    this.db.close();
    throw new Error(`index version ${String(version)}`);
  }

  /** Throws when a row is not what this version writes. */
  rows(): RunRow[] {
    const found = this.db.exec(`SELECT ${columns} FROM runs`)[0];
    return (found?.values ?? []).map(parseRow);
  }

  /** Replaces a run. `digest` is null for a run of which nothing is readable. */
  put(row: RunRow, digest: RunDigest | null): void {
    this.remove(row.runId);
    this.run(`INSERT INTO runs (${columns}) VALUES (${marks(20)})`, rowValues(row));
    const id = this.idOf(row.runId);
    if (digest === null || id === undefined) return;
    [...digest.steps.values()].forEach((step, ordinal) => this.putStep(id, ordinal, step));
    digest.findings.forEach((finding, ordinal) => this.putFinding(id, ordinal, finding));
  }

  remove(runId: string): void {
    const id = this.idOf(runId);
    if (id === undefined) return;
    for (const table of childTables) this.run(`DELETE FROM ${table} WHERE run = ?`, [id]);
    this.run('DELETE FROM runs WHERE id = ?', [id]);
  }

  clear(): void {
    for (const table of [...childTables, 'runs']) this.run(`DELETE FROM ${table}`, []);
  }

  bytes(): Uint8Array {
    this.commit();
    return this.db.export();
  }

  /** Every table as rows of values, without internal ids, ordered: equal dumps mean equal content. */
  dump(): Record<string, SqlValue[][]> {
    this.commit();
    const tables: Record<string, SqlValue[][]> = {};
    tables['runs'] = this.db.exec(`SELECT ${columns} FROM runs ORDER BY run_id`)[0]?.values ?? [];
    for (const table of childTables) {
      const query = `SELECT runs.run_id AS owner_run, ${table}.* FROM ${table} JOIN runs ON runs.id = ${table}.run
        ORDER BY run_id, 3, 4`;
      tables[table] = (this.db.exec(query)[0]?.values ?? []).map(([run, , ...values]) => [run ?? null, ...values]);
    }
    return tables;
  }

  close(): void {
    for (const statement of this.statements.values()) statement.free();
    this.statements.clear();
    this.db.close();
  }

  private putStep(run: number, ordinal: number, step: StepDigest): void {
    const { id, title, persona, state, startedAt, endedAt, output } = step;
    this.run(`INSERT INTO steps VALUES (${marks(8)})`, [run, ordinal, id, title, persona, state, startedAt, endedAt]);
    for (const attempt of step.attempts) {
      const { n, backend, model, error } = attempt;
      const values = [run, id, n, backend, attempt.state, model, attempt.startedAt, attempt.endedAt, error];
      this.run(`INSERT OR REPLACE INTO attempts VALUES (${marks(9)})`, values);
    }
    if (output === null) return;
    const { kind, summary, findings, inputTokens, outputTokens } = output;
    const values = [run, id, kind, summary, findings, inputTokens, outputTokens];
    this.run(`INSERT INTO outputs VALUES (${marks(7)})`, values);
  }

  private putFinding(run: number, ordinal: number, finding: FindingDigest): void {
    const { id, kind, severity, category, persona, title, path, line } = finding;
    const values = [run, ordinal, id, kind, severity, category, persona, title, path, line];
    this.run(`INSERT INTO findings VALUES (${marks(10)})`, values);
  }

  private idOf(runId: string): number | undefined {
    const id = this.statement('SELECT id FROM runs WHERE run_id = ?').get([runId])[0];
    return typeof id === 'number' ? id : undefined;
  }

  private run(sql: string, values: SqlValue[]): void {
    if (!this.writing) this.db.run('BEGIN');
    this.writing = true;
    this.statement(sql).run(values satisfies BindParams);
  }

  private commit(): void {
    if (this.writing) this.db.run('COMMIT');
    this.writing = false;
  }

  private statement(sql: string): Statement {
    const known = this.statements.get(sql);
    if (known !== undefined) {
      known.reset();
      return known;
    }
    const made = this.db.prepare(sql);
    this.statements.set(sql, made);
    return made;
  }
}

const marks = (count: number): string => Array<string>(count).fill('?').join(',');

function rowValues(row: RunRow): SqlValue[] {
  return [
    ...[row.runId, row.flow, row.title, row.band, row.backend, row.scope, row.state, row.verdict],
    ...[row.stepsDone, row.stepsTotal, row.findings, row.createdAt, row.endedAt, row.damage, row.resumable ? 1 : 0],
    ...[row.lastSeq, row.epoch, row.owner === null ? null : JSON.stringify(row.owner), row.touchedAt, row.logKey],
  ];
}

function parseRow(values: SqlValue[]): RunRow {
  const [runId, flow, title, band, backend, scope, state, verdict, stepsDone, stepsTotal] = values;
  const [findings, createdAt, endedAt, damage, resumable, lastSeq, epoch, owner, touchedAt, logKey] = values.slice(10);
  return runRowSchema.parse({
    ...{ runId, flow, title, band, backend, scope, state, verdict, stepsDone, stepsTotal },
    ...{ findings, createdAt, endedAt, damage, lastSeq, epoch, touchedAt, logKey },
    resumable: resumable === 1,
    owner: typeof owner === 'string' ? (JSON.parse(owner) as unknown) : null,
  });
}
