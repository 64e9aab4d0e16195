import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { FlowProblem } from './problem.ts';

/** Largest definition file, in UTF-16 units. A hand-written flow is below a tenth of this. */
export const maxDefinitionChars = 256 * 1024;
const maxProblems = 50;

export type DefinitionPath = readonly (string | number)[];
export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface YamlText {
  readonly value: unknown;
  /** Place of the value at `path`, or of its closest parent that exists. */
  locate(path: DefinitionPath): Place;
  /** Place of a key inside the map at `path`. */
  locateKey(path: DefinitionPath, key: string): Place;
}

/**
 * Parses one YAML document that comes from a stranger. No tags, no anchors, no aliases, no second document, no
 * duplicate keys; size and depth are bounded. Never throws.
 */
export function parseYaml(
  text: string,
  file: string,
): { ok: true; yaml: YamlText } | { ok: false; errors: FlowProblem[] } {
  const problem = (place: Place, rule: string, message: string, fix: string): FlowProblem => ({
    file,
    ...place,
    rule,
    message,
    fix,
  });
  const start = { line: 1, column: 1 };
  if (text.length > maxDefinitionChars) {
    const message = `The file has ${text.length} characters; at most ${maxDefinitionChars} are read.`;
    return { ok: false, errors: [problem(start, 'size', message, 'Split it, or shorten its texts.')] };
  }
  const lines = new LineCounter();
  let document: Document.Parsed;
  let refused: { offset: number | undefined; what: string }[];
  let value: unknown;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: true,
      strict: true,
      version: '1.2',
      schema: 'core',
      prettyErrors: false,
    });
    refused = references(document);
    value = document.errors.length + refused.length === 0 ? document.toJS({ maxAliasCount: 0 }) : undefined;
  } catch (error) {
    // The library recurses: thousands of nested brackets end as a RangeError here, which is caught like any other throw.
    const message = `Not readable as YAML: ${String(error).slice(0, 200)}.`;
    return { ok: false, errors: [problem(start, 'yaml', message, 'Correct the syntax; nest less deeply.')] };
  }
  const place = (offset: number | undefined): Place => {
    const at = lines.linePos(Math.min(offset ?? 0, text.length));
    return { line: Math.max(1, at.line), column: Math.max(1, at.col) };
  };
  const errors = [...document.errors, ...document.warnings].map((error) =>
    problem(place(error.pos[0]), 'yaml', yamlMessage(error.code, error.message), yamlFix(error.code)),
  );
  errors.push(
    ...refused.map(({ offset, what }) =>
      problem(place(offset), 'alias', `${what} is not allowed here.`, 'Write the value out.'),
    ),
  );
  if (errors.length > 0) return { ok: false, errors: errors.slice(0, maxProblems) };
  const nodeRange = (node: unknown): number | undefined => (isNode(node) ? (node.range?.[0] ?? undefined) : undefined);
  const locate = (path: DefinitionPath): Place => {
    for (let depth = path.length; depth >= 0; depth--) {
      const node = depth === 0 ? document.contents : document.getIn(path.slice(0, depth), true);
      const offset = nodeRange(node);
      if (offset !== undefined) return place(offset);
    }
    return start;
  };
  const locateKey = (path: DefinitionPath, key: string): Place => {
    const map = path.length === 0 ? document.contents : document.getIn(path, true);
    if (isMap(map)) {
      for (const pair of map.items)
        if (isScalar(pair.key) && String(pair.key.value) === key) return place(nodeRange(pair.key));
    }
    return locate(path);
  };
  return { ok: true, yaml: { value, locate, locateKey } };
}

/** Anchors, aliases, tags and keys that are not plain text: none of them has a use in a definition. */
function references(document: Document.Parsed): { offset: number | undefined; what: string }[] {
  const found: { offset: number | undefined; what: string }[] = [];
  visit(document, {
    Alias: (_key, node) => {
      found.push({ offset: node.range?.[0], what: `The alias *${node.source}`.slice(0, 80) });
    },
    Node: (_key, node) => {
      if ('anchor' in node && node.anchor !== undefined)
        found.push({ offset: node.range?.[0], what: `The anchor &${node.anchor}`.slice(0, 80) });
      if (node.tag !== undefined && !node.tag.startsWith('tag:yaml.org,2002:'))
        found.push({ offset: node.range?.[0], what: `The tag ${node.tag}`.slice(0, 80) });
    },
    Pair: (_key, pair) => {
      if (isPair(pair) && !isScalar(pair.key))
        found.push({
          offset: isNode(pair.key) ? pair.key.range?.[0] : undefined,
          what: 'A key that is not plain text',
        });
    },
  });
  return found;
}

function yamlMessage(code: string, message: string): string {
  const said: Record<string, string> = {
    TAB_AS_INDENT: 'A tab is used for indentation.',
    DUPLICATE_KEY: 'This key is there twice.',
    MULTIPLE_DOCS: 'The file holds more than one document.',
  };
  const first = message.split('\n')[0] ?? message;
  return said[code] ?? `YAML: ${first.slice(0, 200).replace(/\.?$/, '.')}`;
}

function yamlFix(code: string): string {
  const said: Record<string, string> = {
    TAB_AS_INDENT: 'Indent with spaces.',
    DUPLICATE_KEY: 'Keep one of them.',
    MULTIPLE_DOCS: 'Remove the line "---" and what follows, or make it a file of its own.',
    TAG_RESOLVE_FAILED: 'Remove the tag; write plain values.',
    BLOCK_AS_IMPLICIT_KEY: 'Check the indentation, and put text that contains ": " in quotes.',
    UNEXPECTED_TOKEN: 'Check indentation and quotes at this place.',
    MISSING_CHAR: 'Close the quote or bracket, or add the ":".',
    BAD_INDENT: 'Align it with its neighbours.',
  };
  return said[code] ?? 'Correct the syntax at this place.';
}
