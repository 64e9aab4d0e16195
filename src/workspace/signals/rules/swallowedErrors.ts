import type { SourceView } from '../sourceView.ts';

const logWords = /log|console|report|capture|record|print|warn|error\(/i;
const cleanUp =
  /\b(?:close|dispose|destroy|kill|unlink|rm|remove|release|terminate|shutdown|end|finally|cancel|abort|screenshot)\w{0,20}\(/i;

/** Failing to clean up, or marking a promise as handled elsewhere, loses nothing. */
export function isCleanUp(line: string): boolean {
  return cleanUp.test(line) || /^\s{0,60}(?:void )?\w{1,60}\.catch\(/.test(line);
}

/** A single line that says something without the error itself, and then goes on as if nothing had happened. */
function isLostError(source: SourceView, index: number, at: number): boolean {
  const name = /\bcatch\s{0,4}\(\s{0,4}(\w{1,40})/.exec(source.bare[index] ?? '')?.[1];
  const line = source.code[at] ?? '';
  const onlyLine = (source.bare[at + 1] ?? '').trim().startsWith('}') && line.trim().endsWith(';');
  return (
    onlyLine &&
    !/\bthrow\b|\breject\(|\bnext\(/.test(line) &&
    (name === undefined || !new RegExp(`\\b${name}\\b`).test(line))
  );
}

/**
 * A catch whose block has nothing, or neither rethrows, logs nor uses the error. A comment in the block says that
 * somebody thought about it, and so does a try of nothing but cleaning up.
 */
export function swallowWeight(source: SourceView, index: number): number {
  let explained = false;
  for (let i = index + 1; i < Math.min(source.bare.length, index + 8); i++) {
    const line = (source.bare[i] ?? '').trim();
    if (line === '') {
      explained ||= (source.lines[i] ?? '').trim() !== '';
      continue;
    }
    if (line.startsWith('}')) return explained || cleanUp.test(source.bare[index - 1] ?? '') ? 5 : 9;
    if (logWords.test(line) && isLostError(source, index, i)) return 6;
    if (logWords.test(line) || /\bthrow\b|\breject\(|\bnext\(/.test(line)) return 0;
    if (!/^return\s{0,4}(?:null|undefined|false|\[\]|\{\}|""|'')?\s{0,4};?$|^continue;?$/.test(line)) return 0;
    return explained ? 4 : 7;
  }
  return 0;
}
