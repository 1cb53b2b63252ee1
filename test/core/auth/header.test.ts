import assert from "node:assert/strict";
import { test } from "node:test";
import { basicHeader, isHeaderText } from "../../../src/core/auth/header.ts";

test("C07: user and password are encoded byte for byte", () => {
  const long = "x".repeat(4096);
  for (const password of ["", "a:b", "\"'\n$%", "p\u00e4ss\u2603", long]) {
    const header = basicHeader({ kind: "basic", username: "<token>", password });
    assert.match(header, /^Basic [A-Za-z0-9+/]+=*$/);
    assert.equal(Buffer.from(header.slice(6), "base64").toString("utf8"), `<token>:${password}`);
  }
});

test("A06: only visible ASCII may go into a header as it is", () => {
  assert.equal(isHeaderText("abc.DEF-_~+/=="), true);
  for (const value of ["", "a b", "a\n", "a\0", "\u00e9", 1, undefined, null])
    assert.equal(isHeaderText(value), false);
});
