import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sortTags } from "../../../src/core/explorer/order.ts";
import { appendPage } from "../../../src/core/explorer/pages.ts";
import { namePage } from "../../support/fakeRegistry.ts";

const next = () => Promise.resolve(namePage([]));

describe("appendPage", () => {
  it("sorts each page and never moves what is there", () => {
    const first = appendPage(undefined, namePage(["1.9", "1.10"], { next }), sortTags);
    const second = appendPage(first, namePage(["latest", "2.0"]), sortTags);
    assert.deepEqual(first.items, ["1.10", "1.9"]);
    assert.deepEqual(second.items, ["1.10", "1.9", "latest", "2.0"]);
    assert.deepEqual([first.next, second.next], [next, undefined]);
  });

  it("R07 takes each name once, and counts the invalid ones of all pages", () => {
    const first = appendPage(undefined, namePage(["a", "a"], { hidden: 2, next }), sortTags);
    const second = appendPage(first, namePage(["a", "b"], { hidden: 1 }), sortTags);
    assert.deepEqual([first.items, first.hidden], [["a"], 2]);
    assert.deepEqual([second.items, second.hidden], [["a", "b"], 3]);
  });

  it("remembers whether the first page was all", () => {
    const whole = appendPage(undefined, namePage(["a"]), sortTags);
    const begun = appendPage(undefined, namePage(["a"], { next }), sortTags);
    const cut = appendPage(undefined, namePage(["a"], { cut: true }), sortTags);
    const ended = appendPage(begun, namePage(["b"]), sortTags);
    assert.deepEqual(
      [whole, begun, cut, ended].map(({ atOnce }) => atOnce),
      [true, false, false, false],
    );
  });

  it("keeps the total of an earlier page", () => {
    const first = appendPage(undefined, namePage(["a"], { total: 2, next }), sortTags);
    assert.equal(appendPage(first, namePage(["b"]), sortTags).total, 2);
  });
});
