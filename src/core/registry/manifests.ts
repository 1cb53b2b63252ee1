/** Resolving and fetching manifests. */
import { ContentError, RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { htmlType } from "../http/body.ts";
import { decodeManifest } from "../oci/decodeManifest.ts";
import { isSchema1Type, mediaTypes } from "../oci/mediaTypes.ts";
import type { Descriptor } from "../oci/model.ts";
import { schema1Payload } from "../oci/schema1.ts";
import { digestOf, verify } from "../oci/verify.ts";
import { type Digest, isDigest } from "../reference/digest.ts";
import { type Api, ask, getDocument, pullScope } from "./api.ts";
import type { FetchedManifest } from "./distribution.ts";
import { explainMissing } from "./missing.ts";
import { manifestUrl } from "./urls.ts";

/**
 * All kinds of manifests, for the `Accept` header: without one of them registries answer 404, or quietly give one
 * platform of an index. The old schema 1 comes last, so that such tags can be shown for what they are.
 */
export const manifestTypes = [
  mediaTypes.ociIndex,
  mediaTypes.dockerList,
  mediaTypes.ociManifest,
  mediaTypes.dockerManifest,
  `${mediaTypes.dockerSchema1Signed};q=0.5`,
].join(", ");

/** Resolves with HEAD, and remembers for its registry whether HEAD is of any use there. */
export class Resolver {
  readonly #api: Api;
  #headFails = false;

  constructor(api: Api) {
    this.#api = api;
  }

  /** What a tag or digest names. See Distribution.resolve. */
  async resolve(path: string, tagOrDigest: string, signal?: AbortSignal): Promise<Descriptor> {
    if (!this.#headFails) {
      const descriptor = await headManifest(this.#api, path, tagOrDigest, signal);
      if (descriptor !== undefined) return descriptor;
    }
    const { descriptor } = await getManifest(this.#api, path, tagOrDigest, signal);
    this.#headFails = true;
    return descriptor;
  }
}

/** The descriptor by HEAD; undefined when only a GET can tell: HEAD is refused without a reason, or gives no digest. */
async function headManifest(
  api: Api,
  path: string,
  tagOrDigest: string,
  signal: AbortSignal | undefined,
): Promise<Descriptor | undefined> {
  const url = manifestUrl(api.base, path, tagOrDigest);
  const response = await ask(api, "HEAD", url, { accept: manifestTypes, scope: pullScope(path), signal });
  if (silentRefusals.has(response.status)) return undefined;
  if (response.status !== 200) throw await statusToFailure(response, api.base.host);
  const digest = response.headers.get("docker-content-digest");
  if (!isDigest(digest) || htmlType(response) !== undefined) return undefined;
  if (isDigest(tagOrDigest) && digest !== tagOrDigest) return undefined;
  // The length of a HEAD answer is not the manifest's size on every registry (Harbor), so it is not taken.
  return { mediaType: typeOf(response), digest, size: undefined };
}

/** Statuses that a HEAD, which has no body, leaves unexplained. */
const silentRefusals: ReadonlySet<number> = new Set([403, 404, 405, 412, 501]);

/** A manifest by tag or digest. See Distribution.manifest. */
export async function getManifest(
  api: Api,
  path: string,
  tagOrDigest: string,
  signal?: AbortSignal,
): Promise<FetchedManifest> {
  try {
    return await findManifest(api, path, tagOrDigest, signal);
  } catch (failure) {
    if (!(failure instanceof RegistryError) || failure.kind !== "notFound") throw failure;
    throw await explainMissing(api, path, failure, signal);
  }
}

/** As getManifest, but what is not there is `notFound` without asking why. */
export async function findManifest(
  api: Api,
  path: string,
  tagOrDigest: string,
  signal?: AbortSignal,
): Promise<FetchedManifest> {
  const url = manifestUrl(api.base, path, tagOrDigest);
  const subject = `the manifest of ${path}${isDigest(tagOrDigest) ? "@" : ":"}${tagOrDigest}`;
  const question = { accept: manifestTypes, scope: pullScope(path), signal };
  const { response, bytes } = await getDocument(api, url, question, subject);
  const digest = identify(api, response, bytes, tagOrDigest, subject);
  const document = decodeManifest(bytes, typeOf(response), subject);
  return { descriptor: { mediaType: document.mediaType, digest, size: bytes.length }, bytes, document };
}

/** The digest over the bytes, which must be the one asked for, or for a tag the one the registry claims (R01). */
function identify(
  api: Api,
  response: Response,
  bytes: Uint8Array,
  tagOrDigest: string,
  subject: string,
): Digest {
  const { host } = api.base;
  const signed = isSchema1Type(typeOf(response)) ? schema1Payload(bytes, subject) : bytes;
  const claimed = isDigest(tagOrDigest) ? tagOrDigest : response.headers.get("docker-content-digest");
  if (claimed === null) return digestOf(signed);
  if (!isDigest(claimed)) throw new ContentError("digestMismatch", subject, { host });
  verify(signed, claimed, host);
  return claimed;
}

function typeOf(response: Response): string {
  return (response.headers.get("content-type") ?? "").replace(/;.*/s, "").trim().toLowerCase();
}
