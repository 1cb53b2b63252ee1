import { kindOfHost } from "../core/catalog/kind.ts";
import type { ReadPage } from "../core/catalog/listPage.ts";
import { isRefused } from "../core/catalog/refused.ts";
import { isRegistryHost, normaliseHost } from "../core/reference/reference.ts";
import { type Command, quoted, UsageError, type World } from "./command.ts";
import { printPages } from "./pages.ts";

/** Lists the repositories that a registry names, without the host, in the registry's order. */
export const repos: Command = {
  name: "repos",
  operands: "HOST",
  least: 1,
  most: 1,
  summary: "list the repositories of a registry",
  options: {},
  run: async ({ operands: [host = ""], json }, world) => {
    if (!isRegistryHost(host)) throw new UsageError(`${quoted(host)} is not a registry's host.`);
    return printPages("catalogue", repositoriesOf(normaliseHost(host), world), json, world);
  },
};

/** Many registries refuse the catalogue that all have in common; some of them are of a vendor with a list of its own. */
function repositoriesOf(host: string, { catalog, detect }: World): ReadPage<unknown> {
  return async (signal) => {
    try {
      return await catalog(host).repositories(signal);
    } catch (failure) {
      if (kindOfHost(host) !== "oci" || !isRefused(failure)) throw failure;
      const kind = await detect(host, signal);
      if (kind === "oci") throw failure;
      return catalog(host, kind).repositories(signal);
    }
  };
}
