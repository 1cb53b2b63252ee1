/** Pushing manifests. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests */
import { ContentError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { drain } from "../http/body.ts";
import { isSchema1Type } from "../oci/mediaTypes.ts";
import { schema1Payload } from "../oci/schema1.ts";
import { verify } from "../oci/verify.ts";
import { isDigest } from "../reference/digest.ts";
import { type Api, pushScope } from "./api.ts";
import type { ManifestBytes, PutManifest } from "./distribution.ts";
import { timeToStore } from "./patience.ts";
import { manifestUrl } from "./urls.ts";

/** See Distribution.putManifest. */
export async function putManifest(
  api: Api,
  path: string,
  tagOrDigest: string,
  { mediaType, bytes }: ManifestBytes,
  signal?: AbortSignal,
): Promise<PutManifest> {
  const { host } = api.base;
  const response = await api.send({
    method: "PUT",
    url: manifestUrl(api.base, path, tagOrDigest),
    headers: { "content-type": mediaType },
    body: bytes,
    scope: pushScope(path),
    // Registries look up everything that an index names before they answer.
    patience: timeToStore(bytes.length),
    ...(signal && { signal }),
  });
  if (response.status < 200 || response.status > 299) throw await statusToFailure(response, host);
  await drain(response);
  const stored = response.headers.get("docker-content-digest");
  if (stored !== null) {
    if (!isDigest(stored)) throw new ContentError("digestMismatch", `${path} ${tagOrDigest}`, { host });
    const signed = isSchema1Type(mediaType) ? schema1Payload(bytes, `${path} ${tagOrDigest}`) : bytes;
    verify(signed, stored, host);
  }
  return { indexesSubject: isDigest(response.headers.get("oci-subject")) };
}
