/** Blobs that a registry has already. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository */
import { statusToFailure } from "../http/answers.ts";
import { drain } from "../http/body.ts";
import type { Digest } from "../reference/digest.ts";
import { type Api, ask, pullScope, pushScope } from "./api.ts";
import { cancelUpload, locationOf } from "./uploads.ts";
import { blobUrl, mountUrl } from "./urls.ts";

/** See Distribution.hasBlob. */
export async function hasBlob(
  api: Api,
  path: string,
  digest: Digest,
  signal?: AbortSignal,
): Promise<boolean> {
  const response = await ask(api, "HEAD", blobUrl(api.base, path, digest), {
    scope: pullScope(path),
    signal,
  });
  if (response.status === 200) return true;
  const failure = await statusToFailure(response, api.base.host);
  if (failure.kind === "notFound") return false;
  throw failure;
}

/** How registries say that they will not: no such blob there, no right to it, or no such operation. */
const declines: ReadonlySet<number> = new Set([202, 400, 401, 403, 404, 405]);

/** See Distribution.mountBlob. */
export async function mountBlob(
  api: Api,
  path: string,
  digest: Digest,
  from: string,
  signal?: AbortSignal,
): Promise<boolean> {
  const url = mountUrl(api.base, path, digest, from);
  const scope = `${pushScope(path)} ${pullScope(from)}`;
  const response = await ask(api, "POST", url, { scope, signal });
  if (response.status === 201) {
    await drain(response);
    return true;
  }
  if (!declines.has(response.status)) throw await statusToFailure(response, api.base.host);
  await drain(response);
  // The registry began an upload instead, which nobody will go on with.
  if (response.status === 202) cancelUpload(api, path, locationOf(api, response, url));
  return false;
}
