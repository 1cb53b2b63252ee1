/** Finding repositories by words. Undocumented, though Docker's own site asks it; works without an account. */
import { toObject, toSize, toText } from "../oci/fields.ts";
import type { Api } from "../registry/api.ts";
import { hubList } from "./dockerHubList.ts";
import { officialNamespace, splitHubPath } from "./dockerHubUrls.ts";
import type { RepositoryFacts } from "./facts.ts";
import type { Listed, ReadPage } from "./listPage.ts";

/** The public repositories that Docker Hub finds, in its order. */
export function hubSearch(bare: Api, words: string): ReadPage<RepositoryFacts> {
  return hubList(bare, {
    path: "/v2/search/repositories/",
    // The search knows official images by their names alone.
    query: { query: words.replace(/^library\//, "") },
    subject: "what the search found",
    decode: decodeFound,
  });
}

function decodeFound(entry: unknown): Listed<RepositoryFacts> | undefined {
  const fields = toObject(entry) ?? {};
  const name = toText(fields["repo_name"]) ?? "";
  const path = name.includes("/") ? name : `${officialNamespace}/${name}`;
  if (splitHubPath(path) === undefined) return undefined;
  const description = toText(fields["short_description"]);
  const stars = toSize(fields["star_count"]);
  const { is_official } = fields;
  return {
    name: path,
    facts: {
      ...(description && { description }),
      ...(stars !== undefined && { stars }),
      ...(typeof is_official === "boolean" && { isOfficial: is_official }),
    },
  };
}
