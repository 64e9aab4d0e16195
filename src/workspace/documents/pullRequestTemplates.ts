import { join } from 'node:path';
import { entriesOf } from '../listing/walkFiles.ts';
import { comparePaths } from '../relativePath.ts';

const places = ['', '.github/', 'docs/'];
const template = /^pull_request_template(?:\.(?:md|txt))?$/i;
const folder = /^pull_request_template$/i;
const maxTemplates = 10;

/**
 * Paths of pull-request templates: the root, `.github/` and `docs/`, in any casing, and the files of a template folder there.
 * Looked up on disk, so they are found even where the folder is ignored. Sorted, at most 10.
 */
export async function findPullRequestTemplates(root: string): Promise<string[]> {
  const found: string[] = [];
  for (const place of places) {
    for (const entry of await entriesOf(join(root, place))) {
      if (entry.isFile() && template.test(entry.name)) found.push(`${place}${entry.name}`);
      if (!entry.isDirectory() || !folder.test(entry.name)) continue;
      for (const inner of await entriesOf(join(root, place, entry.name))) {
        if (inner.isFile() && /\.(?:md|txt)$/i.test(inner.name)) found.push(`${place}${entry.name}/${inner.name}`);
      }
    }
  }
  return found.sort(comparePaths).slice(0, maxTemplates);
}
