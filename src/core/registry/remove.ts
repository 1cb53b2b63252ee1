/** Deleting manifests. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#deleting-manifests */
import { RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { drain } from "../http/body.ts";
import { isDigest } from "../reference/digest.ts";
import { type Api, ask } from "./api.ts";
import { manifestUrl } from "./urls.ts";

/** What a token must allow to delete in a repository. */
function deleteScope(path: string): string {
  return `repository:${path}:pull,push,delete`;
}

/** See Distribution.deleteManifest. A registry that cannot untag says 400 or 405: `unsupported`. */
export async function deleteManifest(
  api: Api,
  path: string,
  tagOrDigest: string,
  signal?: AbortSignal,
): Promise<void> {
  const url = manifestUrl(api.base, path, tagOrDigest);
  const response = await ask(api, "DELETE", url, { scope: deleteScope(path), signal });
  if (response.status >= 200 && response.status < 300) return drain(response);
  const failure = await statusToFailure(response, api.base.host);
  if (isDigest(tagOrDigest) || failure.status !== 400) throw failure;
  const { status, code, detail } = failure;
  throw new RegistryError("unsupported", api.base.host, {
    status,
    ...(code !== undefined && { code }),
    ...(detail !== undefined && { detail }),
    cause: failure,
  });
}
