import assert from "node:assert/strict";
import { it } from "node:test";
import { listPackages } from "../../../src/core/attached/packageRows.ts";
import { packagesInWorker } from "../../../src/core/attached/packagesInWorker.ts";
import { ContentError } from "../../../src/core/errors.ts";
import { blobAt, manifestAt, referrerOfType } from "../../support/recordedArtifacts.ts";

const blob = blobAt(manifestAt(referrerOfType("application/vnd.cyclonedx+json")).layers[0]?.digest ?? "");
const layers = new Map([["sha256:0a412d8d654a5ffffb5505be01d0e580d40491fe29be6a5bbc4cd6761230223e", 3]]);

it("the thread gives what the function gives, and leaves the bytes where they are", async () => {
  const list = await packagesInWorker({ bytes: blob, subject: "it", layers });
  const here = listPackages(blob, "it", layers) ?? assert.fail();
  assert.deepEqual(
    { ...list, rows: Buffer.from(list.rows).toString() },
    {
      ...here,
      rows: Buffer.from(here.rows).toString(),
    },
  );
});

for (const [name, text, kind] of [
  ["no JSON", "<bom/>", "malformed"],
  ["no SBOM", "{}", "unknownMediaType"],
] as const)
  it(`${name}: told with what was read`, async () => {
    const work = packagesInWorker({ bytes: Buffer.from(text), subject: "the list", layers });
    await assert.rejects(work, (failure) => {
      assert.ok(failure instanceof ContentError);
      assert.deepEqual([failure.kind, failure.subject], [kind, "the list"]);
      return true;
    });
  });

it("cancelling ends it with the signal's reason", async () => {
  const stop = new AbortController();
  const work = packagesInWorker({ bytes: blob, subject: "it", layers }, stop.signal);
  stop.abort();
  await assert.rejects(work, { name: "AbortError" });
  await assert.rejects(packagesInWorker({ bytes: blob, subject: "it", layers }, stop.signal), {
    name: "AbortError",
  });
});
