import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentError, RegistryError } from "../../../src/core/errors.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import { formatReference, parseReference, type Reference } from "../../../src/core/reference/reference.ts";
import { resolveImages } from "../../../src/core/tools/resolveImages.ts";

const digest = `sha256:${"a".repeat(64)}` as const;
const descriptor = { mediaType: mediaTypes.ociIndex, digest, size: 1 };

function named(text: string): Reference {
  const parsed = parseReference(text);
  assert.ok(parsed.ok);
  return parsed.reference;
}

/** Images that answer `resolve` by reference; what is thrown for a manifest, if anything. */
function imagesOf(missing: readonly string[], broken?: Error) {
  const asked: string[] = [];
  return {
    asked,
    images: {
      resolve: async (reference: Reference, options: { fresh?: boolean } = {}) => {
        asked.push(`${options.fresh ? "fresh " : ""}${formatReference(reference)}`);
        if (missing.includes(formatReference(reference)))
          throw new RegistryError("notFound", "docker.io", { status: 404, code: "MANIFEST_UNKNOWN" });
        return { descriptor, asOf: 0 };
      },
      manifest: async (reference: Reference) => {
        asked.push(`manifest ${formatReference(reference)}`);
        if (broken) throw broken;
        return { descriptor, bytes: new Uint8Array(), document: { kind: "schema1" } as never };
      },
    },
  };
}

describe("digests for an assistant", () => {
  it("are asked for anew and hashed, in order, failures beside successes", async () => {
    const { images, asked } = imagesOf(["docker.io/library/gone:1"]);
    const answers = await resolveImages(images, [named("nginx:1.27"), named("gone:1")]);
    assert.deepEqual(answers[0], {
      reference: "nginx:1.27",
      digest,
      pinned: `nginx:1.27@${digest}`,
      mediaType: mediaTypes.ociIndex,
      asOf: "1970-01-01T00:00:00.000Z",
    });
    const failed = answers[1];
    assert.ok(failed && "error" in failed);
    assert.match(failed.error, /docker\.io has no library\/gone:1/);
    assert.deepEqual(asked.sort(), [
      "fresh docker.io/library/gone:1",
      "fresh docker.io/library/nginx:1.27",
      `manifest docker.io/library/nginx@${digest}`,
    ]);
  });

  it("R01: are not given when the content is another", async () => {
    const { images } = imagesOf([], new ContentError("digestMismatch", "the manifest"));
    const [answer] = await resolveImages(images, [named("nginx")]);
    assert.ok(answer && "error" in answer && !("digest" in answer));
  });

  it("end when they are cancelled", async () => {
    const cancelled = new AbortController();
    cancelled.abort();
    await assert.rejects(resolveImages(imagesOf([]).images, [named("nginx")], cancelled.signal), {
      name: "AbortError",
    });
  });
});
