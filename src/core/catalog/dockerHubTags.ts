/** https://docs.docker.com/reference/api/hub/latest/#tag/repositories, "List repository tags" */
import { ContentError, NetworkError, RegistryError } from "../errors.ts";
import type { Api } from "../registry/api.ts";
import type { Distribution } from "../registry/distribution.ts";
import { hubList } from "./dockerHubList.ts";
import type { HubLogin } from "./dockerHubLogin.ts";
import { decodeHubTag } from "./dockerHubTag.ts";
import { officialNamespace, splitHubPath } from "./dockerHubUrls.ts";
import type { TagFacts } from "./facts.ts";
import type { ReadPage } from "./listPage.ts";
import { plainTags } from "./oci.ts";

/**
 * A repository's tags with what the website's API tells of them. When it refuses or fails, the registry's own list of
 * names stands in for the first page; a rate limit is told, for the registry would only bring nearer the next.
 */
export function hubTags(
  bare: Api,
  login: HubLogin,
  distribution: Distribution,
  path: string,
): ReadPage<TagFacts> {
  const parts = splitHubPath(path);
  const plain = plainTags(distribution, path);
  if (parts === undefined) return plain;
  const [namespace, name] = parts;
  const api = namespace === officialNamespace ? bare : { base: bare.base, send: login.ifRefused };
  const listed = hubList(api, {
    path: `/v2/namespaces/${namespace}/repositories/${name}/tags`,
    subject: `the tags of ${path}`,
    decode: decodeHubTag,
  });
  return async (signal) => {
    try {
      return await listed(signal);
    } catch (failure) {
      if (!isForRegistry(failure)) throw failure;
      return plain(signal).catch((second) => {
        throw tellMissing(failure, second);
      });
    }
  };
}

function isForRegistry(failure: unknown): boolean {
  if (failure instanceof RegistryError) return failure.kind !== "rateLimited";
  return failure instanceof NetworkError || failure instanceof ContentError;
}

/** The registry takes what is not there for what may not be seen; the website's API knows better what to say. */
function tellMissing(atHub: unknown, atRegistry: unknown): unknown {
  const isMissing = atHub instanceof RegistryError && atHub.kind === "notFound";
  if (!isMissing || !(atRegistry instanceof RegistryError) || atRegistry.kind !== "unauthorized")
    return atRegistry;
  return new RegistryError("notFound", atRegistry.host, {
    status: 404,
    code: "NAME_UNKNOWN",
    cause: atRegistry,
  });
}
