import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { openContent } from "../../src/core/content/store.ts";
import { TagMemory } from "../../src/core/content/tagMemory.ts";
import { RegistryError } from "../../src/core/errors.ts";
import type { ExplorerNode } from "../../src/core/explorer/node.ts";
import { Images } from "../../src/core/image/images.ts";
import type { Digest } from "../../src/core/reference/digest.ts";
import {
  configurationOf,
  contentsOf,
  type DocumentWorld,
  documentOf,
  manifestOf,
  type Outcome,
  packagesOf,
  provenanceOf,
  signatureOf,
} from "../../src/vscode/attached/documentFlows.ts";
import { type DocumentPlace, formatPlace, parsePlace } from "../../src/vscode/attached/documentPlace.ts";
import { descriptorOf, digestOf } from "../support/fakeRegistry.ts";
import { makeImage, makeIndex } from "../support/images.ts";
import {
  digestNamed,
  image,
  manifestAt,
  recordedRegistry,
  referrerOfType,
  tagOf,
} from "../support/recordedArtifacts.ts";
import { scratchFolder } from "../support/scratch.ts";
import { attached, notice, platform, referrer, registry as registryRow, tag } from "./rows.ts";

type Flow = (node: ExplorerNode, world: DocumentWorld) => Promise<Outcome>;

/** The recorded repository behind the rows, and a person who chooses the item of that number, or leaves. */
async function start(t: TestContext, answer?: number) {
  const registry = recordedRegistry("h.test");
  const folder = await scratchFolder(t);
  const images = new Images({
    distributionFor: () => registry.distribution,
    content: openContent(folder, { maxBytes: 1e6 }),
    tags: new TagMemory(folder),
    platform: { os: "linux", architecture: "amd64" },
  });
  const offered: string[][] = [];
  const world: DocumentWorld = {
    images,
    distributionFor: () => registry.distribution,
    pick: async (items) => {
      offered.push(items.map(({ label }) => label));
      return answer === undefined ? undefined : items[answer];
    },
  };
  return { registry, world, offered };
}

/** `view digest name`, with whom it is about, when the flow found a place; it must survive being written. */
async function find(flow: Flow, node: ExplorerNode, { world }: { world: DocumentWorld }): Promise<string> {
  const found = await flow(node, world);
  if (found === undefined || "nothing" in found) return found?.nothing ?? "nothing";
  assert.deepEqual(parsePlace(formatPlace(found)), found);
  return shown(found);
}

function shown({ view, digest, name, subject }: DocumentPlace): string {
  return [view, digest, name, ...(subject === undefined ? [] : [`about ${subject}`])].join(" ");
}

/** The row of something attached to the image. */
function attachedRow(
  named: { readonly digest?: Digest; readonly tag?: string },
  role = "sbom",
): ExplorerNode {
  const row = referrer({ role: role as "sbom", detail: "x", ...named });
  return { ...row, parent: { ...attached(), subject: { ...attached().subject, digest: image } } };
}

const config = manifestAt(image).config.digest;
const [spdx, cyclonedx, slsa] = manifestAt(digestNamed(tagOf(".att"))).layers.map(({ digest }) => digest);
const short = image.replace(":", "-").slice(0, 19);

describe("documents of a tag's or a platform's row", () => {
  it("the manifest and the configuration, named by the tag", async (t) => {
    const world = await start(t);
    assert.equal(await find(manifestOf, tag("1"), world), `manifest ${image} app-1.manifest.json.mooring`);
    assert.equal(await find(configurationOf, tag("1"), world), `blob ${config} app-1.config.json.mooring`);
  });

  it("of an index, the index, and the configuration of the usual platform; of a platform its own", async (t) => {
    const world = await start(t);
    const arm = makeImage({ platform: { os: "linux", architecture: "arm64" } });
    const amd = makeImage();
    const index = makeIndex([arm, amd]);
    world.registry.fill("team/app", index, "many");
    assert.equal(
      await find(manifestOf, tag("many"), world),
      `manifest ${index.digest} app-many.manifest.json.mooring`,
    );
    const [ofAmd, ofArm] = [amd, arm].map(({ blobs }) => blobs[0]?.digest);
    assert.equal(
      await find(configurationOf, tag("many"), world),
      `blob ${ofAmd} app-many.config.json.mooring`,
    );
    const row = platform("linux/arm64");
    const own = { ...row, reference: { ...row.reference, digest: arm.digest as Digest } };
    assert.equal(await find(configurationOf, own, world), `blob ${ofArm} app-1.27.config.json.mooring`);
    assert.equal(await find(manifestOf, own, world), `manifest ${arm.digest} app-1.27.manifest.json.mooring`);
  });

  it("packages: of all that is attached to it, wherever, to choose from", async (t) => {
    const world = await start(t, 1);
    const found = await find(packagesOf, tag("1"), world);
    assert.deepEqual(world.offered, [
      ["SBOM (SPDX)", "SBOM (CycloneDX)", "SBOM (SPDX)", "SBOM (CycloneDX)", "SBOM (SPDX)"],
    ]);
    assert.equal(found, `packages ${cyclonedx} app-${short}.packages.txt about ${image}`);
  });

  it("provenance: the only one is opened without a question", async (t) => {
    const world = await start(t);
    const found = await find(provenanceOf, tag("1"), world);
    assert.deepEqual(world.offered, []);
    assert.equal(found, `provenance ${slsa} app-${short}.provenance.txt about ${image}`);
  });

  it("provenance that BuildKit left in the index: of a platform its own, of the tag the usual platform's", async (t) => {
    const world = await start(t);
    const arm = makeImage({ platform: { os: "linux", architecture: "arm64" } });
    const amd = makeImage();
    const index = makeIndex([arm, amd], { attested: true });
    world.registry.fill("team/app", index, "many");
    const [ofArm, ofAmd] = index.children.slice(2).map(({ blobs }) => blobs.at(-1)?.digest);
    const place = await find(provenanceOf, tag("many"), world);
    assert.match(place, new RegExp(`^provenance ${ofAmd} .* about ${amd.digest}$`));
    const row = platform("linux/arm64");
    const digest = arm.digest as Digest;
    const own = {
      ...row,
      reference: { ...row.reference, digest },
      index: index.digest as Digest,
      choice: { ...row.choice, descriptor: { ...row.choice.descriptor, digest } },
    };
    assert.match(
      await find(provenanceOf, own, world),
      new RegExp(`^provenance ${ofArm} .* about ${digest}$`),
    );
  });

  it("what a list names and the registry does not have is passed over", async (t) => {
    const world = await start(t);
    world.registry.repository("team/app").manifests.delete(digestNamed(tagOf(".att")));
    assert.match(await find(provenanceOf, tag("1"), world), /^Nothing attached to /);
    const listed = world.registry.distribution.referrers;
    world.registry.distribution.referrers = async (...args) => {
      const { items, cut } = await listed(...args);
      const gone = { ...descriptorOf(digestOf("d")), artifactType: "application/spdx+json" };
      return { items: [gone, ...items], cut };
    };
    await find(packagesOf, tag("1"), world);
    assert.equal(world.offered[0]?.length, 3);
  });

  it("nothing, when nothing fitting is attached, or the user leaves", async (t) => {
    const world = await start(t);
    world.registry.fill("team/app", makeImage(), "bare");
    assert.equal(
      await find(packagesOf, tag("bare"), world),
      "Nothing attached to h.test/team/app:bare is a list of its packages (SBOM) that Mooring can read.",
    );
    assert.equal(await find(packagesOf, tag("1"), world), "nothing");
  });

  it("a tag that is not there is the registry's failure", async (t) => {
    const { world } = await start(t);
    for (const flow of [manifestOf, configurationOf, packagesOf, contentsOf])
      await assert.rejects(flow(tag("gone"), world), RegistryError);
  });

  it("contents, from the note below a tag that is no image", async (t) => {
    const world = await start(t);
    const row = notice(tag(tagOf(".sbom")), { kind: "notAnImage", role: "artifact", type: "x" });
    const digest = digestNamed(tagOf(".sbom"));
    const name = `app-${tagOf(".sbom").slice(0, 60)}.contents.txt`;
    assert.equal(await find(contentsOf, row, world), `contents ${digest} ${name}`);
  });
});

describe("documents of a row of what is attached", () => {
  it("the JSON as it stands there, or what its envelope holds", async (t) => {
    const world = await start(t, 2);
    const bare = referrerOfType("application/vnd.cyclonedx+json");
    const { digest } = manifestAt(bare).layers[0] ?? assert.fail();
    assert.equal(
      await find(documentOf, attachedRow({ digest: bare }), world),
      `blob ${digest} app-${short}.sbom.json.mooring about ${image}`,
    );
    assert.equal(
      await find(documentOf, attachedRow({ tag: tagOf(".att") }), world),
      `payload ${slsa} app-${short}.provenance.json.mooring about ${image}`,
    );
    assert.deepEqual(world.offered, [["SBOM (SPDX)", "SBOM (CycloneDX)", "Provenance (SLSA 0.2)"]]);
  });

  it("a file that ORAS pushed without a type, by its artifact's", async (t) => {
    const untyped = referrerOfType("application/spdx+json");
    const { digest } = manifestAt(untyped).layers[0] ?? assert.fail();
    const found = await find(documentOf, attachedRow({ digest: untyped }), await start(t));
    assert.equal(found, `blob ${digest} app-${short}.sbom.json.mooring about ${image}`);
  });

  it("the signed claim of notation, in COSE, too", async (t) => {
    const cose = referrerOfType("application/cose");
    const { digest } = manifestAt(cose).layers[0] ?? assert.fail();
    const found = await find(documentOf, attachedRow({ digest: cose }, "signature"), await start(t));
    assert.equal(found, `payload ${digest} app-${short}.signature.json.mooring about ${image}`);
  });

  it("packages and provenance of those that have them", async (t) => {
    const world = await start(t, 0);
    const row = attachedRow({ tag: tagOf(".att") });
    assert.match(await find(packagesOf, row, world), new RegExp(`^packages ${spdx} `));
    assert.match(await find(provenanceOf, row, world), new RegExp(`^provenance ${slsa} `));
    const sbom = attachedRow({ tag: tagOf(".sbom") });
    assert.equal(
      await find(provenanceOf, sbom, world),
      "Nothing attached to this is its provenance that Mooring can read.",
    );
  });

  it("signatures by their manifest, with the image they are attached to", async (t) => {
    const found = await find(signatureOf, attachedRow({ tag: tagOf(".sig") }, "signature"), await start(t));
    const name = `app-${tagOf(".sig").slice(0, 60)}.signature.txt`;
    assert.equal(found, `signature ${digestNamed(tagOf(".sig"))} ${name} about ${image}`);
  });
});

it("other rows have no documents, and ask nobody", async (t) => {
  const world = await start(t);
  for (const flow of [
    manifestOf,
    configurationOf,
    documentOf,
    packagesOf,
    provenanceOf,
    signatureOf,
    contentsOf,
  ])
    assert.equal(await find(flow, registryRow(), world), "nothing");
  for (const flow of [documentOf, signatureOf]) assert.equal(await find(flow, tag("1"), world), "nothing");
  assert.deepEqual(world.registry.questions(), []);
});
