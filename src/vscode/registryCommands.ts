import { commands, Disposable } from "vscode";
import { type ExplorerNode, type Registry, registryOf } from "../core/explorer/node.ts";
import { addRegistry } from "./addRegistry.ts";
import { registerCommand } from "./commands.ts";
import type { Registries } from "./registries.ts";
import {
  addDockerHub,
  addDockerLogins,
  addRepository,
  type Flows,
  removeRegistry,
  signIn,
  signOut,
} from "./registryFlows.ts";
import { accountText, registryName } from "./rowText.ts";
import { type Place, type Searching, searchImages } from "./searchImages.ts";

/** The commands around registries. Without a row the user is asked which registry is meant. */
export function registerRegistryCommands(
  flows: Flows & { readonly registries: Registries } & Searching,
  show: (registryId: string, path?: string) => Promise<void>,
): Disposable {
  const { registries } = flows;
  const adding = (add: (flows: Flows) => Promise<Place | string | undefined>) => async () => {
    const added = await add(flows);
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
    registerCommand("mooring.addRegistry", adding(addRegistry)),
    registerCommand("mooring.addDockerHub", adding(addDockerHub)),
    registerCommand("mooring.addDockerLogins", adding(addDockerLogins)),
    registerCommand(
      "mooring.searchImages",
      adding(() => searchImages(flows)),
    ),
    registerCommand(
      "mooring.removeRegistry",
      onRegistry("Remove Registry", ({ id }) => removeRegistry(flows, id)),
    ),
    registerCommand(
      "mooring.signIn",
      onRegistry("Sign In", ({ id }) => signIn(flows, registries.endpoint(id))),
    ),
    registerCommand(
      "mooring.signOut",
      onRegistry("Sign Out", ({ id }) => signOut(flows, id)),
    ),
    registerCommand(
      "mooring.addRepository",
      onRegistry("Add Repository", async (registry) => {
        const path = await addRepository(flows, registry);
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
