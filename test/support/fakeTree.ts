import type { FakeAnswer } from "./fakeSend.ts";
import type { Content, ManifestTree } from "./images.ts";

/** What a registry answers about a tree in a repository, for fakeSend: manifests by digest and tag, blobs by digest. */
export function treeAnswers(
  path: string,
  tree: ManifestTree,
  tags: readonly string[] = [],
): Readonly<Record<string, FakeAnswer>> {
  const manifests = [tree, ...tree.children].flatMap((manifest) =>
    [manifest.digest, ...(manifest === tree ? tags : [])].flatMap((name) => [
      [`HEAD /v2/${path}/manifests/${name}`, answer(manifest)] as const,
      [`GET /v2/${path}/manifests/${name}`, answer(manifest)] as const,
    ]),
  );
  const blobs = [tree, ...tree.children].flatMap((manifest) =>
    manifest.blobs.map((blob) => [`GET /v2/${path}/blobs/${blob.digest}`, { body: blob.bytes }] as const),
  );
  return Object.fromEntries([...manifests, ...blobs]);
}

function answer({ mediaType, digest, bytes }: Content): FakeAnswer {
  return { headers: { "content-type": mediaType, "docker-content-digest": digest }, body: bytes };
}
