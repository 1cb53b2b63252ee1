import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Listed, ListPage } from "../../../src/core/catalog/listPage.ts";
import { sortTags } from "../../../src/core/explorer/order.ts";
import { appendPage, showMore, shownOf, totalOf } from "../../../src/core/explorer/pages.ts";

const named = (names: readonly string[]) => names.map((name) => ({ name }));
const namesOf = (items: readonly Listed<never>[]) => items.map(({ name }) => name);

function pageOf(names: readonly string[], rest: Partial<ListPage<never>> = {}): ListPage<never> {
  return { items: named(names), hidden: 0, cut: false, ...rest };
}

const layout = { sort: sortTags, rows: 2 };
const next = () => Promise.resolve(pageOf([]));

describe("appendPage", () => {
  it("sorts each page and never moves what is there", () => {
    const first = appendPage(undefined, pageOf(["1.9", "1.10"], { next }), layout);
    const second = appendPage(first, pageOf(["latest", "2.0"]), layout);
    assert.deepEqual(namesOf(first.items), ["1.10", "1.9"]);
    assert.deepEqual(namesOf(second.items), ["1.10", "1.9", "latest", "2.0"]);
    assert.deepEqual([first.next, second.next], [next, undefined]);
  });

  it("R07 takes each name once, and counts the invalid ones of all pages", () => {
    const first = appendPage(undefined, pageOf(["a", "a"], { hidden: 2, next }), layout);
    const second = appendPage(first, pageOf(["a", "b"], { hidden: 1 }), layout);
    assert.deepEqual([namesOf(first.items), first.hidden], [["a"], 2]);
    assert.deepEqual([namesOf(second.items), second.hidden], [["a", "b"], 3]);
  });

  it("remembers whether the first page was all", () => {
    const whole = appendPage(undefined, pageOf(["a"]), layout);
    const begun = appendPage(undefined, pageOf(["a"], { next }), layout);
    const cut = appendPage(undefined, pageOf(["a"], { cut: true }), layout);
    const ended = appendPage(begun, pageOf(["b"]), layout);
    assert.deepEqual(
      [whole, begun, cut, ended].map(({ atOnce }) => atOnce),
      [true, false, false, false],
    );
  });

  it("keeps the total of an earlier page", () => {
    const first = appendPage(undefined, pageOf(["a"], { total: 2, next }), layout);
    assert.equal(appendPage(first, pageOf(["b"]), layout).total, 2);
  });

  it("gives rows to so many at a time, in the order of the whole", () => {
    const page = appendPage(undefined, pageOf(["1", "2", "3", "4", "5"]), layout);
    const more = showMore(page, layout);
    const all = showMore(more, layout);
    assert.deepEqual(
      [page, more, all].map((pages) => namesOf(shownOf(pages))),
      [
        ["5", "4"],
        ["5", "4", "3", "2"],
        ["5", "4", "3", "2", "1"],
      ],
    );
    assert.equal(shownOf(appendPage(all, pageOf(["9", "8", "7"]), layout)).length, 7);
  });

  it("knows how many there are when it has them all or the registry says so", () => {
    const whole = appendPage(undefined, pageOf(["1", "2", "3"]), layout);
    const begun = appendPage(undefined, pageOf(["1"], { next }), layout);
    const cut = appendPage(undefined, pageOf(["1"], { cut: true }), layout);
    const counted = appendPage(undefined, pageOf(["1"], { next, total: 7 }), layout);
    assert.deepEqual([whole, begun, cut, counted].map(totalOf), [3, undefined, undefined, 7]);
  });
});
