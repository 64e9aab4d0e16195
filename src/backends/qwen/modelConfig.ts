import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { jsonrepair } from 'jsonrepair';
import { z } from 'zod';
import { BooError } from '../../protocol/errors.ts';

/** Where the relay sends model requests. Stays inside this process: the key is never written, logged or passed on. */
export interface ModelTarget {
  readonly baseUrl: string;
  readonly apiKey: string | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Base URL for people: scheme, host and path, no credentials and no query. */
  readonly label: string;
  /** Proxy variables of the host, when it has any. */
  readonly proxyEnv: Readonly<Record<string, string>>;
}

export interface ModelConfig {
  readonly model: string;
  readonly target: ModelTarget;
  /** The user's sampling and context settings, passed to qwen as they are. Holds no headers. */
  readonly generation: Readonly<Record<string, unknown>>;
  /** For people: which of the user's sources decided. */
  readonly source: string;
}

const generationSchema = z.looseObject({ customHeaders: z.record(z.string(), z.string()).optional().catch(undefined) });
const providerSchema = z.looseObject({
  id: z.string(),
  baseUrl: z.string().optional(),
  envKey: z.string().optional(),
  generationConfig: generationSchema.optional().catch(undefined),
});
/** The part of qwen's user settings that says which model to call. Everything else in the file is ignored. */
const settingsSchema = z.looseObject({
  security: z
    .looseObject({
      auth: z
        .looseObject({
          selectedType: z.string().optional(),
          apiKey: z.string().optional(),
          baseUrl: z.string().optional(),
        })
        .optional(),
    })
    .optional(),
  model: z
    .looseObject({ name: z.string().optional(), generationConfig: generationSchema.optional().catch(undefined) })
    .optional(),
  modelProviders: z.record(z.string(), z.array(providerSchema).catch([])).optional().catch(undefined),
  env: z.record(z.string(), z.string()).optional().catch(undefined),
});
type Settings = z.infer<typeof settingsSchema>;
type Env = Readonly<Record<string, string | undefined>>;

const maxFileBytes = 1024 * 1024;
/** Generation settings that make sense for our use; anything that names files, commands or headers stays behind. */
const generationKeys = [
  'samplingParams',
  'extra_body',
  'contextWindowSize',
  'modalities',
  'reasoning',
  'schemaCompliance',
  'enableCacheControl',
];

/**
 * Which model the user has configured for qwen. OPENAI_BASE_URL and OPENAI_MODEL both set in the environment name it
 * alone; otherwise qwen's own order holds: a `modelProviders` entry of the model, then environment, then
 * `~/.qwen/.env`, then `settings.json`. Nothing of a workspace is read.
 * Throws BooError('qwen_unconfigured') naming what is missing.
 */
export function readModelConfig(env: Env, home: string): ModelConfig {
  const settings = readSettings(join(home, '.qwen', 'settings.json'));
  return fromEnvironment(env, settings) ?? fromSettings(env, home, settings);
}

function fromEnvironment(env: Env, settings: Settings): ModelConfig | null {
  const url = nonEmpty(env['OPENAI_BASE_URL']);
  const model = nonEmpty(env['OPENAI_MODEL']);
  if (url === undefined || model === undefined) return null;
  const apiKey = nonEmpty(env['OPENAI_API_KEY']) ?? null;
  const target = targetOf(url, apiKey, {}, proxyVariables(env));
  return { model, target, generation: pick(settings.model?.generationConfig), source: 'environment' };
}

function fromSettings(env: Env, home: string, settings: Settings): ModelConfig {
  const fallback: Env = { ...settings.env, ...readDotEnv(join(home, '.qwen', '.env')) };
  const get = (name: string): string | undefined => firstSet(env[name], fallback[name]);
  const auth = settings.security?.auth;
  if (auth?.selectedType !== undefined && auth.selectedType !== 'openai') {
    throw unconfigured(
      `qwen is set to sign in with "${auth.selectedType}"; only OpenAI-compatible endpoints are supported.`,
    );
  }
  const model = firstSet(settings.model?.name, get('OPENAI_MODEL'), get('QWEN_MODEL'));
  if (model === undefined) throw unconfigured('No model name is configured for qwen.');
  const provider = providerOf(settings, model);
  const baseUrl = firstSet(provider?.baseUrl, get('OPENAI_BASE_URL'), auth?.baseUrl);
  if (baseUrl === undefined) throw unconfigured(`No base URL is configured for the model ${model}.`);
  const ownKey = get(provider?.envKey ?? '');
  const apiKey = firstSet(ownKey, get('OPENAI_API_KEY'), auth?.apiKey) ?? null;
  const generation = provider?.generationConfig ?? settings.model?.generationConfig;
  return {
    model,
    target: targetOf(baseUrl, apiKey, generation?.customHeaders ?? {}, proxyVariables(env)),
    generation: pick(generation),
    source: join('~', '.qwen', 'settings.json'),
  };
}

function providerOf(settings: Settings, model: string): z.infer<typeof providerSchema> | undefined {
  return settings.modelProviders?.['openai']?.find((entry) => entry.id === model);
}

function targetOf(
  baseUrl: string,
  apiKey: string | null,
  headers: Record<string, string>,
  proxyEnv: Record<string, string>,
): ModelTarget {
  const url = URL.parse(baseUrl);
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw unconfigured('The configured base URL is not an http or https address.');
  }
  return { baseUrl, apiKey, headers, label: `${url.protocol}//${url.host}${url.pathname}`, proxyEnv };
}

const unconfigured = (message: string): BooError => new BooError('qwen_unconfigured', message);
const nonEmpty = (value: string | undefined): string | undefined => (value?.trim() === '' ? undefined : value?.trim());
const firstSet = (...values: (string | undefined)[]): string | undefined =>
  values.map(nonEmpty).find((value) => value !== undefined);

function pick(generation: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(generation ?? {}).filter(([key]) => generationKeys.includes(key)));
}

function proxyVariables(env: Env): Record<string, string> {
  const names = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'http_proxy', 'https_proxy', 'no_proxy'];
  const found = names.flatMap((name) => {
    const value = nonEmpty(env[name]);
    return value === undefined ? [] : [[name, value] as const];
  });
  return found.some(([name]) => /https?_proxy/i.test(name)) ? Object.fromEntries(found) : {};
}

/** A missing file is an empty one; a file that cannot be understood is the user's to correct. */
function readSettings(file: string): Settings {
  const text = readSmall(file);
  if (text === null || text.trim() === '') return {};
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch {
    // qwen allows comments and trailing commas.
  }
  try {
    return settingsSchema.parse(JSON.parse(jsonrepair(text)));
  } catch (error) {
    throw new BooError('qwen_unconfigured', 'The settings of qwen cannot be read.', { where: file, cause: error });
  }
}

function readDotEnv(file: string): Env {
  const text = readSmall(file);
  return text === null ? {} : parseEnv(text);
}

function readSmall(file: string): string | null {
  try {
    return statSync(file).size > maxFileBytes ? null : readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
