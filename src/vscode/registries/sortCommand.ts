import { ConfigurationTarget, type Disposable, workspace } from "vscode";
import type { TagOrder } from "../../core/explorer/order.ts";
import type { Ask, Option } from "../ask.ts";
import { registerCommand } from "../commands.ts";
import { setting } from "../settings.ts";

const orders: readonly Option<TagOrder>[] = [
  { label: "Versions, the newest first", value: "semver" },
  { label: "Names", value: "name" },
  { label: "Dates, the newest first", detail: "Tags without a known date come last.", value: "newest" },
];

/** Asks how tags are to stand; the view follows the setting. */
export function registerSortCommand(ask: Ask): Disposable {
  return registerCommand("mooring.sortTags", async () => {
    const now = setting("tags.sort");
    const options = orders.map((order) => (order.value === now ? { ...order, description: "now" } : order));
    const answer = await ask.choose({ title: "Sort Tags", placeholder: "How should tags stand?", options });
    if (answer === undefined || answer === "back") return;
    await workspace.getConfiguration("mooring").update("tags.sort", answer.value, ConfigurationTarget.Global);
  });
}
