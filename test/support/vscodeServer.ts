import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup.mjs";
import { type Program, run, startProgram } from "./program.ts";

const codeServer = join(root, "test/vscode/server/node_modules/code-server");
const codeServerEntry = join(codeServer, "out/node/entry.js");

/** So that no login of the machine or its user gets into a test. */
export function isolatedHome(folder: string): Readonly<Record<string, string>> {
  return {
    HOME: folder,
    DOCKER_CONFIG: join(folder, ".docker"),
    REGISTRY_AUTH_FILE: join(folder, "auth.json"),
    XDG_CONFIG_HOME: join(folder, ".config"),
    XDG_DATA_HOME: join(folder, ".local/share"),
    XDG_RUNTIME_DIR: join(folder, "run"),
  };
}

/**
 * Starts the bare VS Code server, which can run extension tests. Everything it keeps goes below `folder`; `settings`
 * are those of the machine. Gives its port.
 */
export async function startBareServer({
  folder,
  settings,
  env,
}: {
  folder: string;
  settings: Readonly<Record<string, unknown>>;
  env: Readonly<Record<string, string>>;
}): Promise<{ port: number; stop: Program["stop"]; output: Program["output"] }> {
  await writeSettings(join(folder, "data/Machine"), settings);
  const program = await startProgram(
    "node",
    [
      join(codeServer, "lib/vscode/out/server-main.js"),
      ...[
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--without-connection-token",
        "--accept-server-license-terms",
      ],
      ...["--enable-smoke-test-driver", "--disable-workspace-trust", "--disable-telemetry"],
      ...["--server-data-dir", folder],
    ],
    { ready: /Extension host agent listening on (\d+)/, env: { ...isolatedHome(folder), ...env } },
  );
  return { port: Number(program.match[1]), stop: program.stop, output: program.output };
}

/** Where a code-server keeps what it needs; all of it below one folder. */
export type CodeServerFolders = {
  readonly folder: string;
  readonly userData: string;
  readonly extensions: string;
};

export function codeServerFolders(folder: string): CodeServerFolders {
  return { folder, userData: join(folder, "user-data"), extensions: join(folder, "extensions") };
}

/** Installs a .vsix as a person would. */
export async function installExtension(
  { folder, userData, extensions }: CodeServerFolders,
  vsix: string,
): Promise<void> {
  const places = ["--user-data-dir", userData, "--extensions-dir", extensions];
  await run("node", [codeServerEntry, ...places, "--install-extension", vsix], { env: isolatedHome(folder) });
}

/** Starts the whole product, VS Code in the browser. Gives the address with the open folder. */
export async function startCodeServer(
  { folder, userData, extensions }: CodeServerFolders,
  {
    workspace,
    port = 0,
    settings = {},
    machineSettings = {},
    isolated = true,
    restricted = false,
    env = {},
  }: {
    workspace: string;
    port?: number;
    settings?: Readonly<Record<string, unknown>>;
    machineSettings?: Readonly<Record<string, unknown>>;
    /** Whether it is kept from the logins and the home of the person who runs it. */
    isolated?: boolean;
    /** Whether the folder is not trusted, as one that was just downloaded. */
    restricted?: boolean;
    /** What else is in its environment. */
    env?: Readonly<Record<string, string>>;
  },
): Promise<{ url: string; stop: Program["stop"]; output: Program["output"] }> {
  const trust = restricted ? restrictedSettings : {};
  await writeSettings(join(userData, "User"), { ...quietSettings, ...trust, ...settings });
  await writeSettings(join(userData, "Machine"), machineSettings);
  const program = await startProgram(
    "node",
    [
      codeServerEntry,
      ...["--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--user-data-dir", userData],
      ...[
        "--config",
        join(folder, "config.yaml"),
        "--extensions-dir",
        extensions,
        "--disable-telemetry",
        "--disable-update-check",
      ],
      ...(restricted ? [] : ["--disable-workspace-trust"]),
      ...["--disable-getting-started-override", workspace],
    ],
    {
      ready: /HTTP server listening on (http:\/\/127\.0\.0\.1:\d+)/,
      env: { ...(isolated ? isolatedHome(folder) : {}), ...env },
    },
  );
  const url = `${program.match[1]}/?${new URLSearchParams({ folder: workspace })}`;
  return { url, stop: program.stop, output: program.output };
}

const restrictedSettings = { "security.workspace.trust.startupPrompt": "never" };

const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "chat.disableAIFeatures": true,
  "telemetry.telemetryLevel": "off",
};

async function writeSettings(folder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "settings.json"), JSON.stringify(settings, undefined, 2));
}
