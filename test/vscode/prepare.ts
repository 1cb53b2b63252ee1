/** What the two ways to run the suite share: VS Code in the browser (host.ts) and on the desktop (electron.ts). */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../setup.mjs";
import { copyWorkspace, temporaryFolder } from "../support/folder.ts";
import type { Facts, Result } from "./facts.ts";
import { startRegistries } from "./registries.ts";

export type Preparations = {
  /** For whatever this run needs; removed afterwards. */
  readonly folder: string;
  readonly facts: Facts;
  readonly factsFile: string;
  /** For the machine's settings file. */
  readonly settings: Readonly<Record<string, unknown>>;
};

/** Gets registries and a workspace ready, and puts everything away when `use` has ended. */
export async function withPreparations(use: (preparations: Preparations) => Promise<void>): Promise<void> {
  const folder = await temporaryFolder("host");
  const registries = await startRegistries();
  try {
    const workspace = join(folder.path, "workspace");
    const { open, htpasswd, token } = registries.facts;
    const words = { OPEN_REGISTRY: open.host, HTPASSWD_REGISTRY: htpasswd.host, TOKEN_REGISTRY: token.host };
    await copyWorkspace(join(root, "test/vscode/workspace"), workspace, words);
    const facts = { resultFile: join(folder.path, "result.json"), workspace, registries: registries.facts };
    const factsFile = join(folder.path, "facts.json");
    await writeFile(factsFile, JSON.stringify(facts));
    const settings = { "mooring.registries": [{ kind: "oci", url: open.url, name: "Open" }] };
    await use({ folder: folder.path, facts, factsFile, settings });
  } finally {
    await registries.stop();
    await folder.remove();
  }
}

export function report(result: Result): void {
  for (const failure of result.failures) console.error(`\n✖ ${failure}`);
}
