import { createLibrary, type Library } from './library.ts';

const persona = (name: string): string =>
  `---\nname: ${name}\ntitle: The ${name}\ndomain: d\ntier: mid\nrole: You ${name}.\n---\nBody of ${name}.\n`;

/** A document flow with every part that the rules look at; tests replace lines of it. */
export const full = `schema: boocode.flow/1
name: full
title: Every part
category: Test
description: D
launcher: { prompt: P }
facts: [documents, stack, churn, subject, naming, layout, work-items, commands, branch-mode, pr-template, instructions]
contracts: { evidence: produce, yagni: 'on' }
bands:
  after: discovery
  start: small
  caps: { small: 1, medium: 1, large: 4 }
  rules:
    - { band: medium, findings: 4, reason: several gaps }
    - { band: large, findings: 11, reason: many gaps }
    - { band: large, briefWords: [full swarm], reason: everything was asked for }
    - { band: large, projects: 3, findings: 1, reason: several projects }
spine:
  discovery:
    - { id: map, persona: reader, question: What is there? }
  angles:
    - { id: one, persona: reader, question: First?, cover: [scope, wording] }
    - { id: apart, persona: outsider, question: What does the world do?, isolated: true }
  secondWave:
    - { id: doubt, persona: judge, question: Is it so? }
    - { id: safety, persona: guard, question: Is it safe?, minBand: medium, domains: [security, auth] }
    - { id: shape, persona: builder, question: Does it fit?, minBand: large }
  secondPass: { id: again, persona: reader, question: What is new?, when: new-gaps }
  synthesizer: { persona: writer, task: Write it., output: document }
  validators:
    - { id: truth, persona: judge, task: Is it true? }
  rewrite: { task: Again. }
report:
  kind: document
  conclusion: What is to be done.
  draft: plan.md
  notice: A draft.
  sections:
    - Context
    - { heading: Flow, text: How it goes., diagram: required, limits: { words: 80, minItems: 1 }, plain: true }
    - { heading: Maybe, required: false }
    - { heading: Decisions, from: records, records: decisions }
    - { heading: Found, from: steps, steps: [one, again], appendix: true }
    - { heading: Put off, from: deferred }
    - { heading: Asked, from: brief }
    - { heading: Where to go, from: engine, compute: next-step }
  records:
    - name: decisions
      title: Decision
      prefix: D
      text: What is decided.
      min: 1
      need: true
      evidence: required
      challenge: true
      dependsOn: after
      orderBy: weight
      forced: { field: weight, to: high, words: [auth] }
      cascade: { field: state, when: refuted, to: void, through: after }
      fields:
        - { name: weight, text: How much., kind: enum, values: [high, low] }
        - { name: state, text: Whether it holds., kind: enum, values: [holds, refuted, void] }
        - { name: after, text: What comes first., kind: ids, of: [decisions], required: false }
        - { name: places, text: Where., kind: list, limits: { items: 3 } }
        - { name: file, text: The file., kind: path }
        - { name: run, text: The command., kind: command }
`;

export function libraryOf(text: string): Library {
  return createLibrary([
    { fileName: 'full.yaml', text, source: 'user' },
    ...['reader', 'writer', 'judge', 'guard', 'builder', 'outsider'].map((name) => ({
      fileName: `${name}.md`,
      text: persona(name),
      source: 'user' as const,
    })),
  ]);
}

/** The flow with one part of its text replaced; fails when that part is not there. */
export const replaced = (from: string, to: string): string => {
  if (!full.includes(from)) throw new Error(`The flow does not contain: ${from}`);
  return full.replace(from, to);
};
