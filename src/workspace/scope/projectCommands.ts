import { z } from 'zod';
import type { ScopeFacts } from '../../protocol/plan.ts';
import { decodeText, splitLines } from '../reader/decodeText.ts';
import { readInside } from '../reader/openInside.ts';

type Command = ScopeFacts['commands'][number];
type Reading = (lines: readonly string[], file: string) => Command[];

const maxBytes = 512 * 1024;
const maxCommands = 30;
const wanted = /^(?:test|lint|build|typecheck|type-check|check|check-types|tsc)(?:[:\-_][\w:-]{1,40})?$/;
const packageSchema = z.object({ scripts: z.record(z.string(), z.unknown()).optional() });

/**
 * Commands that the project defines for test, lint, build and type check, from the manifests at the root. They are
 * listed, never run. `source` is `file:line`.
 */
export async function findCommands(root: string): Promise<Command[]> {
  const commands: Command[] = [];
  for (const [file, reading] of readings) {
    const read = await readInside(root, file, maxBytes);
    const decoded = read.ok ? decodeText(read.bytes) : null;
    if (decoded?.ok === true) commands.push(...reading(splitLines(decoded.text), file));
  }
  return commands.slice(0, maxCommands);
}

const readings: readonly (readonly [string, Reading])[] = [
  ['package.json', packageScripts],
  ['Makefile', makeTargets],
  ['makefile', makeTargets],
  ['GNUmakefile', makeTargets],
  [
    'Cargo.toml',
    known(/^\[(?:package|workspace)\]/, { test: 'cargo test', lint: 'cargo clippy', build: 'cargo build' }),
  ],
  ['go.mod', known(/^module\s/, { test: 'go test ./...', lint: 'go vet ./...', build: 'go build ./...' })],
  ['pyproject.toml', pythonTools],
  ['pytest.ini', known(/^\[pytest\]/, { test: 'pytest' })],
  ['tox.ini', known(/^\[tox\]/, { test: 'tox' })],
  ['pom.xml', known(/<project[\s>]/, { test: 'mvn test', build: 'mvn package' })],
  ['build.gradle', known(/\S/, { test: 'gradle test', build: 'gradle build' })],
  ['build.gradle.kts', known(/\S/, { test: 'gradle test', build: 'gradle build' })],
  ['Rakefile', known(/\btask\b|RSpec|TestTask/, { test: 'rake test' })],
];

function packageScripts(lines: readonly string[], file: string): Command[] {
  const scripts = parsePackage(lines.join('\n'));
  const start = Math.max(
    0,
    lines.findIndex((line) => line.includes('"scripts"')),
  );
  return Object.entries(scripts).flatMap(([name, command]) => {
    if (typeof command !== 'string' || !wanted.test(name)) return [];
    const at = lines.findIndex((line, index) => index >= start && line.includes(`"${name}"`));
    return [{ name, command: command.slice(0, 500), source: `${file}:${Math.max(at, 0) + 1}` }];
  });
}

function parsePackage(text: string): Record<string, unknown> {
  try {
    return packageSchema.parse(JSON.parse(text)).scripts ?? {};
  } catch {
    // A broken manifest only means that no command is known from it.
    return {};
  }
}

function makeTargets(lines: readonly string[], file: string): Command[] {
  return lines.flatMap((line, index) => {
    const name = /^([\w-]{1,60})\s{0,8}:(?!=)/.exec(line)?.[1];
    if (name === undefined || !wanted.test(name)) return [];
    return [{ name, command: `make ${name}`, source: `${file}:${index + 1}` }];
  });
}

function pythonTools(lines: readonly string[], file: string): Command[] {
  const tools = [
    { name: 'test', command: 'pytest', section: /^\[tool\.pytest/ },
    { name: 'lint', command: 'ruff check', section: /^\[tool\.ruff\b/ },
    { name: 'lint', command: 'flake8', section: /^\[tool\.flake8\b/ },
    { name: 'typecheck', command: 'mypy .', section: /^\[tool\.mypy\b/ },
    { name: 'typecheck', command: 'pyright', section: /^\[tool\.pyright\b/ },
    { name: 'build', command: 'python -m build', section: /^\[build-system\]/ },
  ];
  return tools.flatMap(({ name, command, section }) => {
    const at = lines.findIndex((line) => section.test(line));
    return at < 0 ? [] : [{ name, command, source: `${file}:${at + 1}` }];
  });
}

/** A manifest whose mere presence (a line that matches `marker`) implies the usual commands of its tool. */
function known(marker: RegExp, commands: Readonly<Record<string, string>>): Reading {
  return (lines, file) => {
    const at = lines.findIndex((line) => marker.test(line));
    if (at < 0) return [];
    return Object.entries(commands).map(([name, command]) => ({ name, command, source: `${file}:${at + 1}` }));
  };
}
