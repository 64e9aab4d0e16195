import tseslint from 'typescript-eslint';

/** Pure layers: no clock, no randomness, no I/O. They ask a port for all of these. */
const impure = ['fetch', 'setTimeout', 'setInterval', 'setImmediate', 'process', 'Buffer', 'document', 'window'];

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'node_modules/',
      'artifacts/',
      '.cache/',
      'sample/',
      'test/fixtures/',
      'test/architecture/planted/',
      '**/*.cjs',
    ],
  },
  {
    files: ['**/*.ts'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': [
        'error',
        { allowForKnownSafeCalls: [{ from: 'package', name: ['it', 'describe'], package: 'mocha' }] },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-type-assertion': 'error',
      'no-console': 'error',
      'no-nested-ternary': 'error',
      'max-lines': ['error', { max: 400 }],
      complexity: ['error', 20],
      'max-depth': ['error', 4],
    },
  },
  {
    files: ['src/base/**/*.ts', 'src/protocol/**/*.ts', 'src/engine/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': ['error', ...impure.map((name) => ({ name, message: 'Pure layer: ask a port.' }))],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Pure layer: ask the Clock port.' },
        { object: 'Math', property: 'random', message: 'Pure layer: ask the Random port.' },
      ],
    },
  },
  {
    files: ['webview/**/*.ts'],
    ignores: ['webview/shared/kit.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: [{ name: '@vscode/webview-ui-toolkit', message: 'Only webview/shared/kit.ts registers the toolkit.' }],
        },
      ],
      'no-restricted-properties': [
        'error',
        { property: 'innerHTML', message: 'Build DOM with textContent, or go through shared/markdown.ts (sanitised).' },
      ],
    },
  },
  { files: ['webview/shared/markdown.ts'], rules: { 'no-restricted-properties': 'off' } },
  { files: ['scripts/**/*', 'src/cli/**/*', 'test/**/*'], rules: { 'no-console': 'off' } },
  {
    files: ['**/*.test.ts', 'test/**/*.ts'],
    rules: {
      'max-lines': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
    },
  },
);
