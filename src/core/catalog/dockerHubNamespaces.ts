/** Whose repositories a Docker Hub login may see. Both lists are undocumented, though Docker's own tools use them. */
import { RegistryError } from "../errors.ts";
import { parseObject, toArray, toObject } from "../oci/fields.ts";
import { type Api, getDocument } from "../registry/api.ts";
import { isHubNamespace, officialNamespace } from "./dockerHubUrls.ts";

const most = 100;

/**
 * The namespaces of a login, the user's own first, at most a hundred. One list that is refused or fails takes nothing
 * from the other; only when both do, and not by a refusal, the first one's failure is thrown.
 */
export async function hubNamespaces(
  api: Api,
  username: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const lists = await Promise.allSettled([
    read(api, "/v2/repositories/namespaces", "namespaces", signal),
    read(api, "/v2/user/orgs/?page_size=100", "results", signal),
  ]);
  const answered = lists.filter((list) => list.status === "fulfilled");
  const broken = lists.find((list) => list.status === "rejected" && !isRefusal(list.reason));
  if (answered.length === 0 && broken?.status === "rejected") throw broken.reason;
  const names = [username.toLowerCase(), ...answered.flatMap(({ value }) => value)];
  return [...new Set(names)]
    .filter((name) => name !== officialNamespace && isHubNamespace(name))
    .slice(0, most);
}

/** Entries are names, or objects with an `orgname`. */
async function read(
  api: Api,
  path: string,
  field: string,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> {
  const subject = "the list of organisations";
  const question = { accept: "application/json", signal };
  const { bytes } = await getDocument(api, new URL(path, api.base), question, subject);
  const entries = toArray(parseObject(bytes, subject)[field]) ?? [];
  return entries
    .map((entry) => toObject(entry)?.["orgname"] ?? entry)
    .filter((name) => typeof name === "string");
}

function isRefusal(failure: unknown): boolean {
  const kinds: readonly string[] = ["unauthorized", "denied", "notFound", "unsupported"];
  return failure instanceof RegistryError && kinds.includes(failure.kind);
}
