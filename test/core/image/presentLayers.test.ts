import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { presentLayers } from "../../../src/core/image/presentLayers.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";

const gzip = "application/vnd.oci.image.layer.v1.tar+gzip";
const foreign = "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip";
const digest = (name: string): Digest => digestOf(Buffer.from(name));
const layer = (name: string, mediaType = gzip) => ({ mediaType, digest: digest(name), size: 1 });

/** A repository with some blobs, which notes who asks. */
function repository(...names: readonly string[]) {
  const asked: Digest[] = [];
  const has = async (wanted: Digest) => {
    asked.push(wanted);
    return names.some((name) => digest(name) === wanted);
  };
  return { asked, has };
}

describe("layers that a repository has", () => {
  it("are those of the image known to be there, and those that it says it has", async () => {
    const { asked, has } = repository("a", "c");
    const layers = ["a", "b", "c", "c", "d"].map((name) => layer(name));
    const present = await presentLayers(layers, new Set([digest("a"), digest("elsewhere")]), has);
    assert.deepEqual([...present].sort(), [digest("a"), digest("c")].sort());
    assert.deepEqual(asked, ["b", "c", "d"].map(digest));
  });

  it("R11 are never foreign ones, for which nobody is asked", async () => {
    const { asked, has } = repository("a");
    assert.deepEqual([...(await presentLayers([layer("a", foreign)], new Set([digest("a")]), has))], []);
    assert.deepEqual(asked, []);
  });

  it("R05 of more than 200 only the first are asked about", async () => {
    const { asked, has } = repository("0", "500");
    const layers = Array.from({ length: 1000 }, (_, at) => layer(String(at)));
    assert.deepEqual([...(await presentLayers(layers, new Set(), has))], [digest("0")]);
    assert.equal(asked.length, 200);
  });

  it("fail as the asking does, and are cancelled", async () => {
    const failure = new Error("no");
    await assert.rejects(
      presentLayers([layer("a")], new Set(), () => Promise.reject(failure)),
      failure,
    );
    const { asked, has } = repository("a");
    await assert.rejects(presentLayers([layer("a")], new Set(), has, AbortSignal.abort(failure)), failure);
    assert.deepEqual(asked, []);
  });
});
