import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { describe, it } from "node:test";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { inflate } from "../../../src/core/files/inflate.ts";

const oci = "application/vnd.oci.image.layer.v1.tar";
const one = Buffer.concat([randomBytes(300_000), Buffer.alloc(700_000, "a")]);
const other = Buffer.alloc(90_000, "b");
const both = Buffer.concat([one, other]);

function* pieces(bytes: Uint8Array, length: number): Generator<Uint8Array, void> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

const unpack = (type: string, bytes: Uint8Array, length: number) =>
  buffer(
    inflate(
      type,
      (async function* () {
        yield* pieces(bytes, length);
      })(),
    ),
  );

const skippable = Buffer.concat([
  Buffer.from("5a2a4d18", "hex"),
  Buffer.from([3, 0, 0, 0]),
  Buffer.from("xyz"),
]);
const zstd = (bytes: Buffer) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
const streams: readonly (readonly [name: string, type: string, packed: Buffer, plain: Buffer])[] = [
  ["plain", oci, both, both],
  ["gzip", `${oci}+gzip`, gzipSync(both), both],
  ["gzip of several members", `${oci}+gzip`, Buffer.concat([gzipSync(one), gzipSync(other)]), both],
  ["gzip with zeros behind it", `${oci}+gzip`, Buffer.concat([gzipSync(both), Buffer.alloc(3000)]), both],
  ["gzip of nothing", `${oci}+gzip`, gzipSync(Buffer.alloc(0)), Buffer.alloc(0)],
  ["zstd", `${oci}+zstd`, zstd(both), both],
  ["zstd of several frames", `${oci}+zstd`, Buffer.concat([zstd(one), zstd(other)]), both],
  [
    "zstd with frames to be skipped",
    `${oci}+zstd`,
    Buffer.concat([skippable, zstd(one), skippable, zstd(other), skippable]),
    both,
  ],
  ["zstd of an empty frame", `${oci}+zstd`, Buffer.concat([zstd(Buffer.alloc(0)), zstd(both)]), both],
];

describe("a layer is unpacked whatever pieces it comes in", () => {
  for (const [name, type, packed, plain] of streams)
    for (const length of [1000, 4096 * 16, packed.length])
      it(`${name}, ${length}`, async () => assert.ok((await unpack(type, packed, length)).equals(plain)));
});

describe("R12 what is broken is malformed", () => {
  const gzip = gzipSync(both);
  const frame = zstd(both);
  const flipped = (bytes: Buffer) => {
    const copy = Buffer.from(bytes);
    copy[bytes.length >> 1] = (copy[bytes.length >> 1] ?? 0) ^ 0xff;
    return copy;
  };
  const broken: readonly (readonly [string, string, Buffer])[] = [
    ["gzip that breaks off", `${oci}+gzip`, gzip.subarray(0, -20)],
    ["gzip with another byte", `${oci}+gzip`, flipped(gzip)],
    [
      "gzip with garbage behind it, which containerd refuses, too",
      `${oci}+gzip`,
      Buffer.concat([gzip, Buffer.from("garbage")]),
    ],
    ["zstd that breaks off", `${oci}+zstd`, frame.subarray(0, -20)],
    [
      "zstd that breaks off between blocks and end",
      `${oci}+zstd`,
      Buffer.concat([frame, frame.subarray(0, 6)]),
    ],
    ["zstd with another byte", `${oci}+zstd`, flipped(frame)],
    ["zstd with garbage behind it", `${oci}+zstd`, Buffer.concat([frame, Buffer.from("garbage")])],
    ["text as gzip", `${oci}+gzip`, Buffer.from("no gzip at all")],
  ];
  for (const [name, type, bytes] of broken)
    it(name, async () => {
      await assert.rejects(unpack(type, bytes, 4096), { name: "ContentError", kind: "malformed" });
    });
});

it("the source's own failure comes out as it is, and a reader that leaves ends the source", async () => {
  for (const [type, packed] of [
    [`${oci}+gzip`, gzipSync(both)],
    [`${oci}+zstd`, zstd(both)],
    [oci, both],
  ] as const) {
    const failure = new Error("cut off");
    const failing = async function* () {
      yield packed.subarray(0, 5000);
      throw failure;
    };
    await assert.rejects(buffer(inflate(type, failing())), failure);
    let isClosed = false;
    const endless = async function* () {
      try {
        for (;;) yield* pieces(packed, 1000);
      } finally {
        isClosed = true;
      }
    };
    for await (const piece of inflate(type, endless())) if (piece.length > 0) break;
    for (let turn = 0; turn < 100 && !isClosed; turn++) await new Promise(setImmediate);
    assert.ok(isClosed, type);
  }
});
