/** Folders that hold other people's code or output of tools wherever they are. */
const always = new Set(
  (
    'node_modules bower_components jspm_packages vendor vendored third_party third-party thirdparty site-packages .venv venv virtualenv ' +
    '__pycache__ .tox .nox .mypy_cache .pytest_cache .ruff_cache .gradle .m2 .next .nuxt .svelte-kit .turbo .parcel-cache .cache ' +
    '.yarn .pnpm-store .nyc_output .terraform Pods DerivedData .dart_tool .bundle .eggs .vscode-test'
  ).split(' '),
);

/** Usual names of output folders that are also ordinary words: `src/build/` is source, `build/` and `packages/a/dist/` are not. */
const output = new Set('dist build out target coverage obj'.split(' '));
const sourceRoots = new Set('src lib app source sources cmd internal pkg test tests'.split(' '));

/** Folders that are never looked at: they are the version control's own. */
const internal = new Set('.git .hg .svn .jj'.split(' '));

/**
 * The topmost folder of `path` (a relative path of a file) that is vendored or output, with a trailing `/`, or null.
 * Folders that `exempt` (a relative folder path, '' for none) already lies in are not judged: the user named them.
 */
export function vendoredFolder(path: string, exempt = ''): string | null {
  const parts = path.split('/');
  const spared = exempt === '' ? 0 : exempt.split('/').length;
  const inExempt = exempt === '' || path === exempt || path.startsWith(`${exempt}/`);
  for (let i = inExempt ? spared : 0; i < parts.length - 1; i++) {
    if (isVendoredName(parts, i)) return `${parts.slice(0, i + 1).join('/')}/`;
  }
  return null;
}

function isVendoredName(parts: readonly string[], at: number): boolean {
  const name = parts[at] ?? '';
  if (always.has(name) || name.endsWith('.egg-info')) return true;
  return output.has(name) && !parts.slice(0, at).some((part) => sourceRoots.has(part));
}

export function isInternalFolder(name: string): boolean {
  return internal.has(name);
}
