import { readFileSync, realpathSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { z } from 'zod';
import { makeLog } from '../base/log.ts';
import type { App, AppSettings } from '../compose/App.ts';
import { defaultSettings } from '../compose/settings.ts';
import { BooError } from '../protocol/errors.ts';
import { type BackendId, type Band, backendIdSchema } from '../protocol/plan.ts';
import { type Severity, severitySchema } from '../protocol/finding.ts';
import { type ReportFormat, reportFormatSchema } from '../protocol/report.ts';
import { defaultStoreDir } from '../compose/storeDir.ts';

export const backends = backendIdSchema.options;
export const sizes = ['auto', 'small', 'medium', 'large'] as const;
export const formats = reportFormatSchema.options;
export const severities = severitySchema.options;

/** Option parser for commander: one of the words, else a usage error that lists them. */
export function wordIn<T extends string>(words: readonly T[]): (value: string) => T {
  return (value) => {
    const word = words.find((candidate) => candidate === value);
    if (word === undefined) throw new InvalidArgumentError(`Write one of: ${words.join(', ')}.`);
    return word;
  };
}

const optionsSchema = z.object({
  workspace: z.string(),
  store: z.string().optional(),
  verbose: z.boolean().default(false),
  brief: z.string().default(''),
  briefFile: z.string().optional(),
  draft: z.union([z.string(), z.literal(true)]).optional(),
  scope: z.string().optional(),
  backend: backendIdSchema.optional(),
  size: z.enum(sizes).default('auto'),
  format: z.enum(formats).default('md'),
  out: z.string().optional(),
  failOn: severitySchema.optional(),
  resume: z.string().optional(),
  qwen: z.string().optional(),
  transport: z.enum(['stream-json', 'acp']).default('stream-json'),
  sandbox: z.enum(['auto', 'require', 'off']).default('auto'),
  concurrency: z.coerce.number('a number from 1 to 32').int().min(1).max(32).default(4),
  json: z.boolean().default(false),
});

export interface CliOptions {
  readonly workspace: string;
  readonly brief: string;
  /** Name of the draft that is asked for; true: the only one. */
  readonly draft: string | true | undefined;
  readonly scope: string | undefined;
  readonly backend: BackendId | undefined;
  readonly size: 'auto' | Band;
  readonly format: ReportFormat;
  readonly out: string | undefined;
  readonly failOn: Severity | undefined;
  readonly resume: string | undefined;
  readonly json: boolean;
}

/** Parsed options and an app over the workspace they name. The caller disposes the app. Throws BooError. */
export async function openApp(raw: unknown): Promise<{ options: CliOptions; app: App }> {
  const parsed = optionsSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new BooError('usage', `Option ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}.`);
  }
  const { store, verbose, qwen, transport, sandbox, concurrency, ...options } = parsed.data;
  const workspace = existingFolder(options.workspace);
  const settings: AppSettings = {
    ...defaultSettings,
    qwenPath: qwen ?? null,
    qwenTransport: transport,
    sandbox,
    concurrency,
  };
  const { createApp } = await import('../compose/createApp.ts');
  const app = createApp({
    workspace,
    storeDir: storeFolder(store, workspace),
    resources: resourcesDir(),
    trusted: true,
    settings: () => settings,
    env: process.env,
    home: homeFolder(),
    log: makeLog((level, line) => {
      if (verbose || level === 'error') process.stderr.write(`[${level}] ${line}\n`);
    }),
  });
  return {
    options: {
      workspace,
      brief: briefText(options.brief, options.briefFile),
      draft: options.draft,
      scope: options.scope,
      backend: options.backend,
      size: options.size,
      format: options.format,
      out: options.out,
      failOn: options.failOn,
      resume: options.resume,
      json: options.json,
    },
    app,
  };
}

/** Far above what the compiler accepts as a brief; keeps a wrong file out of memory. */
const maxBriefBytes = 200 * 1024;

/** Throws BooError('usage') when both are given or the file cannot be read. */
function briefText(brief: string, file: string | undefined): string {
  if (file === undefined) return brief;
  if (brief !== '') throw new BooError('usage', 'Give --brief or --brief-file, not both.');
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new BooError('usage', `The brief cannot be read from ${file}; it must be a text file that exists.`, {
      cause: error,
    });
  }
  if (bytes.length > maxBriefBytes)
    throw new BooError(
      'usage',
      `The brief in ${file} has ${bytes.length} bytes. Shorten it, or name the file in a short brief.`,
    );
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new BooError('usage', `The brief in ${file} is not UTF-8 text.`, { cause: error });
  }
}

/** `HOME` may be set and empty; the account's own home is then the one that is meant. */
function homeFolder(): string {
  const home = homedir();
  return path.isAbsolute(home) ? home : userInfo().homedir;
}

/** History inside the workspace would be read, fingerprinted and reported as a change of it. Throws BooError('config_invalid'). */
function storeFolder(store: string | undefined, workspace: string): string {
  const folder = store === undefined ? defaultStoreDir(process.env, homeFolder(), workspace) : path.resolve(store);
  const way = path.relative(workspace, folder);
  if (way === '' || (!way.startsWith('..') && !path.isAbsolute(way))) {
    throw new BooError('config_invalid', `The history folder ${folder} lies inside the workspace.`, {
      where: '--store',
    });
  }
  return folder;
}

function existingFolder(dir: string): string {
  try {
    const real = realpathSync(path.resolve(dir));
    if (statSync(real).isDirectory()) return real;
  } catch {
    // said below, in the product's words
  }
  throw new BooError('workspace_missing', `There is no folder ${dir}.`);
}

/** The bundle lies in `dist/`; flows and agents lie beside that folder, in a checkout and in a package alike. */
function resourcesDir(): string {
  return path.resolve(path.dirname(realpathSync(process.argv[1] ?? '.')), '..');
}
