import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import { root } from "../setup.mjs";
import { launchChromium } from "./chromium.ts";
import { temporaryFolder } from "./folder.ts";
import type { Login } from "./push.ts";
import { codeServerFolders, installExtension, startCodeServer } from "./vscodeServer.ts";
import { packedExtension } from "./vsix.ts";

export type Theme =
  | "Default Dark Modern"
  | "Default Light Modern"
  | "Default High Contrast"
  | "Default High Contrast Light";

export type RegistryEntry = {
  readonly kind: "oci" | "dockerHub" | "ghcr" | "ecr" | "harbor" | "gitea";
  readonly url: string;
  readonly name?: string;
  readonly insecure?: boolean;
};

export type WorkbenchOptions = {
  /** The folder to open. */
  readonly folder: string;
  readonly registries?: readonly RegistryEntry[];
  /** What `docker login` stored, by host. */
  readonly dockerLogins?: Readonly<Record<string, Login>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Those that only a machine may have, beside the registries. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  readonly theme?: Theme;
  /** What else is in the environment of VS Code. */
  readonly env?: Readonly<Record<string, string>>;
  /** Whether the folder is not trusted. */
  readonly restricted?: boolean;
  readonly size?: { readonly width: number; readonly height: number };
};

/** VS Code in a browser with the packed extension installed, to be used as a person would. */
export type Workbench = {
  readonly page: Page;
  /** Saves a picture as dist/screenshots/NAME.png. */
  readonly screenshot: (name: string) => Promise<void>;
  /** Opens a file of the folder by its path in it. */
  readonly openFile: (path: string) => Promise<void>;
  /** Runs a command by its title in the palette, such as `Mooring: Show Log`. */
  readonly runCommand: (title: string) => Promise<void>;
  /** As runCommand, for a command that asks something. */
  readonly startCommand: (title: string) => Promise<void>;
  /** Opens Mooring's views. */
  readonly openMooring: () => Promise<void>;
  /** A row of the trees by its label, exactly or by a pattern. */
  readonly row: (label: string | RegExp) => Locator;
  /** Puts the mouse over the word in the editor and gives the hover's text when it holds `expected`. */
  readonly hover: (word: string, expected: RegExp) => Promise<string>;
  /** Changes the colours of the window that is open. */
  readonly useTheme: (theme: Theme) => Promise<void>;
  /** What is inside the shown webview. */
  readonly webview: () => FrameLocator;
  readonly close: () => Promise<void>;
};

/** Starts everything; what the window needs is ready when this resolves. The VSIX must have been packed. */
export async function openWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const folder = await temporaryFolder("workbench");
  const folders = codeServerFolders(folder.path);
  await installExtension(folders, await packedExtension());
  if (options.dockerLogins) await writeDockerLogins(folder.path, options.dockerLogins);
  const server = await startCodeServer(folders, {
    workspace: options.folder,
    settings: { "workbench.colorTheme": options.theme ?? "Default Dark Modern", ...options.settings },
    machineSettings: { "mooring.registries": options.registries ?? [], ...options.machineSettings },
    restricted: options.restricted ?? false,
    env: options.env ?? {},
  });
  const browser = await launchChromium();
  const close = async (): Promise<void> => {
    await browser.close();
    await server.stop();
    await folder.remove();
  };
  try {
    const page = await browser.newPage({ viewport: options.size ?? { width: 1400, height: 900 } });
    page.setDefaultTimeout(60_000);
    await page.goto(server.url);
    await page.locator(".monaco-workbench .statusbar").waitFor();
    await page.getByRole("tab", { name: "Mooring" }).first().waitFor();
    return { page, ...actions(page), close };
  } catch (failure) {
    await close();
    throw failure;
  }
}

/** What the list of themes calls them, and the class that the window then has. */
const themes: { readonly [Each in Theme]: readonly [label: string, className: string] } = {
  "Default Dark Modern": ["Dark Modern", "vs-dark"],
  "Default Light Modern": ["Light Modern", "vs"],
  "Default High Contrast": ["Dark High Contrast", "hc-black"],
  "Default High Contrast Light": ["Light High Contrast", "hc-light"],
};

/** As Docker's own client writes them where no helper keeps them. */
async function writeDockerLogins(home: string, logins: Readonly<Record<string, Login>>): Promise<void> {
  const auths = Object.entries(logins).map(([host, { user, password }]) => [
    host,
    { auth: Buffer.from(`${user}:${password}`).toString("base64") },
  ]);
  await mkdir(join(home, ".docker"), { recursive: true });
  await writeFile(join(home, ".docker/config.json"), JSON.stringify({ auths: Object.fromEntries(auths) }));
}

function actions(page: Page): Omit<Workbench, "page" | "close"> {
  return {
    screenshot: async (name) => {
      const folder = join(root, "dist/screenshots");
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}.png`) });
    },
    openFile: (path) => chooseInPalette(page, path, path.split("/").at(-1) ?? path),
    runCommand: (title) => chooseInPalette(page, `>${title}`, title),
    startCommand: (title) => startInPalette(page, `>${title}`, title),
    useTheme: async (theme) => {
      const [label, className] = themes[theme];
      await startInPalette(page, ">Preferences: Color Theme", "Preferences: Color Theme");
      const picker = page.locator('.quick-input-widget input[placeholder*="Color Theme"]');
      await picker.fill(label);
      await page.locator(`.monaco-workbench.${className}`).waitFor();
      await page.keyboard.press("Enter");
      await picker.waitFor({ state: "hidden" });
    },
    openMooring: () => page.getByRole("tab", { name: "Mooring" }).first().click(),
    row: (label) =>
      page
        .locator(".monaco-list-row")
        .filter({ has: page.locator(".label-name").getByText(label, { exact: true }) }),
    hover: (word, expected) => hover(page, word, expected),
    webview: () => page.frameLocator("iframe.webview.ready").frameLocator("iframe#active-frame"),
  };
}

/** The quick open box understands files, and commands after `>`. */
async function chooseInPalette(page: Page, typed: string, label: string): Promise<void> {
  await startInPalette(page, typed, label);
  await page.locator(".quick-input-widget input[type=text]").first().waitFor({ state: "hidden" });
}

async function startInPalette(page: Page, typed: string, label: string): Promise<void> {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input[type=text]").first().fill(typed);
  await page.locator(".quick-input-list .monaco-list-row").filter({ hasText: label }).first().click();
}

/** A hover that still waits for a registry does not change: a person points again, and so does this. */
async function hover(page: Page, word: string, expected: RegExp): Promise<string> {
  const target = page.locator(".editor-instance .view-line span span").filter({ hasText: word }).first();
  const shown = page.locator(".monaco-hover .monaco-hover-content").filter({ hasText: expected }).first();
  for (let tries = 0; tries < 5; tries++) {
    await target.hover();
    const found = await shown.waitFor({ timeout: 5000 }).then(
      () => true,
      () => false,
    );
    if (found) break;
    await page.mouse.move(0, 0);
    await page.locator(".monaco-hover").first().waitFor({ state: "hidden" });
  }
  return (await shown.textContent()) ?? "";
}
