/** Bounds of one agent answer. What lies beyond them is refused or recorded, never silently lost. Sizes in characters. */
export const answerLimits = {
  text: 4_000_000,
  /** Findings that are judged; the next ones are listed as excluded. */
  findings: 500,
  /** More findings than this are not an answer but a flood: the answer is refused. */
  flood: 5_000,
  citations: 20,
  verdicts: 1_000,
  chain: 50,
  fixes: 50,
  ids: 50,
  checked: 200,
  openQuestions: 100,
  title: 300,
  short: 120,
  prose: 8_000,
  quote: 4_000,
  path: 1_000,
  url: 2_000,
  violations: 200,
  markdown: 1_000_000,
} as const;

/** Bounds of fields that the schema does not know. */
export const extraLimits = { keys: 20, depth: 4, items: 50, text: 4_000 } as const;
