/** What a model finds in a prompt of ours, read from the text alone: nothing here knows a flow. */
export interface ReadPrompt {
  readonly step: string;
  /** The JSON template of the section Answer, parsed: keys and placeholder values. */
  readonly template: Readonly<Record<string, unknown>>;
  readonly sections: readonly AskedSection[];
  readonly records: readonly AskedRecord[];
  readonly fieldNotes: Readonly<Record<string, string>>;
  readonly cover: readonly string[];
  readonly files: readonly string[];
  readonly subject: readonly string[];
  readonly leads: readonly { readonly path: string; readonly line: number; readonly text: string }[];
  /** Ids of results that were handed over, in the order of their appearance. */
  readonly ids: readonly string[];
  /** Ids that a validator is asked to judge. */
  readonly due: readonly string[];
  readonly brief: string;
  readonly isolated: boolean;
}

export interface AskedSection {
  readonly heading: string;
  /** What the prompt says about it. */
  readonly rules: string;
}

export interface AskedRecord {
  readonly name: string;
  readonly prefix: string;
  readonly min: number;
  readonly max: number;
  readonly rules: string;
  readonly fields: Readonly<Record<string, string>>;
}

const fence = '```';

export function readPrompt(prompt: string): ReadPrompt {
  const at = Math.max(0, prompt.lastIndexOf('\n# Answer\n'));
  const answer = prompt.slice(at);
  const open = answer.indexOf(`${fence}json`);
  const close = answer.indexOf(`\n${fence}`, open + 1);
  const head = answer.slice(0, Math.max(0, open));
  const template = parseTemplate(answer.slice(open + 7, close));
  const after = answer.slice(close);
  const rules = after.slice(0, after.indexOf(`${fence}json`));
  const handed = prompt.slice(
    prompt.indexOf('# Results handed to you') < 0 ? prompt.length : prompt.indexOf('# Results handed to you'),
  );
  return {
    step: /^Step: (\S+)/m.exec(prompt)?.[1] ?? '',
    template,
    sections: askedSections(head),
    records: askedRecords(rules),
    fieldNotes: fieldNotes(rules),
    cover: [...(/# Cover each of these\n((?:- .*\n)+)/.exec(prompt)?.[1] ?? '').matchAll(/^- (.*)$/gm)].map(
      (match) => match[1] ?? '',
    ),
    files: block(prompt, 'files')
      .map((line) => line.replace(/ \(\d+ lines.*\)$/, ''))
      .filter((line) => line !== '(none)'),
    subject: block(prompt, 'subject'),
    leads: block(prompt, 'leads').flatMap((line) => {
      const match = /^(.+?):(\d+) \[[^\]]+\] (.*)$/.exec(line);
      return match === null ? [] : [{ path: match[1] ?? '', line: Number(match[2]), text: match[3] ?? '' }];
    }),
    ids: [
      ...new Set(
        [...handed.matchAll(/^(?:#+ )?((?:CRIT|WARN|SUGG|SEC|E|G|TP|LEAD|YAGNI)-\d{3})\b/gm)].map(
          (match) => match[1] ?? '',
        ),
      ),
    ],
    due: block(prompt, 'due')
      .flatMap((line) => line.split(/[\s,]+/))
      .filter((id) => /^(?:[A-Z]+-\d+|conclusion)$/.test(id)),
    brief: block(prompt, 'brief').join('\n'),
    isolated: !prompt.includes(' files>'),
  };
}

function parseTemplate(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('the template is no object');
  return { ...value };
}

function askedSections(head: string): AskedSection[] {
  return head
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [heading = '', ...rest] = part.split('\n');
      return { heading: heading.trim(), rules: rest.join(' ') };
    });
}

function askedRecords(rules: string): AskedRecord[] {
  const records: {
    name: string;
    prefix: string;
    min: number;
    max: number;
    rules: string;
    fields: Record<string, string>;
  }[] = [];
  for (const line of rules.split('\n')) {
    const record =
      /^- ([A-Za-z0-9]+) \((.*?); own ids ([A-Z]+)-1, [A-Z]+-2; (?:up to (\d+)|(\d+) to (\d+)); (.*?)\): (.*)$/.exec(
        line,
      );
    if (record !== null) {
      records.push({
        name: record[1] ?? '',
        prefix: record[3] ?? '',
        min: Number(record[5] ?? 0),
        max: Number(record[4] ?? record[6] ?? 0),
        rules: `${record[7] ?? ''} ${record[8] ?? ''}`,
        fields: {},
      });
      continue;
    }
    const field = /^ {2}- ([A-Za-z0-9]+): (.*)$/.exec(line);
    const last = records.at(-1);
    if (field !== null && last !== undefined) last.fields[field[1] ?? ''] = field[2] ?? '';
  }
  return records;
}

function fieldNotes(rules: string): Record<string, string> {
  return Object.fromEntries(
    [...rules.matchAll(/^([a-z][A-Za-z0-9]*) \((?:required|when known)\): (.*)$/gm)].map((match) => [
      match[1] ?? '',
      match[2] ?? '',
    ]),
  );
}

function block(prompt: string, name: string): string[] {
  const match = new RegExp(`^<(data-[0-9a-f]{16}) ${name}>\\n([\\s\\S]*?)\\n</\\1>`, 'm').exec(prompt);
  return (match?.[2] ?? '').split('\n').filter((line) => line !== '');
}
