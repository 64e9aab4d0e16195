export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** Structured log, passed in and never global. Messages and data must not contain prompts, file text or secrets. */
export interface Log {
  write(level: LogLevel, message: string, data?: Record<string, unknown>): void;
  /** The same sink with a name in front of each message, e.g. `run abc / step fold`. */
  scope(name: string): Log;
}

export function makeLog(sink: (level: LogLevel, line: string) => void, prefix = ''): Log {
  return {
    write(level, message, data) {
      const suffix = data === undefined ? '' : ` ${JSON.stringify(data)}`;
      sink(level, `${prefix}${message}${suffix}`);
    },
    scope: (name) => makeLog(sink, `${prefix}${name}: `),
  };
}

export const silentLog: Log = { write: () => {}, scope: () => silentLog };
