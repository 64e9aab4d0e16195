export type Decoded =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: 'binary' | 'not UTF-8' };

const sniffBytes = 8 * 1024;

/** Bytes as text without a byte-order mark. A NUL in the first 8 KiB means binary; anything that is not UTF-8 is refused. */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes.subarray(0, sniffBytes).includes(0)) return { ok: false, reason: 'binary' };
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ok: false, reason: 'not UTF-8' };
  }
}

/** Lines without terminators (LF or CRLF). A final terminator does not start another line; an empty text has no lines. */
export function splitLines(text: string): string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}
