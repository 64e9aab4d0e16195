/** One evidence item as a model writes it: any JSON. */
export type Item = Readonly<Record<string, unknown>>;

/** A whole answer of a model, and what it is. */
export interface Sample {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
  /** Step that answers; default `angle`. */
  readonly step?: string;
  /** A lie about the place only: the quote is real, so to correct the place is an answer as good as to exclude it. */
  readonly misplaced?: boolean;
}

/** A finding that is complete but for its evidence. */
export function claimed(evidence: unknown, more: Item = {}): Item {
  return {
    title: 'The rows of a user leak',
    severity: 'critical',
    category: 'correctness',
    claim: 'Another user reads them.',
    recommendation: 'Check the owner first.',
    confidence: 'high',
    evidence,
    ...more,
  };
}

/** The answer with these findings, in the form that prompts ask for. */
export function answerOf(findings: readonly unknown[], more: Item = {}): string {
  return fenced({ findings, checked: ['src'], openQuestions: [], ...more });
}

export function fenced(value: unknown): string {
  return `Here is what I found.\n\n\`\`\`json\n${typeof value === 'string' ? value : JSON.stringify(value, null, 2)}\n\`\`\`\n`;
}

/** One answer with one finding on one evidence item of the code. */
export function citing(kind: string, name: string, item: Item, more: Partial<Sample> = {}): Sample {
  return { kind, name, text: answerOf([claimed([{ trust: 'codebase', ...item }])]), ...more };
}
