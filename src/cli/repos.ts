import { isRegistryHost, normaliseHost } from "../core/reference/reference.ts";
import { type Command, quoted, UsageError } from "./command.ts";
import { printPages } from "./pages.ts";

/** Lists the repositories that a registry's catalogue names, without the host, in the registry's order. */
export const repos: Command = {
  name: "repos",
  operands: "HOST",
  least: 1,
  most: 1,
  summary: "list the repositories of a registry",
  options: {},
  run: async ({ operands: [host = ""], json }, world) => {
    if (!isRegistryHost(host)) throw new UsageError(`${quoted(host)} is not a registry's host.`);
    const distribution = world.distribution(normaliseHost(host));
    return printPages("catalogue", (cursor) => distribution.repositories(cursor, world.signal), json, world);
  },
};
