import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError } from "../../../src/core/errors.ts";
import { type ExplorerNode, nodeId } from "../../../src/core/explorer/node.ts";
import { mediaTypes } from "../../../src/core/oci/mediaTypes.ts";
import {
  descriptorOf,
  digestOf,
  fetched,
  indexOf,
  modelOf,
  namePage,
  resolved,
} from "../../support/fakeRegistry.ts";
import { explorerOf, openPath, rowAt, shown } from "./looking.ts";

const amd = digestOf("a");
const arm = digestOf("b");
const top = digestOf("f");
const attestation = descriptorOf(digestOf("d"), {
  annotations: new Map([["vnd.docker.reference.type", "attestation-manifest"]]),
});
const signature = descriptorOf(digestOf("e"), {
  artifactType: "application/vnd.cncf.notary.signature",
  annotations: new Map([["org.opencontainers.image.created", "2026-01-02T03:04:05Z"]]),
});

const index = indexOf(
  { "linux/amd64": amd, "linux/arm64": arm },
  { attestations: [{ descriptor: attestation, subject: amd }] },
);
const sbomTag = `sha256-${"f".repeat(64)}.sbom`;
const answers = {
  repositories: [namePage(["app"])],
  "tags app": [namePage(["1", sbomTag])],
  "resolve h/app:1": [resolved(top)],
  [`manifest h/app:1@${top}`]: [fetched(top, index)],
  [`inspect h/app:1@${top} for ${amd}`]: [modelOf(amd, ["ADD x"])],
};

describe("the row of what is attached", () => {
  it("asks nobody until it is opened, then once; then it counts", async () => {
    const { fake, explorer } = explorerOf({
      ...answers,
      [`referrers app@${top}`]: [{ items: [signature, signature], cut: false }],
    });
    const rows = await openPath(explorer, "h", "app", ":1");
    const attached = rowAt(rows, "attached ?");
    assert.ok(attached.kind === "attached");
    assert.equal(attached.known.length, 1);
    fake.questions();
    assert.deepEqual(shown([explorer.current(attached)]), ["attached ?"]);
    assert.deepEqual(fake.questions(), []);
    assert.deepEqual(shown(await explorer.children(attached)), ["sbom cosign", "signature notation"]);
    assert.deepEqual(shown(await explorer.children(attached)), ["sbom cosign", "signature notation"]);
    assert.deepEqual(fake.questions(), [`referrers app@${top}`]);
    assert.deepEqual(shown([explorer.current(attached)]), ["attached 2"]);
  });

  it("of a platform has its attestation, listed or not, once", async () => {
    const { explorer } = explorerOf({
      ...answers,
      [`referrers app@${amd}`]: [
        {
          items: [descriptorOf(digestOf("d"), { artifactType: mediaTypes.buildkitAttestation })],
          cut: false,
        },
      ],
    });
    const rows = await openPath(explorer, "h", "app", ":1", "linux/amd64");
    const [referrer, ...others] = await explorer.children(rowAt(rows, "attached ?"));
    assert.ok(referrer?.kind === "referrer" && referrer.artifact.role === "attestation");
    assert.deepEqual(referrer.reference, {
      repository: { registry: "h", path: "app" },
      digest: digestOf("d"),
    });
    assert.deepEqual(others, []);
  });

  it("keeps what is known when asking fails, and tries again", async () => {
    const offline = new NetworkError("offline", "h");
    const { explorer } = explorerOf({
      ...answers,
      [`referrers app@${top}`]: [offline, { items: [], cut: true }],
    });
    const attached = rowAt(await openPath(explorer, "h", "app", ":1"), "attached ?");
    const rows = await explorer.children(attached);
    assert.deepEqual(shown(rows), ["failure", "sbom cosign"]);
    const failure = rowAt(rows, "failure");
    assert.ok(failure.kind === "failure");
    await explorer.retry(failure);
    assert.deepEqual(shown(await explorer.children(attached)), ["sbom cosign", "cut 1"]);
  });

  it("R13 says when there is nothing, and is read again with its tag", async () => {
    const { fake, explorer } = explorerOf({
      ...answers,
      "tags app": [namePage(["1"])],
      "fresh resolve h/app:1": [resolved(top)],
      [`manifest h/app:1@${top}`]: [fetched(top, index), fetched(top, index)],
      [`referrers app@${top}`]: [
        { items: [], cut: false },
        { items: [signature], cut: false },
      ],
    });
    const tag = rowAt(await openPath(explorer, "h", "app"), ":1");
    const look = async () => explorer.children(rowAt(await explorer.children(tag), "attached ?"));
    assert.deepEqual(shown(await look()), ["empty"]);
    await explorer.refresh(tag);
    fake.questions();
    assert.deepEqual(shown(await look()), ["signature notation"]);
    assert.deepEqual(fake.questions(), [`referrers app@${top}`]);
  });

  it("has rows with ids of their own", async () => {
    const { explorer } = explorerOf({
      ...answers,
      [`referrers app@${top}`]: [{ items: [signature, attestation], cut: true }],
    });
    const attached: ExplorerNode = rowAt(await openPath(explorer, "h", "app", ":1"), "attached ?");
    const ids = [attached, ...(await explorer.children(attached))].map(nodeId);
    assert.equal(new Set(ids).size, 5);
    assert.ok(ids.every((id) => id.startsWith("h/app:1#attached")));
  });
});
