import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError } from "../../src/core/errors.ts";
import { mediaTypes } from "../../src/core/oci/mediaTypes.ts";
import type { Descriptor, Index } from "../../src/core/oci/model.ts";
import { digestOf, fakeRegistries, mooring } from "./fakes.ts";

const pinned = `h.test/a@${digestOf("old")}`;
const known = {
  "docker.io/library/nginx:latest": "nginx",
  "h.test/a:1": "one",
  [pinned]: "old",
  "h.test/down:1": new NetworkError("offline", "h.test", { code: "ECONNREFUSED" }),
};
const row = (reference: string, text: string) => ({
  reference,
  digest: digestOf(text),
  mediaType: mediaTypes.ociIndex,
  size: text.length,
});

describe("resolve", () => {
  it("keeps the order, and failures stand beside successes", async () => {
    const registries = fakeRegistries(known);
    const argv = [
      "resolve",
      "--json",
      "h.test/a:1",
      "h.test/down:1",
      "h.test/none:1",
      "nginx",
      "h.test/down:1",
    ];
    const { code, stdout, stderr } = await mooring(argv, registries);
    assert.equal(code, 2);
    assert.deepEqual(JSON.parse(stdout), [
      row("h.test/a:1", "one"),
      {
        reference: "h.test/down:1",
        error: "Nothing listens at h.test. Check that the registry is running, and its port.",
      },
      { reference: "h.test/none:1", error: "h.test has no none:1. Check the spelling and the tag." },
      row("nginx", "nginx"),
      {
        reference: "h.test/down:1",
        error: "Nothing listens at h.test. Check that the registry is running, and its port.",
      },
    ]);
    assert.equal(stderr.match(/^mooring: /gm)?.length, 2);
  });

  it("asks with one HEAD for each distinct reference, whatever its spelling", async () => {
    const registries = fakeRegistries(known);
    const argv = ["resolve", "nginx", "docker.io/library/nginx:latest", "library/nginx", "h.test/a:1"];
    const { code } = await mooring(argv, registries);
    assert.equal(code, 0);
    assert.deepEqual(registries.requests, ["HEAD docker.io/library/nginx latest", "HEAD h.test/a 1"]);
  });

  it("with a digest, the tag is not looked at", async () => {
    const registries = fakeRegistries(known);
    const argv = ["resolve", "--json", pinned.replace("@", ":gone@")];
    const { stdout } = await mooring(argv, registries);
    assert.deepEqual(JSON.parse(stdout), [row(pinned.replace("@", ":gone@"), "old")]);
    assert.deepEqual(registries.requests, [`HEAD h.test/a ${digestOf("old")}`]);
  });

  it("people see names beside digests", async () => {
    const registries = fakeRegistries(known);
    const { stdout } = await mooring(["resolve", "nginx", "h.test/a:1"], registries);
    assert.equal(stdout, `nginx       ${digestOf("nginx")}\nh.test/a:1  ${digestOf("one")}\n`);
  });

  it("lists the platforms of an index when told to", async () => {
    const child = (text: string, variant?: string): Descriptor => ({
      mediaType: mediaTypes.ociManifest,
      digest: digestOf(text),
      size: 7,
      platform: { os: "linux", architecture: "arm", ...(variant !== undefined && { variant }) },
    });
    const document: Index = {
      kind: "index",
      mediaType: mediaTypes.ociIndex,
      images: [child("x"), child("y", "v7")],
      attestations: [],
      others: [],
      hidden: 0,
      annotations: new Map(),
    };
    const known = { "h.test/a:1": "one", [`h.test/a@${digestOf("one")}`]: "one" };
    const registries = fakeRegistries(known, { document });
    const world = registries;
    const { stdout } = await mooring(["resolve", "h.test/a:1", "--platforms", "--json"], world);
    const platforms = [
      { os: "linux", architecture: "arm", digest: digestOf("x"), size: 7 },
      { os: "linux", architecture: "arm", variant: "v7", digest: digestOf("y"), size: 7 },
    ];
    assert.deepEqual(JSON.parse(stdout), [{ ...row("h.test/a:1", "one"), platforms }]);
    assert.deepEqual(registries.requests, ["HEAD h.test/a 1", `GET h.test/a ${digestOf("one")}`]);
    const forPeople = await mooring(["resolve", "h.test/a:1", "--platforms"], world);
    assert.equal(
      forPeople.stdout,
      [
        `h.test/a:1      ${digestOf("one")}`,
        `  linux/arm     ${digestOf("x")}`,
        `  linux/arm/v7  ${digestOf("y")}\n`,
      ].join("\n"),
    );
  });

  it("a cancel ends with 130 and says nothing", async () => {
    const controller = new AbortController();
    const registries = fakeRegistries(known);
    const distribution = (host: string) => ({
      ...registries.distribution(host),
      resolve: async () => {
        controller.abort();
        throw controller.signal.reason;
      },
    });
    const world = { signal: controller.signal, distribution };
    assert.deepEqual(await mooring(["resolve", "nginx", "--json"], world), {
      code: 130,
      stdout: "",
      stderr: "",
    });
  });
});
