import { insideLoop, type SourceView } from '../sourceView.ts';

const namesBySource = new WeakMap<SourceView, ReadonlySet<string>>();
const declared =
  /\b(\w{1,60})\??\s{0,2}:\s{0,2}\w{0,40}(?:Repository|Repo|Dao|Database|Pool|EntityManager|DataSource|Queryable)\b|\b(?:const|let)\s(\w{1,60})\s=\s(?:new\s|create)\w{0,40}(?:Repository|Repo|Dao|Pool)\(/g;
const usualName =
  /^\w{0,40}(?:db|[dD]atabase|[rR]epo|[rR]epository|[rR]epositories|[pP]ool|prisma|[cC]onn|[cC]onnection|tx|trx|knex|[mM]odel|[dD]ao|[cC]lient)$/;

/** Weight of an awaited call on `object` in a loop: one round trip for each turn, when the object reaches a store. */
export function awaitedInLoop(source: SourceView, index: number, object: string): number {
  if (!usualName.test(object) && !storeNames(source).has(object)) return 0;
  if (!insideLoop(source, index) || /\bfor await\b|\bof await\b/.test(source.bare[index] ?? '')) return 0;
  return 5;
}

/** Names that the file declares with the type of a store; computed once for each file. */
function storeNames(source: SourceView): ReadonlySet<string> {
  const known = namesBySource.get(source);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const line of source.bare) for (const match of line.matchAll(declared)) names.add(match[1] ?? match[2] ?? '');
  namesBySource.set(source, names);
  return names;
}
