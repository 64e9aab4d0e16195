import { BooError } from '../../protocol/errors.ts';
import type { ScopeFile, SignalHit } from '../../protocol/plan.ts';
import { chooseHunks, type DiffChoice, type FileDiff } from './diffSlice.ts';
import {
  briefSection,
  contextSection,
  diffSection,
  factsSection,
  type FixedInput,
  filesSection,
  headSections,
  isolatedSection,
  leadsSection,
  scopeIntro,
  subjectSection,
  tailSections,
  textIntro,
} from './promptParts.ts';

// The runner speaks to agents through this one module.

export interface PromptInput extends FixedInput {
  /** Files of the step, most telling first. */
  readonly files: readonly ScopeFile[];
  readonly leads: readonly SignalHit[];
  readonly diffs: readonly FileDiff[];
  /** Documents that the run is about. */
  readonly subject: readonly string[];
  /** What the engine found out itself, a line each. */
  readonly facts: readonly string[];
  readonly brief: string;
  /** Ceiling of the prompt in tokens. */
  readonly maxTokens: number;
}

export interface RenderedPrompt {
  readonly prompt: string;
  readonly promptTokens: number;
  /** The files the prompt lists. */
  readonly files: readonly ScopeFile[];
  readonly leads: readonly SignalHit[];
  readonly trimmed: readonly string[];
  /** Files whose whole diff is in the prompt. */
  readonly diffOf: readonly string[];
}

/** A rough mean over code and prose; the plan counts with it. */
export const charsPerToken = 4;

/** Rough number of tokens of a text. */
export function tokensOf(text: string): number {
  return Math.ceil(text.length / charsPerToken);
}

/** The parts that may shrink. */
interface Parts {
  readonly files: readonly ScopeFile[];
  readonly leads: readonly SignalHit[];
  readonly facts: readonly string[];
  readonly context: string;
  readonly diff: DiffChoice;
  readonly brief: string;
}

/**
 * Renders the prompt of one step. Never longer than `maxTokens`: parts are cut in a fixed order (diff, leads, tail of the facts,
 * branch context, tail of the file list, tail of the brief) and each cut is named in `trimmed`. Persona, question, contracts and
 * answer format are never cut; when they alone do not fit, throws BooError('config_invalid').
 */
export function renderPrompt(input: PromptInput): RenderedPrompt {
  const { full, assemble, rechoose } = prepare(input);
  const over = (parts: Parts): number => assemble(parts).length - input.maxTokens * charsPerToken;
  const parts = shrink(full, over, rechoose);
  if (over(parts) > 0) {
    const least = tokensOf(assemble(parts));
    throw new BooError(
      'config_invalid',
      `The prompt of step "${input.agent.id}" needs at least ${least} tokens; the ceiling is ${input.maxTokens}.`,
      {
        where: 'contextTokens',
      },
    );
  }
  const prompt = assemble(parts);
  return {
    prompt,
    promptTokens: tokensOf(prompt),
    files: parts.files,
    leads: parts.leads,
    diffOf: parts.diff.shown > 0 ? parts.diff.whole : [],
    trimmed: describeCuts(input, full, parts),
  };
}

/** Tokens of the prompt with everything cut that may be cut. */
export function leastTokens(input: PromptInput): number {
  const { full, assemble } = prepare(input);
  const diff = chooseHunks([], [], 0);
  return tokensOf(assemble({ files: full.files.slice(0, 1), leads: [], facts: [], context: '', diff, brief: '' }));
}

interface Prepared {
  readonly full: Parts;
  readonly assemble: (parts: Parts) => string;
  readonly rechoose: Rechoose;
}

function prepare(input: PromptInput): Prepared {
  const { isolated } = input.agent;
  const diffs = isolated ? [] : input.diffs;
  const wanted = input.files.map((file) => file.path);
  const full: Parts = {
    // A line has more than 12 characters, so the rest could never be listed; this keeps the search below cheap.
    files: isolated ? [] : input.files.slice(0, Math.ceil(input.maxTokens / 3)),
    leads: isolated ? [] : input.leads,
    facts: isolated ? [] : input.facts,
    context: isolated || input.flow.report.textOnly ? '' : input.scope.branchContext,
    diff: chooseHunks(diffs, wanted, input.maxTokens * charsPerToken),
    brief: input.brief,
  };
  const head = headSections(input).join('\n\n');
  const tail = tailSections(input).join('\n\n');
  const middle = isolated ? apartSection : scopeSection;
  return {
    full,
    assemble: (parts) => withSize([head, middle(input, parts), tail]),
    rechoose: (maxChars) => chooseHunks(diffs, wanted, maxChars),
  };
}

/** An isolated agent knows the brief and nothing else. */
function apartSection(_input: PromptInput, parts: Parts): string {
  return [isolatedSection, '# Brief', briefSection(parts.brief)].join('\n\n');
}

function scopeSection(input: PromptInput, parts: Parts): string {
  const { textOnly } = input.flow.report;
  const lookup = parts.files.some((file) => !input.subject.includes(file.path));
  const intro = textOnly ? textIntro(input.scope, input.subject, lookup) : scopeIntro(input.scope);
  const sections = ['# Scope', intro];
  if (input.subject.length > 0) sections.push(subjectSection(input.subject));
  if (parts.facts.length > 0) sections.push(factsSection(parts.facts, input.facts.length));
  if (!textOnly || lookup) sections.push(filesSection(parts.files, input.files.length));
  if (parts.context !== '') sections.push(contextSection(parts.context));
  if (parts.leads.length > 0) sections.push(leadsSection(parts.leads, input.leads.length));
  if (parts.diff.shown > 0) sections.push(diffSection(parts.diff.text, parts.diff.shown, parts.diff.total));
  sections.push('# Brief', briefSection(parts.brief));
  return sections.join('\n\n');
}

type Rechoose = (maxChars: number) => DiffChoice;

/** Cuts part after part until `over` is satisfied or nothing is left to cut. */
function shrink(full: Parts, over: (parts: Parts) => number, rechoose: Rechoose): Parts {
  let parts = full;
  if (over(parts) <= 0) return parts;
  // Choosing hunks adds notes of its own, so the budget is corrected until it fits; each round lowers it.
  for (let budget = parts.diff.text.length; over(parts) > 0 && budget > 0;) {
    budget = Math.max(0, budget - over(parts) - 120);
    parts = { ...parts, diff: rechoose(budget) };
  }
  const keepLeads = largest(parts.leads.length, (n) => over({ ...parts, leads: parts.leads.slice(0, n) }) <= 0);
  parts = { ...parts, leads: parts.leads.slice(0, keepLeads) };
  const keepFacts = largest(parts.facts.length, (n) => over({ ...parts, facts: parts.facts.slice(0, n) }) <= 0);
  parts = { ...parts, facts: parts.facts.slice(0, keepFacts) };
  const words = parts.context.split(/(?<=\s)/);
  const keepWords = largest(words.length, (n) => over({ ...parts, context: words.slice(0, n).join('') }) <= 0);
  parts = { ...parts, context: words.slice(0, keepWords).join('').trimEnd() };
  const keepFiles = largest(parts.files.length, (n) => over({ ...parts, files: parts.files.slice(0, n) }) <= 0);
  parts = { ...parts, files: parts.files.slice(0, Math.max(Math.min(1, parts.files.length), keepFiles)) };
  const keepBrief = largest(parts.brief.length, (n) => over({ ...parts, brief: parts.brief.slice(0, n) }) <= 0);
  return { ...parts, brief: parts.brief.slice(0, keepBrief) };
}

/** The largest n in 0..max for which `fits(n)` holds, given that it holds for all smaller ones too; 0 when for none. */
function largest(max: number, fits: (n: number) => boolean): number {
  if (fits(max)) return max;
  let low = 0;
  let high = max;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

function describeCuts(input: PromptInput, full: Parts, parts: Parts): string[] {
  const cuts: string[] = [];
  if (parts.diff.shown < full.diff.total) cuts.push(`diff: ${parts.diff.shown} of ${full.diff.total} hunks shown`);
  if (parts.leads.length < full.leads.length) cuts.push(`leads: ${parts.leads.length} of ${full.leads.length} shown`);
  if (parts.facts.length < full.facts.length)
    cuts.push(`facts: ${parts.facts.length} of ${full.facts.length} lines shown`);
  if (parts.context.length < full.context.trimEnd().length)
    cuts.push(`branch context: ${parts.context.length} of ${full.context.length} characters shown`);
  if (!input.agent.isolated && parts.files.length < input.files.length)
    cuts.push(`file list: ${parts.files.length} of ${input.files.length} files shown`);
  if (parts.brief.length < full.brief.length)
    cuts.push(`brief: ${parts.brief.length} of ${full.brief.length} characters shown`);
  return cuts;
}

/** Joins the sections and states the size of the whole, the stating line included. */
function withSize(sections: readonly string[]): string {
  const body = sections.join('\n\n');
  let tokens = tokensOf(body);
  // The line changes its own length only when the number gains a digit, so this settles at once or after one more round.
  for (;;) {
    const prompt = `${body}\n\nSize of this prompt: about ${tokens} tokens, without results of other steps that may follow.`;
    const real = tokensOf(prompt);
    if (real === tokens) return prompt;
    tokens = real;
  }
}
