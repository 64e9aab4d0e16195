import * as vscode from 'vscode';
import { z } from 'zod';
import type { AppSettings } from '../compose/App.ts';
import { defaultSettings } from '../compose/settings.ts';
import type { BackendId } from '../protocol/plan.ts';
import { settingsPrefix } from './ids.ts';

const minute = 60_000;
const whole = (min: number, max: number): z.ZodNumber => z.number().int().min(min).max(max);

/**
 * Every setting: what is accepted, and what holds while the configured value is not acceptable. The defaults and bounds are repeated
 * in package.json (a host test compares them), because the editor needs them before any code is loaded.
 */
export const settingsTable = {
  backend: { schema: z.enum(['qwen', 'offline']), fallback: 'qwen', expected: 'qwen or offline' },
  'qwen.path': { schema: z.string().max(4096), fallback: '', expected: 'a path or a command name' },
  'qwen.transport': {
    schema: z.enum(['stream-json', 'acp']),
    fallback: defaultSettings.qwenTransport,
    expected: 'stream-json or acp',
  },
  sandbox: {
    schema: z.enum(['auto', 'require', 'off']),
    fallback: defaultSettings.sandbox,
    expected: 'auto, require or off',
  },
  concurrency: { schema: whole(1, 32), fallback: defaultSettings.concurrency, expected: 'a whole number from 1 to 32' },
  'limits.stepMinutes': {
    schema: whole(1, 240),
    fallback: defaultSettings.stepWallMs / minute,
    expected: 'a whole number from 1 to 240',
  },
  'limits.silenceMinutes': {
    schema: whole(1, 120),
    fallback: defaultSettings.stepSilenceMs / minute,
    expected: 'a whole number from 1 to 120',
  },
  'limits.stepToolCalls': {
    schema: whole(1, 1000),
    fallback: defaultSettings.stepToolCalls,
    expected: 'a whole number from 1 to 1000',
  },
  'limits.stepTokens': {
    schema: whole(1000, 10_000_000),
    fallback: defaultSettings.stepTokens,
    expected: 'a whole number from 1000 to 10000000',
  },
  'limits.runTokens': {
    schema: whole(1000, 100_000_000),
    fallback: defaultSettings.runTokens,
    expected: 'a whole number from 1000 to 100000000',
  },
  'limits.runMinutes': {
    schema: whole(1, 1440),
    fallback: defaultSettings.runWallMs / minute,
    expected: 'a whole number from 1 to 1440',
  },
  'limits.contextTokens': {
    schema: whole(2000, 1_000_000),
    fallback: defaultSettings.contextTokens,
    expected: 'a whole number from 2000 to 1000000',
  },
  'limits.scopeFiles': {
    schema: whole(1, 100_000),
    fallback: defaultSettings.maxScopeFiles,
    expected: 'a whole number from 1 to 100000',
  },
  notifications: {
    schema: z.enum(['unfocused', 'always', 'never']),
    fallback: 'unfocused',
    expected: 'unfocused, always or never',
  },
} as const;

export type SettingKey = keyof typeof settingsTable;
export type ChosenBackend = Extract<BackendId, 'qwen' | 'offline'>;
export type NotifyWhen = 'unfocused' | 'always' | 'never';

/** A configured value that cannot be used. `message` is a sentence for people. */
export interface SettingProblem {
  readonly key: SettingKey;
  readonly message: string;
}

export interface Settings {
  readonly app: AppSettings;
  readonly backend: ChosenBackend;
  readonly notifications: NotifyWhen;
  /** Empty when all is well. The fields above hold the defaults in place of what is named here. */
  readonly problems: readonly SettingProblem[];
}

/** The settings as they are now, for one folder. Never throws: unusable values are replaced and reported. */
export function readSettings(folder: vscode.WorkspaceFolder | undefined): Settings {
  const source = vscode.workspace.getConfiguration(settingsPrefix, folder?.uri);
  return parseSettings((key) => source.get<unknown>(key));
}

/** The validation alone: `read` answers with whatever is configured under a key, or undefined. */
export function parseSettings(read: (key: SettingKey) => unknown): Settings {
  const problems: SettingProblem[] = [];
  function take<K extends SettingKey>(key: K): z.infer<(typeof settingsTable)[K]['schema']> {
    const row = settingsTable[key];
    const value = read(key);
    const schema: z.ZodType = row.schema;
    const parsed = schema.safeParse(value ?? row.fallback);
    // The table pairs each schema with its own result type; TypeScript cannot follow that through an indexed access.
    type Value = z.infer<(typeof settingsTable)[K]['schema']>;
    if (parsed.success) return parsed.data as Value;
    const shown = JSON.stringify(value)?.slice(0, 80) ?? 'nothing';
    problems.push({
      key,
      message: `The setting ${settingsPrefix}.${key} must be ${row.expected}; it is ${shown}.`,
    });
    return row.fallback as Value;
  }
  const path = take('qwen.path').trim();
  const app: AppSettings = {
    qwenPath: path === '' ? null : path,
    qwenTransport: take('qwen.transport'),
    sandbox: take('sandbox'),
    concurrency: take('concurrency'),
    stepWallMs: take('limits.stepMinutes') * minute,
    stepSilenceMs: take('limits.silenceMinutes') * minute,
    stepToolCalls: take('limits.stepToolCalls'),
    stepTokens: take('limits.stepTokens'),
    runTokens: take('limits.runTokens'),
    runWallMs: take('limits.runMinutes') * minute,
    contextTokens: take('limits.contextTokens'),
    maxScopeFiles: take('limits.scopeFiles'),
  };
  return { app, backend: take('backend'), notifications: take('notifications'), problems };
}
