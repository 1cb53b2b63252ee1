import assert from "node:assert/strict";
import { it } from "node:test";
import { formatPath, partsOf, readWhiteout } from "../../../src/core/files/paths.ts";

const paths: readonly (readonly [path: string, within: string])[] = [
  ["./etc/passwd", "/etc/passwd"],
  ["etc/", "/etc"],
  ["//etc//./x", "/etc/x"],
  ["", "/"],
  ["./", "/"],
  ["../../x", "/x"],
  ["a/../../b", "/b"],
  ["a/..", "/"],
  ["...", "/..."],
];
for (const [path, within] of paths)
  it(`R12 ${JSON.stringify(path)} is ${within}`, () => assert.equal(formatPath(partsOf(path)), within));

const marks: readonly (readonly [path: string, mark: string])[] = [
  ["etc/.wh.passwd", "removed /etc/passwd"],
  [".wh.etc", "removed /etc"],
  ["etc/.wh..wh..opq", "opaque /etc"],
  [".wh..wh..opq", "opaque /"],
  [".wh..wh.plnk/1.2", "ignored"],
  [".wh..wh.aufs", "ignored"],
  ["a/.wh.", "ignored"],
  ["a/.wh..", "ignored"],
  ["a/.wh...", "ignored"],
  ["a/.wh..hidden", "removed /a/.hidden"],
  ["a/.wherever", "none"],
  ["a.wh.b", "none"],
  [".wh.a/b", "none"],
];
for (const [path, mark] of marks)
  it(`${path}: ${mark}`, () => {
    const found = readWhiteout(partsOf(path));
    const parts = found !== undefined && "parts" in found ? ` ${formatPath(found.parts)}` : "";
    assert.equal(`${found?.kind ?? "none"}${parts}`, mark);
  });
