/** What a 404 means (H06). */
import { RegistryError } from "../errors.ts";
import { drain } from "../http/body.ts";
import { type Api, ask, pullScope } from "./api.ts";
import { rootUrl, tagsUrl } from "./urls.ts";

/**
 * A manifest's 404: tells apart a missing tag, a missing repository and a host that is no registry, where the
 * registry did not. Some say `MANIFEST_UNKNOWN` for both, some say nothing. Costs at most two requests.
 */
export async function explainMissing(
  api: Api,
  path: string,
  failure: RegistryError,
  signal: AbortSignal | undefined,
): Promise<RegistryError> {
  if (failure.code === "NAME_UNKNOWN") return failure;
  const tags = tagsUrl(api.base, path);
  tags.search = "n=1";
  const status = await statusOf(api, tags, pullScope(path), signal);
  if (status === 200) return withCode(failure, "MANIFEST_UNKNOWN");
  return status === 404 ? explainNoRepository(api, failure, signal) : failure;
}

/** A repository's 404: the repository is not there, or there is no registry at all. */
export async function explainNoRepository(
  api: Api,
  failure: RegistryError,
  signal: AbortSignal | undefined,
): Promise<RegistryError> {
  const status = await statusOf(api, rootUrl(api.base), undefined, signal);
  if (status === 404) return new RegistryError("unsupported", api.base.host, { status });
  return withCode(failure, "NAME_UNKNOWN");
}

/** The status of a GET; undefined when none came, for the failure at hand says more than a second one. */
async function statusOf(
  api: Api,
  url: URL,
  scope: string | undefined,
  signal: AbortSignal | undefined,
): Promise<number | undefined> {
  try {
    const response = await ask(api, "GET", url, { ...(scope !== undefined && { scope }), signal });
    await drain(response);
    return response.status;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

function withCode(failure: RegistryError, code: string): RegistryError {
  const { kind, host, status, detail } = failure;
  return new RegistryError(kind, host, {
    code,
    ...(status !== undefined && { status }),
    ...(detail !== undefined && { detail }),
    cause: failure,
  });
}
