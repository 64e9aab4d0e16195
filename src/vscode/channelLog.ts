import type * as vscode from 'vscode';
import { assertNever } from '../base/assertNever.ts';
import { type Log, makeLog } from '../base/log.ts';

/** The product log in an output channel of the editor; the level shown is the user's choice there. */
export function channelLog(channel: vscode.LogOutputChannel): Log {
  return makeLog((level, line) => {
    switch (level) {
      case 'debug':
        return channel.debug(line);
      case 'info':
        return channel.info(line);
      case 'warn':
        return channel.warn(line);
      case 'error':
        return channel.error(line);
      default:
        assertNever(level);
    }
  });
}
