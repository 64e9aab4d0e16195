import { vendoredFolder } from '../listing/vendoredFolders.ts';

/** Why a file is not looked at. The order is the order of importance when the list must be cut. */
export const skipReasons = {
  secret: 'may hold secrets',
  deleted: 'deleted',
  outside: 'link that leaves the workspace',
  tooLarge: 'too large',
  notUtf8: 'not UTF-8',
  unreadable: 'cannot be read',
  link: 'symbolic link; its target counts under its own path',
  folder: 'submodule or nested repository',
  overLimit: 'over the limit',
  badName: 'file name that cannot be handled',
  binary: 'binary',
  lock: 'lock file',
  generated: 'generated',
  vendored: 'vendored or output folder',
  ownDefinitions: 'flow or persona of this product',
} as const;

export type SkipKind = keyof typeof skipReasons;

const lockFiles = new Set(
  (
    'package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml bun.lock bun.lockb deno.lock cargo.lock gemfile.lock poetry.lock ' +
    'pipfile.lock pdm.lock uv.lock composer.lock go.sum go.work.sum flake.lock mix.lock pubspec.lock packages.lock.json ' +
    'gradle.lockfile podfile.lock package.resolved .terraform.lock.hcl'
  ).split(' '),
);

const binaryEndings = new Set(
  (
    'png jpg jpeg gif bmp ico icns webp avif tif tiff psd pdf zip gz tgz bz2 xz zst 7z rar jar war ear class pyc pyo exe dll so dylib a o ' +
    'obj lib bin wasm woff woff2 ttf otf eot mp3 mp4 m4a mov avi mkv webm wav ogg flac sqlite sqlite3 db parquet onnx pt pkl npy vsix deb ' +
    'rpm dmg iso msi doc docx xls xlsx ppt pptx'
  ).split(' '),
);

const secretNames = new Set(
  'id_rsa id_dsa id_ecdsa id_ed25519 .npmrc .pypirc .netrc _netrc .htpasswd .git-credentials .dockercfg .pgpass .my.cnf'.split(
    ' ',
  ),
);
const secretEnding = /\.(?:pem|key|p12|pfx|jks|keystore|kdbx|ppk|tfstate|tfstate\.backup|asc|gpg)$/;
const secretPath = /(?:^|\/)(?:\.aws\/credentials|\.docker\/config\.json|\.kube\/config|\.ssh\/[^/]{1,100})$/;
const harmlessEnv = /\.(?:example|sample|template|dist|defaults|schema)$/;

const generatedName =
  /(?:\.min\.(?:js|mjs|cjs|css)|\.bundle\.js|\.map|\.snap|\.pb\.go|\.pb\.(?:cc|h)|_pb2(?:_grpc)?\.pyi?|_pb\.(?:js|d\.ts)|\.designer\.cs|\.g\.(?:cs|dart)|\.freezed\.dart|\.generated\.[a-z]{1,5}|\.gen\.(?:go|ts))$/;
const generatedFolder = /(?:^|\/)(?:__snapshots__|__generated__|generated)\//;
const generatedHeader =
  /@generated\b|^.{0,6}Code generated .{1,200} DO NOT EDIT|\bauto-?generated (?:by|from|file|code)\b|\bgenerated automatically\b.{0,80}do not (?:edit|modify)/im;
/** Compilers and bundlers put this on their last line. */
const sourceMapLink = /^(?:\/\/|\/\*)[#@] sourceMappingURL=\S/;
const commentStart = /^\s{0,40}(?:\/\/|\/\*|\*|#|--|;|<!--|"""|%|')/;

export function isLockFile(path: string): boolean {
  return lockFiles.has(path.slice(path.lastIndexOf('/') + 1).toLowerCase());
}

/** May the file hold secrets, judged by its name? Templates such as `.env.example` may not. */
export function isSecretName(path: string): boolean {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (name === '.env' || name === '.envrc' || name.startsWith('.env.')) return !harmlessEnv.test(name);
  return secretNames.has(name) || secretEnding.test(name) || secretPath.test(lower);
}

/**
 * Skip kind of a path by its name alone, or null. `named`: the user named exactly this file, so only secrets and binary
 * formats are held back. `exempt`: folder the user named (see `vendoredFolder`).
 */
export function skipByName(path: string, named: boolean, exempt: string): SkipKind | null {
  const lower = path.toLowerCase();
  const name = lower.slice(lower.lastIndexOf('/') + 1);
  if (isSecretName(path)) return 'secret';
  if (binaryEndings.has(name.slice(name.lastIndexOf('.') + 1)) && name.includes('.')) return 'binary';
  if (named) return null;
  if (/^\.boocode\/(?:flows|agents)\//.test(lower)) return 'ownDefinitions';
  if (vendoredFolder(path, exempt) !== null) return 'vendored';
  if (lockFiles.has(name)) return 'lock';
  return generatedName.test(name) || generatedFolder.test(lower) ? 'generated' : null;
}

/** Is it script or style squeezed into few long lines? Below 5,000 characters nothing can be said. */
export function isMinified(path: string, text: string): boolean {
  if (text.length < 5000 || !/\.(?:[cm]?js|css)$/.test(path)) return false;
  let lines = 1;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return text.length / lines > 500;
}

/** Does a comment in the first lines, or a link to a source map at the end, say that a tool wrote this file? */
export function isGeneratedText(text: string): boolean {
  const last = text.trimEnd();
  if (sourceMapLink.test(last.slice(last.lastIndexOf('\n') + 1).slice(0, 100))) return true;
  const head = text.slice(0, 1500).split('\n', 12);
  return head.some((line) => commentStart.test(line) && generatedHeader.test(line));
}
