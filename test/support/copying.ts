/** What tests of copying have in common: clients with the whole stack, large layers, and what a proxy saw of blobs. */
import { randomBytes } from "node:crypto";
import type { Credential } from "../../src/core/auth/credential.ts";
import { Connections, defaultEndpoint } from "../../src/core/connect.ts";
import { type CopyOptions, copyImage, planCopy } from "../../src/core/copy/copy.ts";
import { systemLookup } from "../../src/core/http/targets.ts";
import { undiciSend } from "../../src/core/http/undiciSend.ts";
import type { Distribution } from "../../src/core/registry/distribution.ts";
import { content, jsonContent, type ManifestTree, makeManifest } from "./images.ts";
import type { RecordedRequest } from "./recordingProxy.ts";

/** Clients by host, as the product builds them, with one login for all. */
export function clients(credential: Credential = { kind: "anonymous" }): (host: string) => Distribution {
  const userAgent = "Mooring/test";
  const connections = new Connections({
    userAgent,
    transport: undiciSend({ userAgent }),
    proxy: () => undefined,
    endpoints: (host) => [defaultEndpoint(host)],
    credential: async () => credential,
    allowRealm: async () => true,
    lookup: systemLookup,
    concurrency: 8,
    timeout: 60_000,
  });
  return (host) => connections.distribution(host);
}

export type End = { readonly distribution: Distribution; readonly path: string };

/** Plans a copy of what the source's tag names, and carries it out. */
export async function copyTag(
  source: End,
  from: string,
  target: End & { readonly tag?: string },
  options: CopyOptions & { readonly referrers?: boolean } = {},
) {
  const { referrers = true, ...rest } = options;
  const { digest } = await source.distribution.resolve(source.path, from);
  return copyImage(await planCopy({ ...source, digest }, referrers), target, rest);
}

/** An image whose layers are noise of the given lengths in bytes, which nothing can compress or guess. */
export function makeNoise(...lengths: readonly number[]): ManifestTree {
  const layers = lengths.map((length) =>
    content("application/vnd.oci.image.layer.v1.tar", randomBytes(length)),
  );
  const config = jsonContent("application/vnd.oci.image.config.v1+json", {
    architecture: "amd64",
    os: "linux",
    config: {},
    rootfs: { type: "layers", diff_ids: layers.map(({ digest }) => digest) },
  });
  return makeManifest({ config, layers });
}

/** `POST uploads`, `HEAD blobs`: requests without the names in them, in their order. */
export function kinds(requests: readonly RecordedRequest[]): readonly string[] {
  return requests.map(({ method, path }) => {
    const [, kind = path] =
      /\/(uploads|blobs|manifests|tags|referrers)(?:\/|$)[^/]*/.exec(
        path.replace(/\?.*/, "").replace("blobs/uploads", "uploads"),
      ) ?? [];
    return `${method} ${kind}`;
  });
}

/** Bytes of blobs that were uploaded. */
export function blobBytes(requests: readonly RecordedRequest[]): number {
  return requests.filter(({ path }) => path.includes("/blobs/")).reduce((sum, { sent }) => sum + sent, 0);
}
