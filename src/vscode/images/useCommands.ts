import { Disposable } from "vscode";
import { registerCommand } from "../commands.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import type { Resolver } from "../registries/copyCommands.ts";
import type { Act, UseCommand } from "./useActs.ts";

/** The commands on rows of the Images view. */
const useCommands = [
  "mooring.pinUses",
  "mooring.unpinUses",
  "mooring.updateUses",
  "mooring.showUseChanges",
  "mooring.ignoreUse",
  "mooring.openUseDetails",
  "mooring.copyUseReference",
  "mooring.copyUsePinnedReference",
  "mooring.copyUseDigest",
] as const satisfies readonly UseCommand[];

/** What can be done with rows of the Images view; loaded when it is done for the first time. */
export function registerUseCommands(index: DocumentIndex, resolver: Resolver): Disposable {
  const register = (id: UseCommand) =>
    registerCommand(id, async (...[node, nodes]) => {
      const { useActs } = await import("./useActs.ts");
      const act: Act = useActs(index, resolver)[id];
      return act(node, nodes);
    });
  return Disposable.from(...useCommands.map(register));
}
