import { indentOf, insideLoop, type SourceView } from '../sourceView.ts';

/** A statement that calls an async function of the same file and does nothing with the promise. */
export function floatingWeight(source: SourceView, index: number, name: string): number {
  if (name === '' || /^(?:if|for|while|switch|catch|function|return|super|await)$/.test(name)) return 0;
  const statementBefore = (source.bare[index - 1] ?? '').trimEnd();
  if (/[,(=+?:&|.]$|\b(?:await|return|yield)$/.test(statementBefore)) return 0;
  if (indentOf(source.bare[index + 1] ?? '') > indentOf(source.bare[index] ?? '')) return 0;
  if (/^\s{0,60}\./.test(source.bare[index + 1] ?? '')) return 0;
  if (/\.catch\(/.test(source.bare[index] ?? '') || !asyncNames(source).has(name)) return 0;
  return insideLoop(source, index) ? 9 : 8;
}

/**
 * A statement that calls a method without `await` where the file awaits the same method, or every other call, on that
 * object. Methods that are usually synchronous do not count.
 */
export function floatingMethodWeight(source: SourceView, index: number, object: string, method: string): number {
  if (
    /^(?:console|logger|log|this|super|Math|Object|JSON|process|expect|assert)$/.test(object) ||
    synchronous.test(method)
  )
    return 0;
  const statementBefore = (source.bare[index - 1] ?? '').trimEnd();
  if (/[,(=+?:&|.]$|=>$|\b(?:await|return|yield)$/.test(statementBefore)) return 0;
  const calls = methodCalls(source);
  if (calls.awaited.has(`${object}.${method}`)) return 8;
  return calls.awaitedObjects.has(object) && (calls.plain.get(object) ?? 0) <= 1 ? 7 : 0;
}

const synchronous =
  /^(?:set|get|has|add|delete|clear|push|pop|shift|unshift|splice|sort|on|once|off|emit|log|info|warn|error|debug|forEach|append|dispose|abort|write|end|update|unref|ref|kill|register|subscribe|next|throwIfAborted|release|destroy|resolve|reject)$/;

interface MethodCalls {
  readonly awaited: ReadonlySet<string>;
  readonly awaitedObjects: ReadonlySet<string>;
  /** Number of calls on an object that are neither awaited nor returned nor assigned. */
  readonly plain: ReadonlyMap<string, number>;
}

const callsBySource = new WeakMap<SourceView, MethodCalls>();

function methodCalls(source: SourceView): MethodCalls {
  const known = callsBySource.get(source);
  if (known !== undefined) return known;
  const awaited = new Set<string>();
  const awaitedObjects = new Set<string>();
  const plain = new Map<string, number>();
  for (const line of source.bare) {
    for (const match of line.matchAll(/\bawait ((?:this\.)?\w{1,60})\.(\w{1,60})(?:<[^>]{0,60}>)?\(/g)) {
      awaited.add(`${match[1]}.${match[2]}`);
      awaitedObjects.add(match[1] ?? '');
    }
    const object = /^\s{1,60}((?:this\.)?\w{1,60})\.\w{1,60}\(/.exec(line)?.[1];
    if (object !== undefined) plain.set(object, (plain.get(object) ?? 0) + 1);
  }
  const calls = { awaited, awaitedObjects, plain };
  callsBySource.set(source, calls);
  return calls;
}

const namesBySource = new WeakMap<SourceView, ReadonlySet<string>>();
const asyncDeclaration =
  /\basync (?:function\s{1,4}\*?\s{0,4})?(\w{1,60})\s{0,4}[(<]|\b(?:const|let) (\w{1,60})(?::[^=]{0,80})? = async\b/;

/** Names that the file declares as async functions or methods; computed once for each file. */
function asyncNames(source: SourceView): ReadonlySet<string> {
  const known = namesBySource.get(source);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const line of source.bare) {
    const match = asyncDeclaration.exec(line);
    const name = match?.[1] ?? match?.[2];
    if (name !== undefined) names.add(name);
  }
  namesBySource.set(source, names);
  return names;
}
