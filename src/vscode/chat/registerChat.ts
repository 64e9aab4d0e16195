import * as vscode from 'vscode';
import { DisposableStore, type Disposable } from '../../base/disposable.ts';
import type { Host } from '../host.ts';

export const participantId = 'boocode.boo';

/** `@boo` in the chat view, with every flow as a slash command. Editors without a chat go without it. */
export function registerChat(host: Host): Disposable {
  const own = new DisposableStore();
  if (typeof vscode.chat?.createChatParticipant !== 'function') return own;
  const participant = own.add(
    vscode.chat.createChatParticipant(participantId, async (request, _context, response, token) => {
      const { answerChat } = await import('./answerChat.ts');
      return answerChat(host, request, response, token);
    }),
  );
  participant.iconPath = {
    light: vscode.Uri.joinPath(host.context.extensionUri, 'media', 'tab-light.svg'),
    dark: vscode.Uri.joinPath(host.context.extensionUri, 'media', 'tab-dark.svg'),
  };
  return own;
}
