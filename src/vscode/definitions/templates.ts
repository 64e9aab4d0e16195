/** Starting points for a person's own definitions. Each passes the checks as it is. */
export interface FlowTemplate {
  readonly id: 'question' | 'document' | 'steps';
  readonly label: string;
  readonly detail: string;
  text(name: string, title: string): string;
}

/** A text as YAML reads it back: unquoted, a title like `true`, `1e3` or `- foo` would be something else. JSON strings are YAML too. */
const quoted = (text: string): string => JSON.stringify(text);

const head = (name: string, title: string, more: string): string => `schema: boocode.flow/1
name: ${quoted(name)}
title: ${quoted(title)}
category: Mine
description: One sentence that says what the user gets.

${more}`;

const question: FlowTemplate = {
  id: 'question',
  label: 'One question',
  detail: 'Two personas look, one checks what they found',
  text: (name, title) =>
    head(
      name,
      title,
      `launcher:
  prompt: What should they look at most?
  brief: optional
  defaultScope: workspace
  examples:
    - Look at error handling in src/payments

report: {}

contracts:
  evidence: produce
  yagni: 'off'

bands:
  start: small
  rules:
    - { band: medium, files: 20, reason: more than 20 files }

spine:
  angles:
    - id: newcomer
      persona: junior-developer
      question: What would a newcomer misunderstand here, and which line misleads them?
    - id: failures
      persona: behavioral-analyst
      question: Where is an error swallowed, or a failure taken for success?
      leads: [error-handling, outbound]
    - id: races
      persona: concurrency-analyst
      question: Which two things can happen at the same time here, and what breaks then?
      # This one takes part only when the scan of the scope finds such code.
      signals: [concurrency]
  validators:
    - id: validate
      persona: adversarial-validator
      task: Try to refute each critical and warning finding by opening the cited files.
`,
    ),
};

const document: FlowTemplate = {
  id: 'document',
  label: 'A document',
  detail: 'Personas gather evidence, one writes a document from it',
  text: (name, title) =>
    head(
      name,
      title,
      `launcher:
  prompt: What should the document explain?
  brief: required
  defaultScope: workspace
  examples:
    - How an order gets from the request to the database

report:
  kind: document
  draft: ${quoted(`${name}.md`)}
  notice: Draft. Nothing was written to the workspace.
  sections:
    - heading: Summary
      text: What a reader must know, in at most five sentences, in plain words.
      plain: true
      limits: { words: 120 }
    - heading: How it works
      text: The way through the code, step by step. Each step cites the ids of the evidence it rests on.
    - heading: Limits
      from: records
      records: limits
      empty: No limit was found.
  records:
    - name: limits
      title: Limit
      prefix: L
      text: What this part of the system cannot do or does not protect against.
      evidence: required
      fields:
        - { name: effect, text: What the user notices. }

bands:
  start: small

spine:
  angles:
    - id: entry
      persona: evidence-based-investigator
      question: Where does it begin, and which lines does it pass through until it ends?
    - id: behaviour
      persona: behavioral-analyst
      question: Which values change on the way, and what happens when a step fails?
  synthesizer:
    persona: junior-developer
    output: document
    roleOverride: a reviewer writes here, because a fresh reader explains best
    task: Write the document from the evidence handed to you, for a developer who is new to this code.
  validators:
    - id: validate
      persona: adversarial-validator
      task: Try to refute what the document says by opening the files it rests on.
`,
    ),
};

const steps: FlowTemplate = {
  id: 'steps',
  label: 'Explicit steps',
  detail: 'Every step and what it waits for, written out',
  text: (name, title) =>
    head(
      name,
      title,
      `launcher:
  prompt: What should they look at most?
  defaultScope: diff
  examples:
    - Only the new endpoints

report: {}

bands:
  start: small

steps:
  - id: preflight
    op: preflight
  - id: security
    persona: adversarial-security-analyst
    needs: [preflight]
    question: Which attack does this change open?
  - id: tests
    persona: test-engineer
    needs: [preflight]
    question: Which behaviour of this change does no test check?
  - id: fold
    op: fold
    needs: [preflight]
    optionalNeeds: [security, tests]
  - id: validate
    persona: adversarial-validator
    role: validator
    output: verdicts
    needs: [fold]
    inputs: [fold]
    question: Try to refute each critical and warning finding by opening the cited files.
  - id: resolve
    op: resolve
    needs: [fold]
    optionalNeeds: [validate]
  - id: render
    op: render
    needs: [resolve]
`,
    ),
};

export const flowTemplates: readonly FlowTemplate[] = [question, document, steps];

/** A persona that says what each part is for. */
export function personaTemplate(name: string, title: string): string {
  return `---
name: ${quoted(name)}
title: ${quoted(title)}
domain: the field it judges, in a few words
tier: mid
role: Reviewer of one field. You presume that the code is wrong until a line shows that it is not.
---
One or two sentences: what this persona is measured by, and what it never does.

## Terms you think in
fifteen to thirty terms of the trade, separated by commas; they steer a model more than adjectives do.

## How you work
1. What to open first, and what to search for.
2. How to follow it: callers, configuration, tests.
3. When something counts as a finding, and when it is dropped.

## Smells and how to find them
- **Name of the smell**: how it looks in code, and the search that finds it.

## Do not
- Do not report what you have not seen in a file.
`;
}

/** \`My own flow!\` -> \`my-own-flow\`; empty when nothing usable is left. */
export function nameFrom(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
}
