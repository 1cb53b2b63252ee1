import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GoBinary } from "../../../src/core/packages/goBinary.ts";
import type { Stated } from "../../../src/core/packages/model.ts";

const elf = Buffer.from([0x7f, 0x45, 0x4c, 0x46]);
const mark = Buffer.from("\xff Go buildinf:", "latin1");
const frame = Buffer.from("3077af0c92740802", "hex");

function varint(value: number): Buffer {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    bytes.push(rest < 0x80 ? rest : (rest & 0x7f) | 0x80);
    if (rest < 0x80) return Buffer.from(bytes);
  }
}

/** As Go's linker writes it since 1.18. */
function info(version: string, modules: string): Buffer {
  const head = Buffer.alloc(32);
  mark.copy(head);
  head[14] = 8;
  head[15] = 2;
  const text = Buffer.concat([frame, frame, Buffer.from(modules), frame, frame]);
  return Buffer.concat([head, varint(version.length), Buffer.from(version), varint(text.length), text]);
}

const modules = `path\tgithub.com/a/b/cmd/c
mod\tgithub.com/a/b\t(devel)\t
dep\tgolang.org/x/net\tv0.1.0\th1:abc=
dep\tgithub.com/old/one\tv1.0.0
=>\tgithub.com/new/one\tv1.0.1\th1:def=
build\t-compiler=gc
`;
const expected = ["stdlib 1.22.3", "github.com/a/b ", "golang.org/x/net v0.1.0", "github.com/new/one v1.0.1"];

function read(program: Buffer, size = program.length): readonly string[] {
  const binary = new GoBinary();
  for (let at = 0; at < program.length; at += size) binary.push(program.subarray(at, at + size));
  return binary.finish().map(({ name, version = "" }: Stated) => `${name} ${version}`);
}

describe("a program that Go built", () => {
  const program = Buffer.concat([
    elf,
    Buffer.alloc(5000),
    info("go1.22.3 X:nocoverageredesign", modules),
    elf,
  ]);
  for (const size of [1, 7, 64, 5010, 100_000])
    it(`says its modules in pieces of ${size} bytes`, () => assert.deepEqual(read(program, size), expected));

  it("has its mark behind one that is in its code", () => {
    const code = Buffer.concat([elf, mark, Buffer.from("not it"), Buffer.alloc(3000), mark]);
    const late = Buffer.concat([code, Buffer.alloc(5_000_000), info("go1.22.3", modules)]);
    assert.deepEqual(read(late, 65_536), expected);
    assert.deepEqual(read(Buffer.concat([code, info("go1.22.3", modules)])), expected);
  });

  it("has a purl for each module", () => {
    const binary = new GoBinary();
    binary.push(program);
    assert.equal(binary.finish()[3]?.purl, "pkg:golang/github.com/new/one@v1.0.1");
  });

  for (const [what, bytes] of [
    ["no program", Buffer.concat([Buffer.from("#!/bin/sh"), info("go1.22.3", modules)])],
    ["a program of another language", Buffer.concat([elf, Buffer.alloc(10_000)])],
    ["nothing", Buffer.alloc(0)],
    [
      "an older form, which points elsewhere",
      Buffer.concat([elf, mark, Buffer.from([8, 0]), Buffer.alloc(99)]),
    ],
    ["a cut one", Buffer.concat([elf, info("go1.22.3", modules)]).subarray(0, 80)],
    ["another version", Buffer.concat([elf, info("rust", modules)])],
    ["an endless length", Buffer.concat([elf, mark, Buffer.from([8, 2]), Buffer.alloc(99, 0xff)])],
  ] as const)
    it(`is not ${what}`, () => assert.deepEqual(read(bytes), []));
});
