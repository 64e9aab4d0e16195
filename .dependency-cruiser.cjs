/**
 * The arrows of docs/ARCHITECTURE.md, executable. `npm test` runs this over the tree and then, for every rule, over a
 * planted violation that must be caught (test/architecture).
 */
const { join } = require('node:path');

/** A layer may import itself and what it lists. */
const allowed = {
  base: [],
  protocol: ['base'],
  engine: ['base', 'protocol'],
  workspace: ['base', 'protocol', 'engine'],
  backends: ['base', 'protocol', 'engine'],
  store: ['base', 'protocol', 'engine'],
  compose: ['base', 'protocol', 'engine', 'workspace', 'backends', 'store'],
  vscode: ['base', 'protocol', 'engine', 'compose'],
  cli: ['base', 'protocol', 'engine', 'compose'],
};

const tests = '[.]test[.]ts$';
const error = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const looksDown = Object.entries(allowed).map(([layer, below]) =>
  error(
    `${layer}-looks-down`,
    `${layer} may import ${[layer, ...below].join(', ')} only`,
    { path: `^src/${layer}/`, pathNot: tests },
    { path: '^(src|webview)/', pathNot: `^src/(${[layer, ...below].join('|')})/` },
  ),
);

module.exports = {
  forbidden: [
    ...looksDown,
    error(
      'extension-wires-only',
      'the entry point joins vscode and compose; work belongs in a layer',
      { path: '^src/extension[.]ts$' },
      { path: '^(src|webview)/', pathNot: '^src/(base|protocol|compose|vscode)/' },
    ),
    error(
      'files-have-a-layer',
      'a file outside the layers escapes every rule',
      { path: '^src/', pathNot: `^src/(${Object.keys(allowed).join('|')})/|^src/extension[.]ts$` },
      {},
    ),
    error(
      'app-loads-lazily',
      'activation must not read the application; import it with await import()',
      { path: '^src/(vscode/|extension[.]ts$)', pathNot: tests },
      { path: '^src/compose/createApp[.]ts$', dynamic: false, dependencyTypesNot: ['type-only'] },
    ),
    error(
      'webview-sees-protocol-only',
      'browser code shares the vocabulary, nothing else',
      { path: '^webview/', pathNot: tests },
      { path: '^src/', pathNot: '^src/(base|protocol)/' },
    ),
    error(
      'panes-are-islands',
      'panes share code through webview/shared',
      { path: '^webview/([^/]+)/' },
      { path: '^webview/', pathNot: '^webview/($1|shared)/' },
    ),
    error(
      'backends-are-islands',
      'backends share code through backends/process',
      { path: '^src/backends/([^/]+)/', pathNot: tests },
      { path: '^src/backends/', pathNot: '^src/backends/($1|process)/|^src/backends/[^/]+[.]ts$' },
    ),
    // Left unanchored: with a linked node_modules the resolved path starts elsewhere.
    error(
      'vscode-has-one-home',
      'only src/vscode and src/extension.ts know the editor',
      { path: '^(src|webview)/', pathNot: '^src/(vscode/|extension[.]ts$)' },
      { path: '^vscode$|(^|/)node_modules/@types/vscode/' },
    ),
    error(
      'toolkit-has-one-home',
      'the toolkit is no longer developed; one module wraps it',
      { path: '^(src|webview)/', pathNot: '^webview/shared/kit[.]ts$' },
      { path: '(^|/)node_modules/@vscode/webview-ui-toolkit/' },
    ),
    error(
      'pure-layers-no-node',
      'pure layers ask ports; browsers have no node modules',
      { path: '^(src/(base|protocol|engine)|webview)/', pathNot: tests },
      { dependencyTypes: ['core'] },
    ),
    error('no-cycles', 'not even of types', {}, { circular: true }),
    error(
      'no-test-code-in-product',
      'what ships does not import tests',
      { path: '^(src|webview)/', pathNot: tests },
      { path: '^test/|[.]test[.]ts$' },
    ),
    error('resolvable', 'an import that resolves to nothing', {}, { couldNotResolve: true, pathNot: '^vscode$' }),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // makes type-only imports visible: an arrow is an arrow
    tsPreCompilationDeps: true,
    tsConfig: { fileName: join(__dirname, 'tsconfig.json') },
  },
};
