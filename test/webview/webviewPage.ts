import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { paneHtml } from '../../src/vscode/runPane/paneHtml.ts';
import type { Theme } from './themes.ts';

const root = join(import.meta.dirname, '../..');
export const screenshots = join(root, 'artifacts/screenshots');

/** Bundles one webview as the product does, into memory: path to content. */
async function bundle(entry: string): Promise<ReadonlyMap<string, Uint8Array>> {
  const result = await build({
    entryPoints: [join(root, entry)],
    bundle: true,
    format: 'esm',
    target: 'es2022',
    outdir: '/out',
    write: false,
    logLevel: 'silent',
  });
  return new Map(
    result.outputFiles.map((file) => [file.path.endsWith('.css') ? '/pane.css' : '/pane.js', file.contents]),
  );
}

/**
 * Script that does to the page what the editor does: hands out the API once, sets the theme, and tells of violations. As text,
 * since this folder is compiled without the types of the DOM.
 */
function editorStandIn(theme: Theme): string {
  return `
    globalThis.acquireVsCodeApi = () => {
      delete globalThis.acquireVsCodeApi;
      return {
        postMessage: (message) => globalThis.hostReceive(message),
        getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') ?? undefined,
        setState: (state) => sessionStorage.setItem('state', JSON.stringify(state)),
      };
    };
    addEventListener('securitypolicyviolation', (event) => {
      console.error('CSP violation: ' + event.violatedDirective + ' ' + event.blockedURI + ' ' + event.sourceFile);
    });
    addEventListener('DOMContentLoaded', () => {
      document.body.className = ${JSON.stringify(theme.bodyClass)};
      for (const [name, value] of Object.entries(${JSON.stringify(theme.variables)})) {
        document.documentElement.style.setProperty('--vscode-' + name, value);
      }
    });`;
}

/** A browser and a server that shows a webview's page with the product's own HTML and content security policy. */
export class WebviewPage {
  private readonly server: Server;
  private readonly browser: Browser;

  private constructor(server: Server, browser: Browser) {
    this.server = server;
    this.browser = browser;
  }

  static async start(entry: string): Promise<WebviewPage> {
    mkdirSync(screenshots, { recursive: true });
    const files = await bundle(entry);
    const codicons = join(root, 'node_modules/@vscode/codicons/dist');
    const types: Readonly<Record<string, string>> = { js: 'text/javascript', css: 'text/css', ttf: 'font/ttf' };
    const server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://x').pathname;
      const type = types[path.split('.').pop() ?? ''] ?? 'text/html';
      const content = async (): Promise<Uint8Array | string> => {
        if (path === '/') {
          const assets = { cspSource: "'self'", script: '/pane.js', style: '/pane.css', codicons: '/codicon.css' };
          return paneHtml(assets, 'Run');
        }
        if (path === '/favicon.ico') return '';
        return files.get(path) ?? readFile(join(codicons, path));
      };
      content().then(
        (body) => response.writeHead(200, { 'content-type': `${type}; charset=utf-8` }).end(body),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
    const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    return new WebviewPage(server, browser);
  }

  async stop(): Promise<void> {
    await this.browser.close();
    await new Promise((done) => this.server.close(done));
  }

  /** Opens the page. Messages of the view go to `receive`; `errors` collects whatever the page complains about. */
  async open(options: {
    readonly theme: Theme;
    readonly width?: number;
    readonly height?: number;
    readonly receive: (message: unknown) => void;
    readonly reducedMotion?: boolean;
  }): Promise<{ readonly page: Page; readonly errors: string[] }> {
    const { theme, width = 1280, height = 800 } = options;
    const reducedMotion = options.reducedMotion === true ? 'reduce' : 'no-preference';
    const context = await this.browser.newContext({ viewport: { width, height }, reducedMotion });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.exposeFunction('hostReceive', (message: unknown) => options.receive(message));
    await page.addInitScript({ content: editorStandIn(theme) });
    const { port } = this.server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    return { page, errors };
  }
}
