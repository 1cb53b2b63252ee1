import { plainTags } from "../core/catalog/oci.ts";
import { familiarRepository } from "../core/reference/reference.ts";
import { repositoryArgument } from "./arguments.ts";
import type { Command } from "./command.ts";
import { printPages } from "./pages.ts";

/** Lists the tags of a repository in the registry's order. */
export const tags: Command = {
  name: "tags",
  operands: "REPOSITORY",
  least: 1,
  most: 1,
  summary: "list the tags of a repository",
  options: {},
  run: async ({ operands: [name = ""], json }, world) => {
    const repository = repositoryArgument(name);
    const { registry, path } = repository;
    const distribution = world.distribution(registry);
    const subject = familiarRepository(repository);
    return printPages(subject, plainTags(distribution, path), json, world);
  },
};
