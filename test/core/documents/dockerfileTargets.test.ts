// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Dockerfiles write their variables like this
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readDockerfile } from "../../../src/core/documents/dockerfile.ts";

describe("whether a Dockerfile shows that it is built for several platforms", () => {
  const table: readonly (readonly [text: string, several: readonly string[]])[] = [
    ["FROM a\n", []],
    ["FROM --platform=$BUILDPLATFORM a AS b\nFROM c\n", ["a", "c"]],
    ["FROM --platform=${TARGETPLATFORM} a\nCOPY --from=d / /\n", ["a", "d"]],
    ["FROM --platform=linux/$TARGETARCH a\n", ["a"]],
    ["# syntax=s/s:1\nFROM a\narg X TARGETARCH\n", ["a"]],
    ["FROM --platform=$BUILDPLATFORM a\nFROM --platform=linux/amd64 b\n", ["a"]],
    ["FROM --platform=linux/amd64 a\nFROM --platform=linux/arm64 b\nFROM c\n", []],
    ["FROM --platform=$PLATFORM a\n", []],
    ["ARG TARGETARCH=amd64\nFROM a\n", []],
    ["FROM a\nENV TARGETARCH=x\nRUN echo $TARGETARCH\n", []],
    ["FROM --platform=$BUILDPLATFORMS a\n", []],
  ];
  for (const [text, several] of table)
    it(JSON.stringify(text), () => {
      const { occurrences } = readDockerfile(text);
      const found = occurrences.filter(({ platforms }) => platforms !== undefined);
      assert.deepEqual(
        found.map((occurrence) => occurrence.text),
        several,
      );
      for (const { platforms } of found) assert.deepEqual(platforms, []);
    });
});
