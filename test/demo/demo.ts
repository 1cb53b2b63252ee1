/**
 * Opens the demo workspace in VS Code in the browser, with Mooring installed and a registry to look into.
 * node test/demo/demo.ts [--registry URL] [--port PORT]
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../setup.mjs";
import { copyWorkspace, temporaryFolder } from "../support/folder.ts";
import { push } from "../support/push.ts";
import { codeServerFolders, installExtension, startCodeServer } from "../support/vscodeServer.ts";
import { packedExtension } from "../support/vsix.ts";
import { demoImages } from "./images.ts";
import { type EmbeddedRegistry, startEmbeddedRegistry } from "./registry.ts";

const usualRegistryPort = 5050;
const usage = "npm run demo -- [--registry URL] [--port PORT]";

type Choices = { readonly registry: URL | undefined; readonly port: number };

/** Undefined when the arguments make no sense. */
function readChoices(): Choices | undefined {
  try {
    const { values } = parseArgs({
      options: { registry: { type: "string" }, port: { type: "string", default: "8080" } },
    });
    const registry = values.registry === undefined ? undefined : new URL(values.registry);
    const port = Number(values.port);
    const isWeb = registry === undefined || registry.protocol === "http:" || registry.protocol === "https:";
    return isWeb && Number.isInteger(port) && port >= 0 && port < 65_536 ? { registry, port } : undefined;
  } catch {
    return undefined;
  }
}

async function filledRegistry(): Promise<EmbeddedRegistry> {
  const registry = await startEmbeddedRegistry({ port: usualRegistryPort });
  for (const { repository, tags, tree } of demoImages())
    await push({ url: registry.url, repository }, tree, tags);
  return registry;
}

/** The port, or 0 for any free one when it is taken. */
async function portOrAny(port: number): Promise<number> {
  const probe = createServer();
  const free = await new Promise<boolean>((resolve) => {
    probe.once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => resolve(true));
  });
  if (free) await new Promise((resolve) => probe.close(resolve));
  return free ? port : 0;
}

async function demo({ registry: chosen, port }: Choices): Promise<void> {
  const ended = Promise.race(["SIGINT", "SIGTERM", "SIGHUP"].map((signal) => once(process, signal)));
  const cleanUps: (() => Promise<void>)[] = [];
  try {
    const folder = await temporaryFolder("demo");
    cleanUps.push(folder.remove);
    const embedded = chosen === undefined ? await filledRegistry() : undefined;
    if (embedded !== undefined) cleanUps.push(embedded.stop);
    const registry = chosen ?? new URL(embedded?.url ?? "");
    const workspace = join(folder.path, "harbour");
    await copyWorkspace(join(root, "test/demo/workspace"), workspace, { DEMO_REGISTRY: registry.host });
    const folders = codeServerFolders(folder.path);
    await installExtension(folders, await packedExtension());
    const machineSettings = { "mooring.registries": [{ kind: "oci", url: registry.origin, name: "Demo" }] };
    const options = { workspace, port: await portOrAny(port), machineSettings, isolated: false };
    const server = await startCodeServer(folders, options);
    cleanUps.push(server.stop);
    console.log(`\nVS Code with Mooring: ${server.url}\nRegistry: ${registry.origin}\nStop with Ctrl-C.`);
    await ended;
    console.log("\nStopping.");
  } finally {
    for (const cleanUp of cleanUps.reverse()) await cleanUp();
  }
}

const choices = readChoices();
if (choices === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else await demo(choices);
