import { lstat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { relativePathProblem } from '../relativePath.ts';

/** Missing targets that are looked up on disk, in a whole workspace. */
const maxLookups = 2000;
/** What a generator of a site, or a host, adds to a target without an ending. */
const additions = ['.md', '.mdx', '.rst', '.adoc', '.html', '/README.md', '/index.md', '/readme.md', '/index.mdx'];

/** Where a link leads: a workspace-relative path, or null when nothing can be said about it. */
type Resolved = { readonly path: string; readonly exists: boolean } | null;

/** Finds out where relative links lead, from the list of files first and from the disk only for what is not on it. */
export class LinkTargets {
  private readonly files: ReadonlySet<string>;
  private readonly folders = new Set<string>();
  private readonly looked = new Map<string, Promise<boolean>>();
  private readonly root: string;

  /** `root` is a real path; `files` are workspace-relative. */
  constructor(root: string, files: readonly string[]) {
    this.root = root;
    this.files = new Set(files);
    for (const file of files) {
      for (let end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
        const folder = file.slice(0, end);
        if (this.folders.has(folder)) break;
        this.folders.add(folder);
      }
    }
  }

  /**
   * `target` as written in the document `from`. Null: an address, an anchor, a placeholder, a path out of the workspace, or a
   * path from the root that is not there (a route of a site).
   */
  async resolve(from: string, target: string): Promise<Resolved> {
    const bare = bareTarget(target);
    if (bare === null) return null;
    const absolute = bare.startsWith('/');
    const path = posix.normalize(absolute ? bare.slice(1) : posix.join(posix.dirname(from), bare)).replace(/\/+$/, '');
    if (path === '' || path === '.') return null;
    if (relativePathProblem(path) !== null) return null;
    const listed = this.listed(path);
    if (listed !== null) return { path: listed, exists: true };
    if (await this.onDisk(path)) return { path, exists: true };
    return absolute ? null : { path, exists: false };
  }

  /** The file that a path names; a folder means its README or index when it has one. */
  private listed(path: string): string | null {
    if (this.files.has(path)) return path;
    const swapped = path.replace(/\.html?$/, '');
    for (const addition of additions) if (this.files.has(swapped + addition)) return swapped + addition;
    return this.folders.has(path) ? path : null;
  }

  /** Ignored files exist too. Beyond the bound a target counts as existing: it is not known to be missing. */
  private onDisk(path: string): Promise<boolean> {
    const known = this.looked.get(path);
    if (known !== undefined) return known;
    if (this.looked.size >= maxLookups) return Promise.resolve(true);
    const answer = lstat(join(this.root, path)).then(
      () => true,
      () => false,
    );
    this.looked.set(path, answer);
    return answer;
  }
}

function bareTarget(target: string): string | null {
  if (/^[a-z][a-z0-9+.-]{0,30}:|^\/\/|^#|[{}<>$|*\\]/i.test(target)) return null;
  const bare = (/^[^#?]*/.exec(target)?.[0] ?? '').trim();
  if (bare === '' || bare === '.' || bare === '...' || bare === '…') return null;
  try {
    return decodeURIComponent(bare);
  } catch {
    return bare;
  }
}
