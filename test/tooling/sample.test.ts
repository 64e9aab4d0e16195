import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { makeSample } from '../../scripts/lib/sample.ts';
import { repoRoot } from '../../scripts/lib/paths.ts';

const manifest = z
  .object({
    defects: z.array(
      z.object({
        id: z.string(),
        state: z.enum(['base', 'feature', 'uncommitted']),
        file: z.string(),
        text: z.string(),
        kind: z.string(),
        note: z.string(),
      }),
    ),
  })
  .parse(JSON.parse(readFileSync(join(repoRoot, 'sample/defects.json'), 'utf8')));

describe('sample repository', () => {
  const parent = mkdtempSync(join(tmpdir(), 'sample-'));
  const dir = join(parent, 'a');
  const git = (folder: string, ...args: string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

  before(() => makeSample(dir));
  after(() => rmSync(parent, { recursive: true, force: true }));

  it('is the same, commit for commit, every time it is made', async () => {
    const again = join(parent, 'b');
    await makeSample(again);
    assert.equal(git(again, 'rev-parse', 'main', 'feature/refunds'), git(dir, 'rev-parse', 'main', 'feature/refunds'));
  });

  it('is on the feature branch, which left main before its last commit, with one uncommitted change', () => {
    assert.equal(git(dir, 'branch', '--show-current'), 'feature/refunds');
    assert.notEqual(git(dir, 'merge-base', 'main', 'HEAD'), git(dir, 'rev-parse', 'main'));
    assert.equal(git(dir, 'status', '--porcelain'), 'M src/refunds/refundService.ts');
  });

  it('refuses a folder that is not empty', async () => {
    await assert.rejects(makeSample(dir), /is not empty/);
  });

  for (const defect of manifest.defects) {
    it(`has the seeded defect ${defect.id} once, in the state it belongs to`, () => {
      const now = readFileSync(join(dir, defect.file), 'utf8');
      assert.equal(now.split(defect.text).length - 1, 1, `${defect.file}: ${defect.text}`);
      const before = (ref: string): string => {
        try {
          return git(dir, 'show', `${ref}:${defect.file}`);
        } catch {
          return '';
        }
      };
      assert.equal(before('main').includes(defect.text), defect.state === 'base');
      assert.equal(before('feature/refunds').includes(defect.text), defect.state !== 'uncommitted');
    });
  }
});
