import { join } from 'node:path';
import type { Angle, FlowFile } from '../../src/protocol/definition/flowFile.ts';
import { compareCategories } from '../../src/protocol/definition/categories.ts';
import type { RecordSpec, SectionSpec } from '../../src/protocol/document.ts';
import type { Library } from '../../src/engine/flow/library.ts';
import { scopeKindSchema } from '../../src/protocol/plan.ts';
import type { Persona } from '../../src/engine/flow/graph.ts';
import type { GeneratedFile } from './generatedFile.ts';

type Personas = ReadonlyMap<string, Persona>;

/** `docs/flows/<name>.md` for each flow, and an index. Everything on them comes from the flow and persona files. */
export function flowPages(library: Library, dir: string): GeneratedFile[] {
  const definitions = library.flows.map(({ definition }) => definition);
  return [
    { path: join(dir, 'README.md'), text: indexPage(definitions) },
    ...definitions.map((flow) => ({ path: join(dir, `${flow.name}.md`), text: flowPage(flow, library.personas) })),
  ];
}

const generatedNote = '<!-- Made by `npm run generate` from the flow files. Edit those. -->';

function indexPage(flows: readonly FlowFile[]): string {
  const categories = [...new Set(flows.map((flow) => flow.category))].sort(compareCategories);
  const parts = categories.map((category) => {
    const rows = flows
      .filter((flow) => flow.category === category)
      .map((flow) => `| [${flow.title}](${flow.name}.md) | \`${flow.name}\` | ${cell(flow.description)} |`);
    return `## ${category}\n\n| flow | name | what you get |\n|---|---|---|\n${rows.join('\n')}`;
  });
  return page([
    generatedNote,
    '# Flows',
    `${flows.length} flows. Each runs from the palette, the Flows view, the chat (\`@boo /name\`) and the command line (\`boo run name\`). To write your own: [Write your own flow](../WRITE-YOUR-OWN-FLOW.md).`,
    ...parts,
  ]);
}

function flowPage(flow: FlowFile, personas: Personas): string {
  return page([
    generatedNote,
    `# ${flow.title}`,
    flow.description,
    '## What you give',
    giving(flow),
    '## Example',
    exampleOf(flow),
    '## Who looks',
    team(flow, personas),
    '## What you get',
    getting(flow),
    '## Size',
    sizing(flow),
    ...before(flow),
  ]);
}

function giving(flow: FlowFile): string {
  const { launcher } = flow;
  const scopes = launcher.scopes ?? scopeKindSchema.options;
  const also = scopes.filter((scope) => scope !== launcher.defaultScope).map((scope) => scopeWords[scope]);
  return [
    `- ${launcher.gives ?? launcher.prompt}${launcher.brief === 'required' || /optional/i.test(launcher.gives ?? launcher.prompt) ? '' : ' A brief is optional.'}`,
    `- Looks at: ${scopeWords[launcher.defaultScope]}${also.length === 0 ? '' : `; also makes sense for ${also.join(', ')}`}.`,
  ].join('\n');
}

const scopeWords: Readonly<Record<FlowFile['launcher']['defaultScope'], string>> = {
  workspace: 'the whole workspace',
  path: 'a folder or files',
  selection: 'the selection',
  uncommitted: 'uncommitted changes',
  diff: 'the branch diff',
};

function exampleOf(flow: FlowFile): string {
  const [first, ...others] = flow.launcher.examples;
  const brief = first === undefined ? '' : ` --brief '${first.replaceAll("'", "'\\''")}'`;
  const more = others.length === 0 ? '' : `\n\nOther briefs:\n\n${others.map((text) => `- ${text}`).join('\n')}`;
  return `\`\`\`sh\nboo run ${flow.name}${brief}\n\`\`\`${more}`;
}

interface Row {
  readonly when: string;
  readonly persona: string;
  readonly question: string;
}

function team(flow: FlowFile, personas: Personas): string {
  const rows = flow.spine === undefined ? explicitRows(flow) : spineRows(flow.spine);
  const lines = rows.map(
    ({ when, persona, question }) =>
      `| ${cell(personas.get(persona)?.title ?? persona)} | ${cell(question)} | ${cell(when)} |`,
  );
  return `| persona | question or task | takes part |\n|---|---|---|\n${lines.join('\n')}`;
}

function explicitRows(flow: FlowFile): Row[] {
  return (flow.steps ?? []).flatMap((step) =>
    step.persona === undefined || step.question === undefined
      ? []
      : [{ when: whenOf(step), persona: step.persona, question: step.question }],
  );
}

function spineRows(spine: NonNullable<FlowFile['spine']>): Row[] {
  const ask = (angle: Angle, role: string): Row => ({
    when: role === '' ? whenOf(angle) : `${role}; ${whenOf(angle)}`,
    persona: angle.persona,
    question: angle.question,
  });
  const { synthesizer, validators, rewrite, secondPass } = spine;
  return [
    ...spine.discovery.map((angle) => ask(angle, 'first')),
    ...spine.angles.map((angle) => ask(angle, '')),
    ...spine.secondWave.map((angle) => ask(angle, 'on the merged findings')),
    ...(secondPass === undefined
      ? []
      : [
          {
            when: `once more, when ${triggerWords[secondPass.when]}`,
            persona: secondPass.persona,
            question: secondPass.question,
          },
        ]),
    ...(synthesizer === undefined
      ? []
      : [{ when: 'writes', persona: synthesizer.persona, question: synthesizer.task }]),
    ...validators.map((entry) => ({ when: `checks; ${whenOf(entry)}`, persona: entry.persona, question: entry.task })),
    ...(rewrite === undefined || synthesizer === undefined
      ? []
      : [
          {
            when: 'rewrites once, after a refutation',
            persona: rewrite.persona ?? synthesizer.persona,
            question: rewrite.task,
          },
        ]),
  ];
}

const triggerWords = {
  'new-gaps': 'the second wave found three new gaps or contradicted a fifth of the old ones',
  'open-majors': 'something critical or more than two findings are open',
} as const;

function whenOf(
  gate: Pick<Angle, 'minBand' | 'signals' | 'briefWords' | 'fileKinds' | 'addedFiles' | 'domains' | 'onlyNamed'>,
): string {
  if (gate.onlyNamed) return 'only when you name it';
  const reasons = [
    gate.signals.length > 0 ? `signals: ${gate.signals.join(', ')}` : '',
    gate.briefWords.length > 0 ? 'words of your brief' : '',
    gate.addedFiles.length > 0 ? `new files of kind ${gate.addedFiles.join(', ')}` : '',
    gate.fileKinds.length > 0 ? `files of kind ${gate.fileKinds.join(', ')}` : '',
    gate.domains.length > 0 ? `findings on ${gate.domains.join(', ')}` : '',
  ].filter((reason) => reason !== '');
  const from = gate.minBand === 'small' ? '' : `from ${gate.minBand} on`;
  if (reasons.length === 0) return from === '' ? 'always' : from;
  return [from, reasons.join(' or ')].filter((part) => part !== '').join(', ');
}

function getting(flow: FlowFile): string {
  const { report } = flow;
  const recordTitle = new Map(report.records.map((entry) => [entry.name, entry]));
  const lines = report.sections.map((section) =>
    typeof section === 'string' ? `1. **${section}**` : `1. **${section.heading}**${sectionNote(section, recordTitle)}`,
  );
  return [
    ...(report.notice === undefined ? [] : [report.notice]),
    lines.length === 0 ? 'The findings, most severe first, each with the lines that prove it.' : lines.join('\n'),
    'The account of the run stands first; the evidence with its checked citations, what was excluded and why, and open questions follow.',
    ...(report.draft === undefined ? [] : [`The document alone can be saved as \`${report.draft}\`.`]),
  ].join('\n\n');
}

function sectionNote(section: SectionSpec, records: ReadonlyMap<string, RecordSpec>): string {
  const notes = [
    section.plain ? 'plain language' : '',
    section.diagram === 'required' ? 'with a diagram' : '',
    section.from === 'engine' ? 'computed by code' : '',
    section.from === 'records' && section.records !== undefined
      ? (records.get(section.records)?.text.replace(/\s+/g, ' ').trim() ?? '')
      : '',
  ].filter((note) => note !== '');
  return notes.length === 0 ? '' : `: ${notes.join('; ')}`;
}

function sizing(flow: FlowFile): string {
  const { bands } = flow;
  if (bands.fixed !== undefined) return `Always ${bands.fixed}.`;
  const rules = bands.rules.map((rule) => `- ${rule.band}: ${rule.reason}`);
  const start = `Starts at ${bands.start}; the largest rule that holds wins. \`--size\` chooses otherwise.${bands.after === 'discovery' ? ' Decided after discovery.' : ''}`;
  const alike =
    bands.withoutBase === undefined
      ? []
      : [
          `Without a base to compare with (a workspace or a folder) it is ${bands.withoutBase}: new and old code look alike there.`,
        ];
  return [start, ...alike, ...(rules.length === 0 ? [] : [rules.join('\n')])].join('\n\n');
}

function before(flow: FlowFile): string[] {
  const line = (check: FlowFile['preflight'][number]): string => {
    const other = check.flow === undefined ? '' : ` (flow: [${check.flow}](${check.flow}.md))`;
    return `- ${check.message}${other}`;
  };
  const stops = flow.preflight.filter((check) => check.blocks).map(line);
  const notes = flow.preflight.filter((check) => !check.blocks).map(line);
  return [
    ...(stops.length === 0 ? [] : ['## What stops it before any model is asked', stops.join('\n')]),
    ...(notes.length === 0 ? [] : ['## What it only notes', notes.join('\n')]),
  ];
}

function cell(text: string): string {
  return text.replace(/\s+/g, ' ').trim().replaceAll('|', '\\|');
}

function page(parts: readonly string[]): string {
  return `${parts.join('\n\n')}\n`;
}
