import assert from 'node:assert/strict';
import { type FileMap, makeFolder, type TestFolder } from '../../../test/support/gitRepo.ts';
import type { ScopeFile, WorkspaceProfile } from '../../protocol/plan.ts';
import { readProfile } from './readProfile.ts';

const never = new AbortController().signal;
const fileOf = (path: string, lines: number): ScopeFile => ({ path, lines, bytes: 0, sha256: '' });

describe('readProfile', () => {
  const folders: TestFolder[] = [];
  afterEach(async () => {
    for (const made of folders.splice(0)) await made.remove();
  });
  const profileOf = async (files: FileMap, scope: readonly ScopeFile[] = []): Promise<WorkspaceProfile> => {
    const made = await makeFolder(files);
    folders.push(made);
    return readProfile(made.root, Object.keys(files).sort(), scope, never);
  };
  const frameworks = (profile: WorkspaceProfile): string[] =>
    profile.frameworks.map(({ name, path, line }) => `${name} ${path}:${line}`);

  it('counts the languages of the scope, most lines first', async () => {
    const profile = await profileOf({}, [
      fileOf('a.ts', 10),
      fileOf('b.tsx', 5),
      fileOf('c.py', 40),
      fileOf('d.json', 900),
      fileOf('README.md', 100),
    ]);
    assert.deepEqual(profile.languages, [
      { name: 'Python', files: 1, lines: 40 },
      { name: 'TypeScript', files: 2, lines: 15 },
    ]);
  });

  const manifests: readonly (readonly [string, string, readonly string[]])[] = [
    [
      'package.json',
      '{\n  "description": "react",\n  "dependencies": {\n    "react": "^18.0.0",\n    "left-pad": "1.0.0"\n  },\n  "devDependencies": {\n    "vitest": "1.0.0"\n  }\n}',
      ['React package.json:4', 'Vitest package.json:8'],
    ],
    [
      'pyproject.toml',
      '[project]\ndependencies = [\n  "Django>=5",\n  "celery[redis]",\n]\n[tool.poetry.dependencies]\nfastapi = "*"\n# flask',
      ['Django pyproject.toml:3', 'Celery pyproject.toml:4', 'FastAPI pyproject.toml:7'],
    ],
    [
      'requirements.txt',
      '# flask\nFlask==3.0\nrequests\n',
      ['Flask requirements.txt:2', 'Requests requirements.txt:3'],
    ],
    [
      'go.mod',
      'module x\n\nrequire (\n\tgithub.com/gin-gonic/gin v1.9.0\n\tgithub.com/labstack/echo/v4 v4.1.0\n)\n',
      ['Gin go.mod:4', 'Echo go.mod:5'],
    ],
    ['Cargo.toml', '[package]\nname = "x"\n[dependencies]\ntokio = { version = "1" }\n', ['Tokio Cargo.toml:4']],
    [
      'pom.xml',
      '<project>\n  <artifactId>spring-boot-starter-web</artifactId>\n  <!-- <artifactId>mybatis</artifactId> -->\n</project>',
      ['Spring Boot pom.xml:2'],
    ],
    ['build.gradle', "plugins {\n  id 'org.springframework.boot' version '3'\n}\n", ['Spring Boot build.gradle:2']],
    ['Gemfile', 'source "x"\ngem "rails", "~> 7"\n', ['Rails Gemfile:2']],
    ['composer.json', '{\n  "require": {\n    "laravel/framework": "^11"\n  }\n}', ['Laravel composer.json:3']],
    [
      'App.csproj',
      '<Project Sdk="Microsoft.NET.Sdk.Web">\n  <PackageReference Include="Dapper" Version="2" />\n</Project>',
      ['ASP.NET Core App.csproj:1', 'Dapper App.csproj:2'],
    ],
  ];
  for (const [path, text, expected] of manifests) {
    it(`reads the frameworks of ${path} with their lines`, async () => {
      const profile = await profileOf({ [path]: text });
      assert.deepEqual(frameworks(profile), expected);
      assert.deepEqual([profile.manifests, profile.projects], [[path], ['']]);
    });
  }

  it('finds nested projects, members of workspaces and lock files; tests and examples are none', async () => {
    const named = (name: string): string => JSON.stringify({ name });
    const profile = await profileOf({
      'package.json': JSON.stringify({ name: 'all', workspaces: ['packages/*', 'examples/shop'] }),
      'package-lock.json': '{}',
      'packages/a/package.json': named('a'),
      'packages/b/package.json': named('b'),
      'packages/b/src/package.json': '{"type":"module"}',
      'examples/shop/package.json': named('shop'),
      'examples/toy/package.json': named('toy'),
      'test/fixtures/x/package.json': named('x'),
      'node_modules/y/package.json': named('y'),
      'tools/gen/go.mod': 'module gen',
      'tools/gen/go.sum': '',
      'docs/requirements.txt': 'sphinx',
    });
    assert.deepEqual(profile.projects, ['', 'examples/shop', 'packages/a', 'packages/b', 'tools/gen']);
    assert.deepEqual(profile.lockFiles, ['package-lock.json', 'tools/gen/go.sum']);
    assert.ok(!profile.manifests.some((path) => path.startsWith('test/') || path.startsWith('node_modules/')));
  });

  it('understands the workspaces of other tools', async () => {
    const pnpm = await profileOf({
      'pnpm-workspace.yaml': 'packages:\n  - "samples/*"\n',
      'samples/a/package.json': '{"name":"a"}',
    });
    assert.deepEqual(pnpm.projects, ['samples/a']);
    const cargo = await profileOf({
      'Cargo.toml': '[workspace]\nmembers = [\n  "examples/one",\n]\n',
      'examples/one/Cargo.toml': '[package]',
      'examples/two/Cargo.toml': '[package]',
    });
    assert.deepEqual(cargo.projects, ['', 'examples/one']);
  });

  it('survives manifests that are broken or hostile', async () => {
    const deep = '['.repeat(20_000);
    const profile = await profileOf({
      'package.json': '{ "dependencies": { "react": ',
      'a/package.json': deep,
      'b/package.json': '{"name":"b","dependencies":["react"],"devDependencies":{"vue":"3"},"workspaces":[1]}',
      'c/composer.json': '[]',
      'pnpm-workspace.yaml': 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\npackages: *c\n',
    });
    assert.deepEqual(frameworks(profile), ['Vue b/package.json:1']);
  });
});
