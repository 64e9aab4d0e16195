/** The headings of a specification of behaviour; three of them make one, whatever the file is called. */
const specificationHeadings = ['outcome', 'actors and triggers', 'primary flow', 'coordinations'];

/** Do these headings tell a specification of behaviour? */
export function looksLikeSpecification(headings: readonly { readonly text: string }[]): boolean {
  const there = new Set(headings.map(({ text }) => headingWords(text)));
  return specificationHeadings.filter((heading) => there.has(heading)).length >= 3;
}

/** A heading in lower case without its number and end mark: "2.1 Primary flow:" -> "primary flow". */
export function headingWords(text: string): string {
  return text
    .toLowerCase()
    .replace(/^[\d.)\s]+/, '')
    .replace(/[\s:.*]+$/, '')
    .trim();
}
