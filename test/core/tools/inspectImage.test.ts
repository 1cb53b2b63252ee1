import assert from "node:assert/strict";
import { it } from "node:test";
import { describeImage } from "../../../src/core/tools/inspectImage.ts";
import { config, digestOf, image } from "../../editor/imageModel.ts";

it("an image in a few facts; of the environment the names alone", () => {
  const described = describeImage(
    image({ config: { ...config, environment: ["TOKEN=canary", "PATH=/bin"] } }),
  );
  assert.equal(described.reference, "nginx:1.27");
  assert.equal(described.digest, digestOf("a"));
  assert.equal(described.platform, "linux/amd64");
  assert.equal(described.platformDigest, digestOf("b"));
  assert.deepEqual(described.platforms, ["linux/amd64", "linux/arm64/v8"]);
  assert.deepEqual(described.layers, [
    { digest: digestOf("e"), bytes: 2048, createdBy: "RUN /bin/sh -c make # buildkit" },
  ]);
  assert.ok("environment" in described);
  assert.deepEqual(described.environment, ["TOKEN", "PATH"]);
  assert.doesNotMatch(JSON.stringify(described), /canary/);
});

it("R10: text of the image's author is made visible and cut", () => {
  const labels = new Map([["a\u202E", `x\u001B[31m${"y".repeat(10_000)}`]]);
  const described = describeImage(image({ config: { ...config, labels, command: ["\u200B"] } }));
  assert.ok("labels" in described);
  const [[name, value] = []] = Object.entries(described.labels);
  assert.equal(name, "a\\u{202E}");
  assert.ok(value?.startsWith("x\\u{1B}[31my") && value.length < 400);
  assert.deepEqual(described.command, ["\\u{200B}"]);
});

it("lists are cut", () => {
  const labels = new Map(Array.from({ length: 500 }, (_, number) => [`l${number}`, "x"] as const));
  const described = describeImage(image({ config: { ...config, labels } }));
  assert.ok("labels" in described);
  assert.equal(Object.keys(described.labels).length, 100);
});

it("what is no image has no configuration", () => {
  const described = describeImage(image({ config: undefined, steps: [] }));
  assert.equal("labels" in described, false);
  assert.deepEqual(described.layers, []);
});
