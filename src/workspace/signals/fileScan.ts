import type { ScopeFile } from '../../protocol/plan.ts';
import { type Language, isProductSource, isTestPath, languageOf } from './language.ts';
import { fileRules } from './rules/fileRules.ts';
import { infraRules } from './rules/infraRules.ts';
import { lineRules } from './rules/lineRules.ts';
import { type LineRule, strongWeight } from './signalRule.ts';
import { fileHas, type SourceView, viewSource } from './sourceView.ts';

/** Reports that `signal` matched at a line (0-based) with a weight. */
export type Report = (signal: string, index: number, weight: number) => void;

const maxMatchedLine = 2000;
const configEnding = /\.(?:json|jsonc|json5|ya?ml|toml|ini|cfg|conf|properties|xml|plist|config)$/i;
const documentEnding = /\.(?:md|mdx|rst|adoc|txt|org)$/i;
const secretRules = lineRules.filter((rule) => rule.id === 'secret-literal' || rule.id === 'secret-format');
const rulesByLanguage = new Map<Language, readonly LineRule[]>();

/** Runs every rule over one file. Each signal is reported at most once for a line, with its best weight. */
export function scanFile(file: ScopeFile, lines: readonly string[], report: Report): void {
  const best = new Map<string, Map<number, number>>();
  const note: Report = (signal, index, weight) => {
    const byLine = best.get(signal) ?? new Map<number, number>();
    best.set(signal, byLine);
    byLine.set(index, Math.max(weight, byLine.get(index) ?? 0));
  };
  scanPath(file.path, lines, note);
  const language = languageOf(file.path);
  if (language !== null && !isTestPath(file.path)) {
    scanSource(viewSource(file.path, language, lines), lines.join('\n'), note);
  } else if (configEnding.test(file.path) && !isTestPath(file.path)) {
    scanConfig(file.path, lines, note);
  }
  for (const [signal, byLine] of best) for (const [index, weight] of byLine) report(signal, index, weight);
}

function scanPath(path: string, lines: readonly string[], note: Report): void {
  const first = firstTextLine(lines);
  const test = isTestPath(path);
  if (test && languageOf(path) !== null) note('tests', first, strongWeight);
  let infra = false;
  for (const rule of fileRules) {
    if ((test && rule.tests !== true) || !rule.path.test(path)) continue;
    infra ||= rule.signals.includes('devops');
    for (const signal of rule.signals) note(signal, first, rule.weight);
  }
  if (!infra || documentEnding.test(path)) return;
  for (const [index, line] of lines.entries()) {
    if (line.length > maxMatchedLine || /^\s{0,60}#/.test(line)) continue;
    for (const rule of infraRules) {
      if (rule.pattern.test(line)) for (const signal of rule.signals) note(signal, index, rule.weight);
    }
  }
}

function scanSource(source: SourceView, text: string, note: Report): void {
  for (const rule of rulesFor(source.language)) {
    if (rule.words.length > 0 && !rule.words.some((word) => text.includes(word))) continue;
    const lines = rule.bare ? source.bare : source.code;
    for (let index = 0; index < lines.length; index++) {
      const line = lines[index] ?? '';
      if (line === '') continue;
      const match = rule.pattern.exec(line);
      if (match === null || rule.unless?.test(line) === true) continue;
      const weight = rule.judge === undefined ? rule.weight : rule.judge(source, index, match);
      if (weight <= 0) continue;
      for (const signal of rule.signals) note(signal, index, weight);
      if (rule.also === undefined || !fileHas(source, rule.also.file)) continue;
      for (const signal of rule.also.signals) note(signal, index, weight);
    }
  }
  if (isProductSource(source.path)) noteLogic(source, note);
}

function scanConfig(path: string, lines: readonly string[], note: Report): void {
  const source: SourceView = { path, language: 'other', lines, code: lines, bare: lines };
  for (const rule of secretRules) {
    for (const [index, line] of source.code.entries()) {
      if (line.length > maxMatchedLine || !rule.pattern.test(line) || rule.unless?.test(line) === true) continue;
      for (const signal of rule.signals) note(signal, index, rule.weight);
    }
  }
}

function rulesFor(language: Language): readonly LineRule[] {
  const known = rulesByLanguage.get(language);
  if (known !== undefined) return known;
  const rules = lineRules.filter((rule) =>
    rule.languages === null ? language !== 'sql' : rule.languages.includes(language),
  );
  rulesByLanguage.set(language, rules);
  return rules;
}

const branch =
  /\b(?:if|else|elif|elsif|unless|for|foreach|while|until|switch|match|case|when|try|catch|except|rescue|guard|select|return|yield|await)\b|=>|\?\?|&&|\|\|/;
/** Surely a decision, and not part of a type or an import. */
const decision =
  /^\s{0,80}(?:\}?\s{0,4}(?:else )?if\b|for\b|foreach\b|while\b|switch\b|match\b|when\b|try\b|unless\b|until\b|select\b|loop\b)/;
const definition = /\b(?:function|def|fn|func|fun|class|sub|proc|impl)\b/;

/** One hit for each file, at its first branch; files with more of them rank higher. */
function noteLogic(source: SourceView, note: Report): void {
  let count = 0;
  let first = -1;
  for (const [index, line] of source.bare.entries()) {
    if (!branch.test(line)) continue;
    count++;
    if (first < 0 && decision.test(line)) first = index;
  }
  if (first < 0) first = source.bare.findIndex((line) => definition.test(line));
  if (first >= 0) note('logic', first, Math.min(9, strongWeight + Math.floor(count / 20)));
}

/** Index of the first line with text, 0 when there is none. */
export function firstTextLine(lines: readonly string[]): number {
  return Math.max(
    0,
    lines.findIndex((line) => line.trim() !== ''),
  );
}
