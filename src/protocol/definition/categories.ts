/** Headings of the shipped flows in the order in which people look for them; others follow by name. */
const known = ['Review', 'Investigate', 'Plan', 'Architecture', 'Document', 'Research', 'Summarise'];

/** Order of two categories wherever flows are listed. */
export function compareCategories(a: string, b: string): number {
  const rank = (category: string): number => {
    const at = known.indexOf(category);
    return at < 0 ? known.length : at;
  };
  return rank(a) - rank(b) || a.localeCompare(b);
}
