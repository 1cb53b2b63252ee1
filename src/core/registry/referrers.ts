/**
 * What refers to a digest. https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
 *
 * Everything is asked for and nothing filtered by the registry, so it does not matter whether it can filter.
 */
import { RegistryError } from "../errors.ts";
import { statusToFailure } from "../http/answers.ts";
import { drain, readBytes } from "../http/body.ts";
import { decodeManifest } from "../oci/decodeManifest.ts";
import { longestList } from "../oci/fields.ts";
import { mediaTypes } from "../oci/mediaTypes.ts";
import type { Descriptor, ManifestDocument } from "../oci/model.ts";
import { algorithmOf, type Digest, encodedOf } from "../reference/digest.ts";
import { type Api, ask, longestDocument, pullScope } from "./api.ts";
import { followLink, nextLink } from "./link.ts";
import { findManifest } from "./manifests.ts";
import { referrersUrl } from "./urls.ts";

/** What refers to a digest; `cut` when there is more than is given. */
export type Referrers = { readonly items: readonly Descriptor[]; readonly cut: boolean };

/** At most 1,000 referrers of a digest, each once. See Distribution.referrers. */
export async function listReferrers(
  api: Api,
  path: string,
  digest: Digest,
  signal?: AbortSignal,
): Promise<Referrers> {
  return (await fromApi(api, path, digest, signal)) ?? fromTag(api, path, digest, signal);
}

const mostRequests = 20;
/** How registries say that they do not have the referrers API; others answer 200 with something else. */
const unsupported: ReadonlySet<number> = new Set([400, 404, 405, 406, 501]);

/** What the referrers API lists; undefined when the registry does not have it. */
async function fromApi(
  api: Api,
  path: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<Referrers | undefined> {
  const found = new Map<Digest, Descriptor>();
  const asked = new Set<string>();
  let url = referrersUrl(api.base, path, digest);
  for (;;) {
    const page = await getPage(api, url, path, digest, signal);
    if (page === undefined) return asked.size === 0 ? undefined : collect(found, true);
    asked.add(url.href);
    for (const child of childrenOf(page.document)) found.set(child.digest, child);
    if (page.link === undefined) return collect(found, hiddenIn(page.document) > 0);
    const next = followLink(url, page.link);
    const spent = found.size >= longestList || asked.size >= mostRequests;
    if (next === undefined || spent || asked.has(next.href)) return collect(found, true);
    url = next;
  }
}

async function getPage(
  api: Api,
  url: URL,
  path: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<{ document: ManifestDocument; link: string | undefined } | undefined> {
  const accept = mediaTypes.ociIndex;
  const response = await ask(api, "GET", url, { accept, scope: pullScope(path), signal });
  const type = response.headers.get("content-type") ?? "";
  if (unsupported.has(response.status) || (response.status === 200 && !type.startsWith(accept))) {
    await drain(response);
    return undefined;
  }
  if (response.status !== 200) throw await statusToFailure(response, api.base.host);
  const subject = `the referrers of ${digest}`;
  const bytes = await readBytes(response, longestDocument, subject, api.base.host);
  const link = nextLink(response.headers.get("link"));
  return { document: decodeManifest(bytes, accept, subject), link };
}

/** The tag under which what refers to a digest is listed, where the registry has no API for that. */
export function referrersTag(digest: Digest): string {
  return `${algorithmOf(digest)}-${encodedOf(digest).slice(0, 64)}`;
}

/** Registries without the API keep the list as an index under a tag made of the digest. */
async function fromTag(
  api: Api,
  path: string,
  digest: Digest,
  signal: AbortSignal | undefined,
): Promise<Referrers> {
  try {
    const { document } = await findManifest(api, path, referrersTag(digest), signal);
    const found = new Map(childrenOf(document).map((child) => [child.digest, child]));
    return collect(found, hiddenIn(document) > 0);
  } catch (failure) {
    if (failure instanceof RegistryError && failure.kind === "notFound") return { items: [], cut: false };
    throw failure;
  }
}

function childrenOf(document: ManifestDocument): readonly Descriptor[] {
  if (document.kind !== "index") return [];
  const attestations = document.attestations.map(({ descriptor }) => descriptor);
  return [...document.images, ...attestations, ...document.others];
}

function hiddenIn(document: ManifestDocument): number {
  return document.kind === "index" ? document.hidden : 0;
}

function collect(found: ReadonlyMap<Digest, Descriptor>, cut: boolean): Referrers {
  return { items: [...found.values()].slice(0, longestList), cut: cut || found.size > longestList };
}
