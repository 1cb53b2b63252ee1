import { ContentError, RegistryError } from "../errors.ts";
import type { Send } from "../http/call.ts";
import type { Descriptor } from "../oci/model.ts";
import { verify } from "../oci/verify.ts";
import { isRepositoryPath, isTag } from "../reference/reference.ts";
import { type Api, getDocument, longestDocument, pullScope } from "./api.ts";
import { hasBlob, mountBlob } from "./blobs.ts";
import type { Distribution } from "./distribution.ts";
import { openBlob } from "./download.ts";
import { type Listing, listPage } from "./listing.ts";
import { getManifest, Resolver } from "./manifests.ts";
import { explainNoRepository } from "./missing.ts";
import type { Cursor, Page } from "./page.ts";
import { putManifest } from "./put.ts";
import { listReferrers } from "./referrers.ts";
import { deleteManifest } from "./remove.ts";
import type { Uploader } from "./upload.ts";
import { blobUrl, catalogUrl, rootUrl, tagsUrl } from "./urls.ts";

/**
 * The distribution API of the registry that references call `registry`. `base` is the root of its API, with a path
 * prefix and without `/v2/`; `send` is already authorised.
 */
export function openDistribution({
  registry,
  base,
  send,
}: {
  registry: string;
  base: URL;
  send: Send;
}): Distribution {
  const api: Api = { base, send };
  const resolver = new Resolver(api);
  let uploader: Promise<Uploader> | undefined;
  return {
    registry,
    ping: (signal) => ping(api, signal),
    resolve: (path, name, signal) => resolver.resolve(path, name, signal),
    manifest: (path, name, signal) => getManifest(api, path, name, signal),
    blob: (path, descriptor, options) => getBlob(api, path, descriptor, options),
    openBlob: (path, descriptor, options) => openBlob(api, path, descriptor, options),
    hasBlob: (path, digest, signal) => hasBlob(api, path, digest, signal),
    mountBlob: (path, digest, from, signal) => mountBlob(api, path, digest, from, signal),
    uploadBlob: async (path, descriptor, open, options) => {
      // Loaded when something is first sent.
      uploader ??= import("./upload.ts").then((upload) => new upload.Uploader(api));
      return (await uploader).upload(path, descriptor, open, options);
    },
    putManifest: (path, name, manifest, signal) => putManifest(api, path, name, manifest, signal),
    tags: (path, cursor, signal) => listTags(api, path, cursor, signal),
    repositories: (cursor, signal) => listPage(api, catalogOf(api), cursor, signal),
    deleteManifest: (path, name, signal) => deleteManifest(api, path, name, signal),
    referrers: (path, digest, signal) => listReferrers(api, path, digest, signal),
  };
}

async function ping(api: Api, signal: AbortSignal | undefined): Promise<void> {
  try {
    await getDocument(api, rootUrl(api.base), { signal }, `the root of ${api.base.host}`);
  } catch (failure) {
    if (!(failure instanceof RegistryError) || failure.kind !== "notFound") throw failure;
    throw new RegistryError("unsupported", api.base.host, { status: 404, cause: failure });
  }
}

async function getBlob(
  api: Api,
  path: string,
  { digest, size }: Descriptor,
  { limit = longestDocument, signal }: { limit?: number; signal?: AbortSignal } = {},
): Promise<Uint8Array> {
  const { host } = api.base;
  const subject = `the blob ${digest}`;
  const url = blobUrl(api.base, path, digest);
  if (size !== undefined && size > limit) throw new ContentError("tooLarge", subject, { host, limit });
  const { bytes } = await getDocument(api, url, { scope: pullScope(path), signal }, subject, limit);
  if (size !== undefined && bytes.length !== size) throw new ContentError("digestMismatch", digest, { host });
  verify(bytes, digest, host);
  return bytes;
}

async function listTags(
  api: Api,
  path: string,
  cursor: Cursor | undefined,
  signal: AbortSignal | undefined,
): Promise<Page<string>> {
  const listing: Listing = {
    url: tagsUrl(api.base, path),
    field: "tags",
    isName: isTag,
    scope: pullScope(path),
    subject: `the tags of ${path}`,
  };
  try {
    return await listPage(api, listing, cursor, signal);
  } catch (failure) {
    if (!(failure instanceof RegistryError) || failure.kind !== "notFound") throw failure;
    throw await explainNoRepository(api, failure, signal);
  }
}

function catalogOf(api: Api): Listing {
  return {
    url: catalogUrl(api.base),
    field: "repositories",
    isName: isRepositoryPath,
    scope: "registry:catalog:*",
    subject: `the repositories of ${api.base.host}`,
  };
}
