import assert from "node:assert/strict";
import { it } from "node:test";
import { Recent } from "../../../src/core/image/recent.ts";

const kept = (recent: Recent<number>, keys: string) =>
  [...keys].filter((key) => recent.get(key) !== undefined).join("");

it("what was not used for longest goes first", () => {
  const recent = new Recent<number>(3);
  for (const key of "abc") recent.set(key, 1, 1);
  recent.get("a");
  recent.set("d", 1, 1);
  assert.equal(kept(recent, "abcd"), "acd");
});

it("weight counts, not number, and setting again does not count twice", () => {
  const recent = new Recent<number>(10);
  recent.set("a", 1, 6);
  recent.set("a", 2, 6);
  recent.set("b", 1, 4);
  assert.equal(recent.get("a"), 2);
  recent.set("c", 1, 1);
  assert.equal(kept(recent, "abc"), "ac");
});

it("what is too heavy alone is not kept", () => {
  const recent = new Recent<number>(10);
  recent.set("a", 1, 11);
  assert.equal(recent.get("a"), undefined);
  recent.set("b", 1, 10);
  assert.equal(recent.get("b"), 1);
});

it("clearing forgets and makes room", () => {
  const recent = new Recent<number>(10);
  recent.set("a", 1, 10);
  recent.clear();
  assert.equal(recent.get("a"), undefined);
  recent.set("b", 1, 5);
  recent.set("c", 1, 5);
  assert.equal(kept(recent, "bc"), "bc");
});
