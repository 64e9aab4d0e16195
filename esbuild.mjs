/**
 * Builds everything that ships. Options: --dev (source maps, not minified), --watch (implies --dev, keeps running),
 * --allow-missing (skip entry points that do not exist yet, with a warning), --only=<bundle>,... (these bundles).
 *
 *   dist/extension.cjs   activation only; loads app.cjs on first use
 *   dist/app.cjs         engine, backends, store: never contains 'vscode'
 *   dist/cli.cjs         the `boo` command: never contains 'vscode'
 *   dist/webview/*.js    run pane and report
 */
import { chmod, copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const dist = join(root, 'dist');
const panes = ['run', 'report'];

/** @typedef {{ dev?: boolean, watch?: boolean, allowMissing?: boolean, only?: string, log?: (line: string) => void }} BuildOptions */

/**
 * `await import('./compose/createApp.ts')` in the extension and the CLI becomes `require('./app.cjs')`, so that activation does not read
 * the application's code and both share one copy. Only the dynamic form: a static import would defeat it, and is refused here.
 * @type {esbuild.Plugin}
 */
const appIsSeparate = {
  name: 'app-is-separate',
  setup(build) {
    build.onResolve({ filter: /\/compose\/createApp\.ts$/ }, ({ kind }) =>
      kind === 'dynamic-import'
        ? { path: './app.cjs', external: true }
        : { errors: [{ text: 'Import the app only with await import(): it is a bundle of its own.' }] },
    );
  },
};

/**
 * zod's namespace export drags its messages in 50 languages (300 kB) into every bundle; only the English ones are used.
 * @type {esbuild.Plugin}
 */
const englishOnly = {
  name: 'english-only',
  setup(build) {
    build.onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({
      contents: "export { default as en } from './en.js';",
      loader: 'js',
    }));
  },
};

/** Common settings of the bundles that run on Node. `import.meta` does not exist in CommonJS, so it is spelled out. */
function nodeBundle(dev, entry, outfile, extra = {}) {
  const { banner = '', plugins = [], ...rest } = extra;
  return {
    entryPoints: [join(root, entry)],
    outfile: join(dist, outfile),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    mainFields: ['module', 'main'],
    // Identifiers stay as written: a stack trace in a bug report must be readable without source maps.
    minifyWhitespace: !dev,
    minifySyntax: !dev,
    sourcemap: dev,
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
    plugins: [englishOnly, ...plugins],
    define: {
      // zod asks for it to recognise a platform that is not ours; VS Code's extension host answers with an error in its log.
      navigator: 'undefined',
      'import.meta.url': '__importMetaUrl',
      'import.meta.dirname': '__dirname',
      'import.meta.filename': '__filename',
    },
    banner: { js: `${banner}const __importMetaUrl=require('node:url').pathToFileURL(__filename).href;` },
    ...rest,
  };
}

function paneBundle(dev, pane) {
  return {
    entryPoints: { [pane]: join(root, `webview/${pane}/main.ts`) },
    outdir: join(dist, 'webview'),
    bundle: true,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    minify: !dev,
    sourcemap: dev ? 'inline' : false,
    legalComments: 'none',
    metafile: true,
    logLevel: 'silent',
    plugins: [englishOnly],
    define: { 'process.env.NODE_ENV': '"production"' },
    loader: { '.svg': 'dataurl' },
  };
}

/** Style sheets are not imported by the code: those of `webview/shared` and of the pane become one file, in name order. */
async function paneStyles(dev, pane) {
  const files = [];
  for (const folder of ['webview/shared', `webview/${pane}`]) {
    if (!existsSync(join(root, folder))) continue;
    const names = (await readdir(join(root, folder))).filter((name) => name.endsWith('.css')).sort();
    files.push(...names.map((name) => `./${folder}/${name}`));
  }
  return {
    stdin: {
      contents: files.map((file) => `@import ${JSON.stringify(file)};`).join('\n'),
      loader: 'css',
      resolveDir: root,
      sourcefile: `${pane}.css`,
    },
    outfile: join(dist, `webview/${pane}.css`),
    bundle: true,
    minify: !dev,
    metafile: true,
    logLevel: 'silent',
    target: 'es2022',
    external: ['*.ttf', '*.woff2'],
  };
}

/** Name -> esbuild options of all bundles. */
async function bundles(dev) {
  const list = {
    extension: nodeBundle(dev, 'src/extension.ts', 'extension.cjs', {
      external: ['vscode'],
      plugins: [appIsSeparate],
      // Makes esbuild turn import('./app.cjs') into a require, which is synchronous and needs no ESM loader.
      supported: { 'dynamic-import': false },
    }),
    app: nodeBundle(dev, 'src/compose/createApp.ts', 'app.cjs'),
    cli: nodeBundle(dev, 'src/cli/main.ts', 'cli.cjs', {
      banner: '#!/usr/bin/env node\n',
      plugins: [appIsSeparate],
      supported: { 'dynamic-import': false },
    }),
  };
  for (const pane of panes) {
    list[`webview-${pane}`] = paneBundle(dev, pane);
    list[`webview-${pane}-css`] = await paneStyles(dev, pane);
  }
  return list;
}

async function copyAssets() {
  await mkdir(dist, { recursive: true });
  const modules = join(root, 'node_modules');
  await copyFile(join(modules, 'sql.js/dist/sql-wasm.wasm'), join(dist, 'sql-wasm.wasm'));
  await mkdir(join(dist, 'codicons'), { recursive: true });
  for (const name of ['codicon.css', 'codicon.ttf'])
    await copyFile(join(modules, '@vscode/codicons/dist', name), join(dist, 'codicons', name));
}

/** Folder of the package that an input of a bundle belongs to, or undefined for our own code. */
function packageFolder(input) {
  const match = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
  return match?.[1];
}

/** The licences of everything that was bundled or copied, as their terms ask for. */
async function writeNotices(metafiles) {
  const folders = new Set(['node_modules/@vscode/codicons', 'node_modules/sql.js']);
  for (const meta of metafiles) for (const input of Object.keys(meta.inputs)) folders.add(packageFolder(input));
  folders.delete(undefined);
  const parts = ['BooCode Orchestrator contains the following third-party software.\n'];
  for (const folder of [...folders].sort()) {
    const manifest = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const texts = (await readdir(join(root, folder))).filter((name) => /^(licen[cs]e|notice)/i.test(name)).sort();
    parts.push(`${'-'.repeat(80)}\n${manifest.name} ${manifest.version} (${manifest.license ?? 'see below'})\n`);
    for (const name of texts) parts.push((await readFile(join(root, folder, name), 'utf8')).trim() + '\n');
  }
  await writeFile(join(dist, 'ThirdPartyNotices.txt'), parts.join('\n'));
}

function missingEntry(options) {
  const entries = Array.isArray(options.entryPoints) ? options.entryPoints : Object.values(options.entryPoints ?? {});
  return entries.find((entry) => !existsSync(entry));
}

function describe(name, meta) {
  const sizes = Object.entries(meta.outputs).filter(([file]) => !file.endsWith('.map'));
  return sizes
    .map(([file, { bytes }]) => `  ${name.padEnd(18)} ${file.padEnd(26)} ${(bytes / 1024).toFixed(1)} kB`)
    .join('\n');
}

/**
 * Builds all bundles (or those of `only`, by name). Throws with esbuild's messages when something does not build.
 * @param {BuildOptions} options
 */
export async function build(options = {}) {
  const log = options.log ?? ((line) => process.stderr.write(`${line}\n`));
  const dev = options.dev === true || options.watch === true;
  if (options.only === undefined && options.watch !== true) await rm(dist, { recursive: true, force: true });
  await mkdir(join(dist, 'meta'), { recursive: true });
  await copyAssets();
  const only = options.only?.split(',');
  const all = Object.entries(await bundles(dev)).filter(([name]) => only === undefined || only.includes(name));
  const metafiles = [];
  for (const [name, config] of all) {
    const missing = missingEntry(config);
    if (missing !== undefined) {
      if (options.allowMissing !== true) throw new Error(`${missing} does not exist; --allow-missing skips it.`);
      log(`  ${name.padEnd(18)} skipped: ${missing} does not exist`);
      continue;
    }
    if (options.watch === true) {
      const context = await esbuild.context({ ...config, logLevel: 'info' });
      await context.watch();
      continue;
    }
    const { metafile, warnings } = await esbuild.build(config).catch((error) => {
      throw new Error(`${name} does not build:\n${formatErrors(error)}`);
    });
    for (const text of await esbuild.formatMessages(warnings, { kind: 'warning', color: false })) log(text);
    metafiles.push(metafile);
    await writeFile(join(dist, 'meta', `${name}.json`), JSON.stringify(metafile));
    log(describe(name, metafile));
  }
  if (options.watch === true) return;
  if (options.only === undefined) await writeNotices(metafiles);
  if (existsSync(join(dist, 'cli.cjs'))) await chmod(join(dist, 'cli.cjs'), 0o755);
}

function formatErrors(error) {
  const list = error.errors ?? [];
  if (list.length === 0) return String(error.stack ?? error);
  return list
    .map(({ text, location }) => `${location ? `${location.file}:${location.line}:${location.column}: ` : ''}${text}`)
    .join('\n');
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const args = process.argv.slice(2);
  const only = args.find((arg) => arg.startsWith('--only='))?.slice('--only='.length);
  const options = {
    dev: args.includes('--dev'),
    watch: args.includes('--watch'),
    allowMissing: args.includes('--allow-missing'),
  };
  try {
    await build(only === undefined ? options : { ...options, only });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
