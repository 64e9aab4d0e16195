/** Bounds of one written document. Sizes in characters. What lies beyond is cut with a note or listed as excluded. */
export const documentLimits = {
  prose: 600_000,
  sections: 80,
  section: 60_000,
  heading: 200,
  preamble: 4_000,
  lists: 30,
  records: 500,
  /** More records than this are not a document but a flood: the answer is refused. */
  flood: 5_000,
  id: 40,
  title: 300,
  evidence: 50,
  fields: 24,
  text: 8_000,
  items: 60,
  item: 1_500,
  deferred: 100,
  responses: 100,
  conclusion: 1_500,
  ref: 300,
  /** Things named in one message, e.g. the leaks of a section. */
  named: 8,
  notes: 200,
  stray: 4_000,
} as const;
