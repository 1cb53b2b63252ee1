/** The webview's page in Chromium, under the content security policy that VS Code's host page sets. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import type { CompareIntent, CompareState } from "../../src/protocol/compare.ts";
import type { DetailsState, Intent } from "../../src/protocol/details.ts";
import { launchChromium } from "../support/chromium.ts";

export type Theme = "dark" | "light" | "highContrast";
export type Size = { readonly width: number; readonly height: number };

const address = "https://webview.test";
const nonce = "bm9uY2U";
const policy = `default-src 'none'; style-src ${address}; script-src 'nonce-${nonce}'`;
const themeKinds = { dark: "vscode-dark", light: "vscode-light", highContrast: "vscode-high-contrast" };

/** The pages: where the host writes what each shows, what it posts to it, and what comes back. */
type Pages = {
  readonly main: { readonly state: DetailsState; readonly intent: Intent };
  readonly compare: { readonly state: CompareState; readonly intent: CompareIntent };
};
export type PageName = keyof Pages;

const subjects: { readonly [Name in PageName]: string } = {
  main: 'data-reference="docker.io/library/nginx:1.27.3"',
  compare: 'data-subject="%7B%22old%22%3A%22a%22%7D"',
};

/** A webview as esbuild makes it: the script and the style sheet. */
export async function bundleWebview<Name extends PageName>(
  name: Name,
): Promise<{ readonly name: Name; readonly script: string; readonly style: string }> {
  const result = await build({
    entryPoints: [fileURLToPath(new URL(`../../webview/${name}.ts`, import.meta.url))],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    outdir: "out",
    write: false,
  });
  const text = (ending: string) => result.outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? "";
  return { name, script: text(".js"), style: text(".css") };
}

/** What the page's stub of VS Code has seen. */
type Seen<Sent> = {
  readonly intents: readonly Sent[];
  /** The last argument of setState. */
  readonly saved: unknown;
  /** Violations of the content security policy. */
  readonly violations: readonly string[];
};

/** Runs in the page before the webview's script, in VS Code's place. */
function stubVsCode(saved: unknown): void {
  const intents: unknown[] = [];
  const violations: string[] = [];
  const seen = { intents, saved, violations };
  document.addEventListener("securitypolicyviolation", (event) => {
    violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
  });
  Object.assign(globalThis, {
    seen,
    acquireVsCodeApi: () => ({
      postMessage: (intent: unknown) => intents.push(intent),
      getState: () => saved,
      setState: (next: unknown) => {
        seen.saved = next;
      },
    }),
  });
}

export type Options = {
  readonly theme?: Theme;
  readonly size?: Size;
  readonly scale?: number;
  readonly saved?: unknown;
};

/** One open webview. */
export type OpenWebview<Name extends PageName> = {
  readonly page: Page;
  /** Shows a state and waits until it is drawn. */
  readonly show: (state: Pages[Name]["state"]) => Promise<void>;
  readonly post: (message: unknown) => Promise<void>;
  readonly seen: () => Promise<Seen<Pages[Name]["intent"]>>;
  /** The intents after the first, `ready`. */
  readonly intents: () => Promise<readonly Pages[Name]["intent"][]>;
  /** Requests beyond the page's own files, errors in the console and of scripts. */
  readonly troubles: readonly string[];
  readonly close: () => Promise<void>;
};

/** Opens the webview as VS Code would: theme variables, default style, policy, then the bundle. */
export async function openWebview<Name extends PageName>(
  browser: Browser,
  bundle: Bundle<Name>,
  options: Options = {},
): Promise<OpenWebview<Name>> {
  const { theme = "dark", size = { width: 1280, height: 640 }, scale = 1, saved } = options;
  const context = await browser.newContext({ viewport: size, deviceScaleFactor: scale });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
  page.on("dialog", (dialog) => {
    troubles.push(`dialog ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on("pageerror", (error) => troubles.push(error.message));
  const files = pageFiles(theme, bundle, saved);
  await context.route("**/*", async (route) => {
    const url = route.request().url();
    const file = files.get(url.slice(address.length));
    if (file !== undefined && url.startsWith(address)) return route.fulfill(file);
    troubles.push(`request for ${url}`);
    return route.abort();
  });
  await page.goto(`${address}/`);
  const post = async (message: unknown) => {
    await page.evaluate(async (posted) => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
      window.postMessage(posted, "*");
      await frame();
      await frame();
      await frame();
    }, message);
  };
  const seen = () =>
    page.evaluate(() => (globalThis as unknown as { seen: Seen<Pages[Name]["intent"]> }).seen);
  return {
    page,
    post,
    show: (state) => post({ type: "state", state }),
    seen,
    intents: async () => {
      const [ready, ...rest] = (await seen()).intents;
      assert.deepEqual(ready, { type: "ready" });
      return rest;
    },
    troubles,
    close: () => context.close(),
  };
}

type Served = { readonly contentType: string; readonly body: string };
export type Bundle<Name extends PageName> = {
  readonly name: Name;
  readonly script: string;
  readonly style: string;
};

function pageFiles(
  theme: Theme,
  { name, script, style }: Bundle<PageName>,
  saved: unknown,
): ReadonlyMap<string, Served> {
  const file = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
  const css = (body: string) => ({ contentType: "text/css; charset=utf-8", body });
  const javaScript = (body: string) => ({ contentType: "text/javascript; charset=utf-8", body });
  const stub = `(${stubVsCode.toString()})(${JSON.stringify(saved) ?? "undefined"})`;
  return new Map([
    ["/", { contentType: "text/html; charset=utf-8", body: html(theme, name) }],
    ["/favicon.ico", css("")],
    ["/theme.css", css(file(`themes/${theme}.css`))],
    ["/defaults.css", css(file("themes/defaults.css"))],
    ["/main.css", css(style)],
    ["/stub.js", javaScript(stub)],
    ["/main.js", javaScript(script)],
  ]);
}

function html(theme: Theme, name: PageName): string {
  const kind = themeKinds[theme];
  return `<!DOCTYPE html>
<html lang="en">
<head>
<link rel="stylesheet" href="${address}/theme.css">
<link rel="stylesheet" href="${address}/defaults.css">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${address}/main.css">
<title>Image details</title>
</head>
<body class="${kind}" data-vscode-theme-kind="${kind}" ${subjects[name]}>
<script nonce="${nonce}" src="${address}/stub.js"></script>
<script nonce="${nonce}" src="${address}/main.js"></script>
</body>
</html>`;
}

/**
 * Gives the tests of a file one browser. The function returned opens a webview for one test; when that ends, nothing
 * may have violated the policy, asked the network or gone wrong in the page.
 */
export function useWebviews<Name extends PageName>(
  name: Name,
): (test: TestContext, options?: Options) => Promise<OpenWebview<Name>> {
  let browser: Browser | undefined;
  let bundle: Bundle<Name> | undefined;
  before(async () => {
    [browser, bundle] = await Promise.all([launchChromium(), bundleWebview(name)]);
  });
  after(() => browser?.close());
  return async (test, options) => {
    assert.ok(browser && bundle);
    const webview = await openWebview(browser, bundle, options);
    test.after(async () => {
      const { violations } = await webview.seen();
      await webview.close();
      assert.deepEqual([...violations, ...webview.troubles], []);
    });
    return webview;
  };
}
