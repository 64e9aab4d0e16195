import { type LineRule, rule } from '../signalRule.ts';

/** Code that people see: elements of a page, views of an editor or a desktop. Terminal output does not count. */
export const uiRules: readonly LineRule[] = [
  rule(
    'dom',
    'ui',
    'js',
    'document. attachShadow customElements',
    4,
    /\bdocument\.(?:createElement|getElementById|querySelector)\w{0,3}\(|\bcustomElements\.define\(|\.attachShadow\(/,
    { bare: true },
  ),
  rule(
    'vscode-view',
    'ui',
    'js',
    'createWebviewPanel registerWebview createTreeView createQuickPick createStatusBarItem showQuickPick showInputBox',
    5,
    /\b(?:createWebviewPanel|registerWebview\w{1,20}|createTreeView|registerTreeDataProvider|createQuickPick|createStatusBarItem|showQuickPick|showInputBox)\(/,
    { bare: true },
  ),
  rule(
    'native-view',
    'ui',
    'java kt cs other py',
    'Composable JFrame Activity Widget View Window tkinter PyQt',
    5,
    /^\s{0,20}@Composable\b|\bextends (?:JFrame|AppCompatActivity|Activity|Fragment)\b|\bextends (?:Stateless|Stateful)Widget\b|:\s{0,4}View\s{0,4}\{|\btkinter\b|\bfrom PyQt\d\b/,
    { bare: true },
  ),
];
