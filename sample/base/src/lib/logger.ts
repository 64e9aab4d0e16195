export interface Logger {
  info(message: string, data?: Record<string, unknown>): void;
  error(message: string, data?: Record<string, unknown>): void;
}

export function createLogger(write: (line: string) => void): Logger {
  const line = (level: string, message: string, data?: Record<string, unknown>) =>
    write(JSON.stringify({ level, message, ...data, at: new Date().toISOString() }));
  return {
    info: (message, data) => line('info', message, data),
    error: (message, data) => line('error', message, data),
  };
}

export const logger = createLogger((text) => process.stdout.write(`${text}\n`));
