import { z } from 'zod';

/** The part of a JSON schema that completion and hover need. */
export interface SchemaNode {
  readonly description?: string | undefined;
  readonly type?: string | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, SchemaNode>> | undefined;
  readonly required?: readonly string[] | undefined;
  readonly items?: SchemaNode | undefined;
  readonly additionalProperties?: SchemaNode | boolean | undefined;
  readonly anyOf?: readonly SchemaNode[] | undefined;
  readonly oneOf?: readonly SchemaNode[] | undefined;
}

const nodeSchema: z.ZodType<SchemaNode> = z.lazy(() =>
  z.looseObject({
    description: z.string().optional(),
    type: z.string().optional(),
    enum: z.array(z.unknown()).optional(),
    properties: z.record(z.string(), nodeSchema).optional(),
    required: z.array(z.string()).optional(),
    items: nodeSchema.optional(),
    additionalProperties: z.union([z.boolean(), nodeSchema]).optional(),
    anyOf: z.array(nodeSchema).optional(),
    oneOf: z.array(nodeSchema).optional(),
  }),
);

/** Throws ZodError. */
export function parseSchema(value: unknown): SchemaNode {
  return nodeSchema.parse(value);
}

/** The schemas that may apply at a path, most specific last; empty when the path leads nowhere. */
export function schemaAt(root: SchemaNode, path: readonly (string | number)[]): SchemaNode[] {
  let nodes = branches(root);
  for (const step of path) nodes = nodes.flatMap((node) => child(node, step)).flatMap(branches);
  return nodes;
}

/** A node and its alternatives. */
function branches(node: SchemaNode): SchemaNode[] {
  return [node, ...[...(node.anyOf ?? []), ...(node.oneOf ?? [])].flatMap(branches)];
}

function child(node: SchemaNode, step: string | number): SchemaNode[] {
  if (typeof step === 'number') return node.items === undefined ? [] : [node.items];
  const known = node.properties?.[step];
  if (known !== undefined) return [known];
  const other = node.additionalProperties;
  return typeof other === 'object' ? [other] : [];
}

export interface KeyOffer {
  readonly key: string;
  readonly description: string;
  readonly required: boolean;
  readonly shape: 'text' | 'list' | 'mapping';
}

/** Keys that the mapping at a path may have, required ones first, then in the order of the schema. */
export function keyOffers(root: SchemaNode, path: readonly (string | number)[]): KeyOffer[] {
  const offers = schemaAt(root, path).flatMap((node) =>
    Object.entries(node.properties ?? {}).map(([key, value]): KeyOffer => ({
      key,
      description: describe(value),
      required: node.required?.includes(key) ?? false,
      shape: shapeOf(value),
    })),
  );
  const unique = [...new Map(offers.map((offer) => [offer.key, offer])).values()];
  return [...unique.filter((offer) => offer.required), ...unique.filter((offer) => !offer.required)];
}

/** Words that are allowed at a path: closed lists, constants, yes and no. */
export function valueOffers(root: SchemaNode, path: readonly (string | number)[]): string[] {
  const nodes = schemaAt(root, path).flatMap((node) => [
    node,
    ...(node.items === undefined ? [] : branches(node.items)),
  ]);
  const words = nodes.flatMap((node) => [
    ...(node.enum ?? []),
    ...(node.const === undefined ? [] : [node.const]),
    ...(node.type === 'boolean' ? [true, false] : []),
  ]);
  return [...new Set(words.filter((word) => typeof word === 'string' || typeof word === 'boolean').map(String))];
}

/** What a key means, with its default and the words allowed; empty when the schema says nothing. */
export function hoverText(root: SchemaNode, path: readonly (string | number)[]): string {
  const [node] = schemaAt(root, path);
  if (node === undefined) return '';
  const words = valueOffers(root, path);
  return [
    describe(node),
    words.length > 0 && words.length <= 40 ? `One of: ${words.join(', ')}.` : '',
    typeof node.default === 'string' || typeof node.default === 'number' || typeof node.default === 'boolean'
      ? `Default: ${String(node.default)}.`
      : '',
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function describe(node: SchemaNode): string {
  return node.description ?? branches(node).find((branch) => branch.description !== undefined)?.description ?? '';
}

function shapeOf(node: SchemaNode): KeyOffer['shape'] {
  if (branches(node).some((branch) => branch.type === 'array')) return 'list';
  return branches(node).some((branch) => branch.type === 'object') ? 'mapping' : 'text';
}
