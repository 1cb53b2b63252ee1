import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAfter } from "../../../src/core/http/retryAfter.ts";

const now = Date.UTC(2026, 0, 1);
const at = (value?: string) =>
  retryAfter(new Headers(value === undefined ? {} : { "retry-after": value }), now);

test("H01 H02: seconds and dates say when", () => {
  assert.equal(at("2"), now + 2000);
  assert.equal(at(" 3600 "), now + 3_600_000);
  assert.equal(at("0"), now);
  assert.equal(at("Thu, 01 Jan 2026 01:00:00 GMT"), now + 3_600_000);
});

for (const value of [
  "-1",
  "abc",
  "1e99",
  "1.5",
  "99999999999",
  "",
  "Wed, 31 Dec 2025 23:59:59 GMT",
  "Thu, 99 Foo 2026 01:00:00 GMT",
]) {
  test(`H04: ${JSON.stringify(value)} counts as missing`, () => assert.equal(at(value), undefined));
}

test("H02: Docker Hub's own header says when, in seconds since 1970; the usual one goes before it", () => {
  const epoch = (value: string, rest: Readonly<Record<string, string>> = {}) =>
    retryAfter(new Headers({ "x-retry-after": value, ...rest }), now);
  assert.equal(epoch("1900000000"), 1_900_000_000_000);
  assert.equal(epoch("1900000000", { "retry-after": "2" }), now + 2000);
  for (const value of ["abc", "-1", "0", "60", "1e10", "1700000000", "99999999999", ""]) {
    assert.equal(epoch(value), undefined, value);
  }
});

test("no header says nothing", () => assert.equal(at(), undefined));
