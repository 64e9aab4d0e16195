import { BooError } from '../../protocol/errors.ts';

/** Longest prompt sent to qwen, in bytes. Far below qwen's own cut at 8 MiB, which would lose text silently. */
export const maxPromptBytes = 500 * 1024;

/**
 * qwen replaces `@path`, at any place of a message, by the content of that file. There is no way to write a plain `@`
 * that it leaves alone without changing the text for the model (a backslash stays visible and would break quotes of
 * decorators). So `@` travels through qwen as this private-use character and the relay puts it back.
 */
const atStandIn = '\uE000';

/**
 * The text as it may be handed to qwen: no `@`, and never starting with a character that makes it a command (`/`, `!`).
 * The model receives the original text, but for a leading line break. Throws BooError('model_request_rejected') when
 * the prompt is larger than 500 KB.
 */
export function neutralisePrompt(text: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes > maxPromptBytes) {
    throw new BooError('model_request_rejected', `The prompt has ${bytes} bytes; the limit is ${maxPromptBytes}.`);
  }
  const plain = text.replaceAll('@', atStandIn);
  return /^[\p{L}\p{N}#<]/u.test(plain) ? plain : `\n${plain}`;
}

/** Undoes the stand-in in a JSON request body; qwen writes it unescaped, as JSON.stringify does. */
export function restoreAt(json: string): string {
  return json.replaceAll(atStandIn, '@');
}
