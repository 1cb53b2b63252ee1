/** A fake of what pinning asks of registries: images of one repository, their bytes read by the true decoders. */
import assert from "node:assert/strict";
import { RegistryError } from "../../src/core/errors.ts";
import type { Images } from "../../src/core/image/images.ts";
import { decodeConfig } from "../../src/core/oci/decodeConfig.ts";
import { decodeManifest } from "../../src/core/oci/decodeManifest.ts";
import { roleOf } from "../../src/core/oci/role.ts";
import type { Resolver } from "../../src/core/pinning/resolver.ts";
import { type Digest, isDigest } from "../../src/core/reference/digest.ts";
import { parseReference, type Reference } from "../../src/core/reference/reference.ts";
import type { ManifestTree } from "./images.ts";

/** The only repository that the shelf knows. */
export const shelfName = "h.test/app";

/** Strict: another repository fails the test. What is neither tagged nor kept is missing, but for what `failures` say. */
export class FakeShelf {
  /** `HEAD NAME`, `GET DIGEST`, `CONFIG DIGEST`, as they came. */
  readonly asked: string[] = [];
  readonly tags: Map<string, ManifestTree>;
  readonly failures = new Map<string, Error>();
  readonly resolver: Resolver;
  readonly #kept: Map<string, ManifestTree>;

  constructor(tags: Readonly<Record<string, ManifestTree>>, kept: readonly ManifestTree[] = []) {
    this.tags = new Map(Object.entries(tags));
    this.#kept = new Map([...kept, ...this.tags.values()].flatMap(withChildren));
    this.resolver = {
      resolve: async ({ registry, path }, name) => {
        assert.equal(`${registry}/${path}`, shelfName);
        const { mediaType, digest, size } = this.#find(
          `HEAD ${name}`,
          this.tags.get(name) ?? this.#kept.get(name),
        );
        return { mediaType, digest: checked(digest), size };
      },
      manifest: async ({ registry, path }, digest) => {
        assert.equal(`${registry}/${path}`, shelfName);
        const { mediaType, bytes, size } = this.#find(`GET ${digest}`, this.#kept.get(digest));
        const document = decodeManifest(bytes, mediaType, digest);
        return { descriptor: { mediaType, digest, size }, bytes, document };
      },
      config: async (_, digest) => {
        const { mediaType, bytes, blobs } = this.#find(`CONFIG ${digest}`, this.#kept.get(digest));
        const document = decodeManifest(bytes, mediaType, digest);
        if (document.kind !== "manifest" || roleOf(document) !== "image") return undefined;
        const config = blobs.find((blob) => blob.digest === document.config.digest);
        return config && decodeConfig(config.bytes, digest);
      },
    };
  }

  /** As a window's image library with empty memory asks for what tags name, and then for the manifests. */
  get images(): Pick<Images, "manifest" | "resolve"> {
    return {
      resolve: async ({ repository, tag = "" }, { signal } = {}) => {
        signal?.throwIfAborted();
        return { descriptor: await this.resolver.resolve(repository, tag), asOf: 0 };
      },
      manifest: async ({ repository, digest }, signal) => {
        signal?.throwIfAborted();
        return this.resolver.manifest(repository, digest ?? assert.fail("a tag is asked for by HEAD first"));
      },
    };
  }

  /** The registry forgets a tag's manifest, and those that are only its children. */
  delete(tree: ManifestTree): void {
    for (const [name] of withChildren(tree)) this.#kept.delete(name);
  }

  #find(question: string, found: ManifestTree | undefined): ManifestTree {
    this.asked.push(question);
    const failure = this.failures.get(question);
    if (failure !== undefined) throw failure;
    if (found === undefined)
      throw new RegistryError("notFound", "h.test", { status: 404, code: "MANIFEST_UNKNOWN" });
    return found;
  }
}

/** A reference to the shelf's repository: `:1`, `@sha256:...`, `:1@sha256:...`. */
export function onShelf(tail: string): Reference {
  const parsed = parseReference(`${shelfName}${tail}`);
  assert.ok(parsed.ok);
  return parsed.reference;
}

/** The digest of a tree, as the type that it is. */
export function checked(digest: string): Digest {
  assert.ok(isDigest(digest));
  return digest;
}

function withChildren(tree: ManifestTree): readonly (readonly [string, ManifestTree])[] {
  return [[tree.digest, tree], ...tree.children.flatMap(withChildren)];
}
