import type { AppSettings } from './App.ts';

const minute = 60_000;

/** What a user gets who sets nothing. */
export const defaultSettings: AppSettings = {
  qwenPath: null,
  qwenTransport: 'stream-json',
  sandbox: 'auto',
  concurrency: 4,
  stepWallMs: 15 * minute,
  stepSilenceMs: 5 * minute,
  stepToolCalls: 60,
  stepTokens: 400_000,
  runTokens: 4_000_000,
  runWallMs: 120 * minute,
  contextTokens: 24_000,
  maxScopeFiles: 5000,
};
