/** Classes of report ids in the order in which a report lists them. */
const classes = ['CRIT', 'WARN', 'SUGG', 'E', 'G', 'TP', 'SEC', 'YAGNI', 'LEAD'] as const;
export type IdClass = (typeof classes)[number];

/** The class of a report id; null for an id of no known class. */
export function idClass(id: string): IdClass | null {
  const prefix = id.slice(0, id.lastIndexOf('-'));
  return classes.find((name) => name === prefix) ?? null;
}

/** Report order of ids: by class, then by number. */
export function compareIds(a: string, b: string): number {
  const rank = (id: string): number => {
    const known = idClass(id);
    return known === null ? classes.length : classes.indexOf(known);
  };
  return rank(a) - rank(b) || numberOf(a) - numberOf(b);
}

function numberOf(id: string): number {
  return Number(id.slice(id.lastIndexOf('-') + 1)) || 0;
}
