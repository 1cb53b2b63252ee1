import assert from "node:assert/strict";
import { it } from "node:test";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { compressionOf } from "../../../src/core/files/compression.ts";
import { tar } from "../../support/tar.ts";

const archive = tar([{ path: "a" }]).subarray(0, 512);
const starts = {
  gzip: gzipSync(archive),
  zstd: zstdCompressSync(archive),
  skippable: Buffer.from("5a2a4d1804000000", "hex"),
  tar: archive,
  empty: Buffer.alloc(512),
  nothing: Buffer.alloc(0),
  text: Buffer.from('{"not":"a layer"}'),
};

const cases: readonly (readonly [mediaType: string, start: keyof typeof starts, found: string])[] = [
  ["application/vnd.oci.image.layer.v1.tar+gzip", "gzip", "gzip"],
  ["application/vnd.oci.image.layer.v1.tar+zstd", "zstd", "zstd"],
  ["application/vnd.oci.image.layer.v1.tar+zstd", "skippable", "zstd"],
  ["application/vnd.oci.image.layer.v1.tar", "tar", "none"],
  ["application/vnd.docker.image.rootfs.diff.tar.gzip", "gzip", "gzip"],
  ["application/vnd.docker.image.rootfs.diff.tar.zstd", "zstd", "zstd"],
  // They disagree: the bytes are right.
  ["application/vnd.oci.image.layer.v1.tar+gzip", "zstd", "zstd"],
  ["application/vnd.oci.image.layer.v1.tar+gzip", "tar", "none"],
  ["application/vnd.oci.image.layer.v1.tar", "gzip", "gzip"],
  ["application/vnd.oci.image.layer.v1.tar+gzip", "empty", "none"],
  ["application/vnd.cncf.helm.chart.content.v1.tar+gzip", "gzip", "gzip"],
  ["application/octet-stream", "tar", "none"],
  // The bytes say nothing.
  ["application/vnd.oci.image.layer.v1.tar+gzip", "text", "gzip"],
  ["application/vnd.oci.image.layer.v1.tar", "nothing", "none"],
  ["application/vnd.in-toto+json", "text", "unknownMediaType"],
  ["application/vnd.oci.image.layer.v1.tar+gzip+encrypted", "gzip", "unknownMediaType"],
];

for (const [mediaType, start, found] of cases)
  it(`${start} as ${mediaType}: ${found}`, () => {
    const find = () => compressionOf(mediaType, starts[start]);
    if (found === "unknownMediaType") assert.throws(find, { name: "ContentError", kind: found });
    else assert.equal(find(), found);
  });
