/**
 * Where a position lies in a block-style YAML file: found by indentation, so that it also works while the file does not parse,
 * which is when completion is wanted. Flow style (`{ a: b }`) and multi-line texts are not looked into.
 */
export interface YamlPlace {
  /** Keys from the root to the mapping or list that the position is in; list items by their number. */
  readonly path: readonly (string | number)[];
  /** Key on the line of the position, when it has one. */
  readonly key: string | undefined;
  /** The position stands where the value of `key` or of a list item is written. */
  readonly inValue: boolean;
  /** Keys that the mapping has already, on other lines. */
  readonly siblings: readonly string[];
}

interface Line {
  readonly number: number;
  /** Column of the key or item content, dashes counted as indentation. */
  readonly indent: number;
  /** Columns of the dashes before it. */
  readonly dashes: readonly number[];
  readonly key: string | undefined;
  readonly valueStart: number;
}

/** `line` and `character` are 0-based, as in the editor. */
export function yamlPlace(text: string, line: number, character: number): YamlPlace {
  const rows = text.split('\n');
  const lines = rows.map((row, number) => readLine(row.replace(/\r$/, ''), number));
  const raw = rows[line] ?? '';
  const current = lines[line] ?? { number: line, indent: character, dashes: [], key: undefined, valueStart: -1 };
  const blank = raw.trim() === '';
  const indent = blank ? character : current.indent;
  const chain = ancestors(lines, line, indent, blank ? [] : current.dashes);
  const inValue = current.key !== undefined && character >= current.valueStart;
  return {
    path: chain.path,
    key: current.key,
    inValue: inValue || (current.key === undefined && current.dashes.length > 0 && !blank),
    siblings: siblings(lines, line, indent, chain.from),
  };
}

function readLine(row: string, number: number): Line | undefined {
  if (row.trim() === '' || row.trimStart().startsWith('#')) return undefined;
  const dashes: number[] = [];
  let indent = row.length - row.trimStart().length;
  while (/^-(?:\s|$)/.test(row.slice(indent))) {
    dashes.push(indent);
    const rest = row.slice(indent + 1);
    indent += 1 + (rest.length - rest.trimStart().length);
    if (rest.trim() === '') break;
  }
  const match = /^("?)([A-Za-z][\w-]*)\1:(?:\s|$)/.exec(row.slice(indent));
  const key = match?.[2];
  return { number, indent, dashes, key, valueStart: key === undefined ? indent : indent + (match?.[0].length ?? 0) };
}

/** Keys and item numbers above a position, and the line where its own mapping begins. */
function ancestors(
  lines: readonly (Line | undefined)[],
  line: number,
  indent: number,
  ownDashes: readonly number[],
): { path: (string | number)[]; from: number } {
  const path: (string | number)[] = [];
  let keysBelow = indent;
  let dashesBelow = indent;
  let from = ownDashes.length > 0 ? line : -1;
  const enterItem = (column: number, at: number): void => {
    path.unshift(itemNumber(lines, at, column));
    // A list may stand at the column of its key, but not at that of the list around it.
    keysBelow = column + 1;
    dashesBelow = column;
  };
  for (const dash of [...ownDashes].reverse()) enterItem(dash, line);
  for (let at = line - 1; at >= 0 && keysBelow > 0; at--) {
    const row = lines[at];
    if (row === undefined) continue;
    if (row.key !== undefined && row.indent < keysBelow) {
      if (from < 0) from = at + 1;
      path.unshift(row.key);
      keysBelow = row.indent;
      dashesBelow = row.indent;
    }
    for (const dash of [...row.dashes].reverse()) {
      if (dash >= dashesBelow) continue;
      if (from < 0) from = at;
      enterItem(dash, at);
    }
  }
  return { path, from: Math.max(0, from) };
}

/** How many items of the same list come before the one whose dash stands at `column` of line `at`. */
function itemNumber(lines: readonly (Line | undefined)[], at: number, column: number): number {
  let count = 0;
  for (let above = at - 1; above >= 0; above--) {
    const row = lines[above];
    if (row === undefined) continue;
    if (row.dashes.includes(column)) count += 1;
    else if (
      (row.dashes[0] ?? row.indent) < column ||
      (row.key !== undefined && row.indent <= column && row.dashes.length === 0)
    )
      break;
  }
  return count;
}

function siblings(lines: readonly (Line | undefined)[], line: number, indent: number, from: number): string[] {
  const keys: string[] = [];
  for (let at = from; at < lines.length; at++) {
    const row = lines[at];
    if (row === undefined) continue;
    const start = row.dashes[0] ?? row.indent;
    if (at > line && start < indent) break;
    if (at > line && row.dashes.length > 0 && start < indent) break;
    if (at !== line && row.indent === indent && row.key !== undefined) keys.push(row.key);
  }
  return keys;
}
