import { commands, Disposable } from "vscode";
import { type ExplorerNode, type Registry, registryOf } from "../../core/explorer/node.ts";
import { registerCommand } from "../commands.ts";
import type { Registries } from "./registries.ts";
import type { Flows } from "./registryFlows.ts";
import { accountText, registryName } from "./rowText.ts";
import type { Place, Searching } from "./searchImages.ts";

/** The flows are loaded when the first of them is begun. */
const load = () => import("./registryFlows.ts");

/** The commands around registries. Without a row the user is asked which registry is meant. */
export function registerRegistryCommands(
  flows: Flows & { readonly registries: Registries } & Searching,
  show: (registryId: string, path?: string) => Promise<void>,
): Disposable {
  const { registries } = flows;
  const adding = (add: () => Promise<Place | string | undefined>) => async () => {
    const added = await add();
    if (added === undefined) return;
    await commands.executeCommand("mooring.registries.focus");
    if (typeof added === "string") await show(added);
    else await show(added.id, added.path);
  };
  const onRegistry =
    (title: string, act: (registry: Registry) => Promise<unknown>) => async (node?: ExplorerNode) => {
      const registry = node === undefined ? await choose(flows, title) : registryOf(node);
      if (registry !== undefined) await act(registry);
    };
  return Disposable.from(
    registerCommand(
      "mooring.addRegistry",
      adding(async () => (await import("./addRegistry.ts")).addRegistry(flows)),
    ),
    registerCommand(
      "mooring.addDockerHub",
      adding(async () => (await load()).addDockerHub(flows)),
    ),
    registerCommand(
      "mooring.addDockerLogins",
      adding(async () => (await load()).addDockerLogins(flows)),
    ),
    registerCommand(
      "mooring.searchImages",
      adding(async () => (await import("./searchImages.ts")).searchImages(flows)),
    ),
    registerCommand(
      "mooring.removeRegistry",
      onRegistry("Remove Registry", async ({ id }) => (await load()).removeRegistry(flows, id)),
    ),
    registerCommand(
      "mooring.signIn",
      onRegistry("Sign In", async ({ id }) => (await load()).signIn(flows, registries.endpoint(id))),
    ),
    registerCommand(
      "mooring.signOut",
      onRegistry("Sign Out", async ({ id }) => (await load()).signOut(flows, id)),
    ),
    registerCommand(
      "mooring.addRepository",
      onRegistry("Add Repository", async (registry) => {
        const path = await (await load()).addRepository(flows, registry);
        if (path !== undefined) await show(registry.id, path);
      }),
    ),
  );
}

async function choose(
  { ask, registries }: Flows & { readonly registries: Registries },
  title: string,
): Promise<Registry | undefined> {
  const listed = await registries.list();
  if (listed.length === 0) {
    ask.say("There is no registry yet: add one first");
    return undefined;
  }
  const answer = await ask.choose({
    title,
    placeholder: "Which registry?",
    options: listed.map((registry) => ({
      label: registryName(registry),
      description: accountText(registry.account),
      value: registry,
    })),
  });
  return answer === "back" ? undefined : answer?.value;
}
