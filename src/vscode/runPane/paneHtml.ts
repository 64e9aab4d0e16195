import { randomBytes } from 'node:crypto';

/** Addresses as the webview may load them. */
export interface PaneAssets {
  /** What `webview.cspSource` says. */
  readonly cspSource: string;
  readonly script: string;
  readonly style: string;
  readonly codicons: string;
}

/** The page of a pane. Scripts run only with the nonce of this very page; nothing is loaded from elsewhere, nothing inline. */
export function paneHtml(assets: PaneAssets, title: string): string {
  const nonce = randomBytes(18).toString('base64url');
  const policy = [
    "default-src 'none'",
    `img-src ${assets.cspSource} data:`,
    `font-src ${assets.cspSource}`,
    `style-src ${assets.cspSource} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta property="csp-nonce" content="${nonce}">
<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<link rel="stylesheet" href="${escape(assets.codicons)}">
<link rel="stylesheet" href="${escape(assets.style)}">
</head>
<body>
<div id="app"></div>
<script type="module" nonce="${nonce}" src="${escape(assets.script)}"></script>
</body>
</html>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
