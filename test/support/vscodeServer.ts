import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup.mjs";
import { type Program, startProgram } from "./program.ts";

const codeServer = join(root, "test/vscode/server/node_modules/code-server");

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
  settings: unknown;
  env: Readonly<Record<string, string>>;
}): Promise<{ port: number; stop: Program["stop"]; output: Program["output"] }> {
  await mkdir(join(folder, "data/Machine"), { recursive: true });
  await writeFile(join(folder, "data/Machine/settings.json"), JSON.stringify(settings));
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
