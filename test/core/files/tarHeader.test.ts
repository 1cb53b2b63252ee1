import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isZeroBlock, parseHeader, parseNumber } from "../../../src/core/files/tarHeader.ts";
import { rawHeader } from "../../support/tarBlocks.ts";

describe("a number of a header", () => {
  const good: readonly (readonly [bytes: Buffer, value: number])[] = [
    [Buffer.from("0000644\0"), 0o644],
    [Buffer.from("   644 \0"), 0o644],
    [Buffer.from("644 junk"), 0o644],
    [Buffer.from("\0".repeat(8)), 0],
    [Buffer.from("        "), 0],
    [Buffer.from("800000000000000200000000", "hex"), 2 ** 33],
    [Buffer.from("ffffffffffffffff", "hex"), -1],
    [Buffer.from("fffffffffffffffffffffff0", "hex"), -16],
    [Buffer.from("8000000000000005", "hex"), 5],
  ];
  for (const [bytes, value] of good)
    it(`${bytes.toString("hex")} is ${value}`, () => assert.equal(parseNumber(bytes), value));
  for (const bytes of [Buffer.from("0000648\0"), Buffer.from("-1\0"), Buffer.from("80ffffffffffffff", "hex")])
    it(`R12 ${bytes.toString("hex")} is none`, () =>
      assert.throws(() => parseNumber(bytes), { kind: "malformed" }));
});

describe("a header", () => {
  it("has its prefix before its name in POSIX archives alone", () => {
    const change = (block: Buffer) => block.write("pre/fix", 345);
    assert.equal(parseHeader(rawHeader({ name: "a", change })).path, "pre/fix/a");
    const gnu = (block: Buffer) => {
      change(block);
      block.write("ustar  \0", 257);
    };
    assert.equal(parseHeader(rawHeader({ name: "a", change: gnu })).path, "a");
    const star = (block: Buffer) => {
      block.write("x".repeat(140), 345);
      block.write("tar\0", 508);
    };
    assert.equal(parseHeader(rawHeader({ name: "a", change: star })).path, `${"x".repeat(131)}/a`);
  });
  it("may fill the name's field", () => {
    assert.equal(parseHeader(rawHeader({ name: "n".repeat(100) })).path, "n".repeat(100));
  });
  it("R12 with a wrong checksum is none; one of signed bytes is right", () => {
    const block = rawHeader({ name: Buffer.from("f\xff", "latin1") });
    const wrong = Buffer.from(block);
    wrong[0] = 0x67;
    assert.throws(() => parseHeader(wrong), { name: "ContentError", kind: "malformed" });
    const signed = Buffer.from(block);
    const sum = block.reduce((total, byte, at) => {
      if (at >= 148 && at < 156) return total + 0x20;
      return total + (byte < 128 ? byte : byte - 256);
    }, 0);
    signed.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
    assert.equal(parseHeader(signed).path, "f\uDCFF");
  });
  it("R12 with a negative size is none", () => {
    const change = (block: Buffer) => Buffer.alloc(12, 0xff).copy(block, 124);
    assert.throws(() => parseHeader(rawHeader({ name: "a", change })), { kind: "malformed" });
  });
  it("of zeros ends an archive", () => {
    assert.equal(isZeroBlock(Buffer.alloc(512)), true);
    assert.equal(isZeroBlock(rawHeader({ name: "" })), false);
  });
});
