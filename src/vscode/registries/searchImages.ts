/** Finding images by words, where a registry can do that. */
import type { RepositoryFacts } from "../../core/catalog/facts.ts";
import type { Listed, ReadPage } from "../../core/catalog/listPage.ts";
import type { Endpoint } from "../../core/connect.ts";
import { formatCount } from "../../core/format.ts";
import { familiarRepository } from "../../core/reference/reference.ts";
import type { Option } from "../ask.ts";
import { addAll, type Flows } from "./registryFlows.ts";
import { dockerHubAddress } from "./registryUrl.ts";

/** What a search needs beside the flows. */
export type Searching = Pick<Flows, "ask" | "registries"> & {
  /** Docker Hub, the one registry that anyone may search: the first account there that is configured, if any. */
  readonly hub: () => Pick<Endpoint, "id">;
  readonly search: (id: string, words: string) => ReadPage<RepositoryFacts> | undefined;
};

/** A registry's id, and a repository there. */
export type Place = { readonly id: string; readonly path: string };

const title = "Search Images on Docker Hub";

/** Asks for words, and shows the image that is chosen from what they find in the view; gives it, unless the user left. */
export async function searchImages(searching: Searching): Promise<Place | undefined> {
  const { ask, registries, search } = searching;
  const { id } = searching.hub();
  const found = await ask.search({
    title,
    placeholder: "Words, such as postgres or static web server",
    find: async (words, signal) => (await search(id, words)?.(signal))?.items.map(optionOf) ?? [],
  });
  if (found === undefined) return undefined;
  if (!registries.has(id)) await addAll({ ask, registries }, [dockerHubAddress]);
  await registries.addRepository(id, found);
  return { id, path: found };
}

function optionOf({ name, facts }: Listed<RepositoryFacts>): Option<string> {
  const { description = "", stars, isOfficial } = facts ?? {};
  const marks = [
    isOfficial === true ? "official image" : "",
    stars === undefined ? "" : formatCount(stars, "star"),
  ];
  return {
    label: familiarRepository({ registry: dockerHubAddress.host, path: name }),
    description: marks.filter((mark) => mark !== "").join(" · "),
    ...(description !== "" && { detail: description }),
    value: name,
  };
}
