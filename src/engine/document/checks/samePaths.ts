import { type Check, mapRecords } from '../draft.ts';
import { mapOutsideFences } from '../prose.ts';

/** A path with a folder, as people write it; not a part of a longer path or of an address. */
const token = /(?<![\w.\-/\\:@])(?:\.{1,2}[\\/]|[\\/])?[\w@.-]+(?:[\\/][\w@.-]+)+/g;

/**
 * A file that is named in several places is named alike: `./src/a.ts`, `src\a.ts` and `/src/a.ts` become `src/a.ts` where that file is
 * known, and a shortened `orders/a.ts` becomes the full path when the document names exactly one file that ends so. Action: fix.
 * Code blocks and commands stay as they are.
 */
export const samePaths: Check = (draft, { paths }) => {
  const named = new Set<string>();
  const known = (text: string): string | null => {
    const path = text.replaceAll('\\', '/').replace(/^(?:\.?\/)+/, '');
    return paths.has(path) ? path : null;
  };
  const look = (text: string): string => {
    for (const [match] of text.matchAll(token)) {
      const path = known(withoutStop(match));
      if (path !== null) named.add(path);
    }
    return text;
  };
  const settle = (text: string): string =>
    text.replace(token, (match) => {
      const written = withoutStop(match);
      const path = known(written) ?? onlyEnding(written, named);
      return path === null ? match : `${path}${match.slice(written.length)}`;
    });
  const everywhere = (change: (text: string) => string): typeof draft => ({
    ...mapRecords(draft, (record, spec) => ({
      ...record,
      fields: Object.fromEntries(
        Object.entries(record.fields).map(([name, value]) => {
          const kind = spec.fields.find((field) => field.name === name)?.kind;
          if (kind === 'command' || kind === 'ids') return [name, value];
          const prose = (text: string): string => mapOutsideFences(text, change);
          return [name, typeof value === 'string' ? prose(value) : value.map(prose)];
        }),
      ),
    })),
    sections: draft.sections.map((section) => ({ ...section, markdown: mapOutsideFences(section.markdown, change) })),
  });
  everywhere(look);
  return named.size === 0 ? {} : { draft: everywhere(settle) };
};

/** A full stop after a path belongs to the sentence. */
function withoutStop(text: string): string {
  return text.replace(/\.+$/, '');
}

function onlyEnding(written: string, named: ReadonlySet<string>): string | null {
  const hits = [...named].filter((path) => path.endsWith(`/${written}`));
  return hits.length === 1 ? (hits[0] ?? null) : null;
}
