import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Listed, ListPage } from "../../../src/core/catalog/listPage.ts";
import { sortTags } from "../../../src/core/explorer/order.ts";
import { appendPage, inOrder, showMore, totalOf, viewOf } from "../../../src/core/explorer/pages.ts";

const named = (names: readonly string[]) => names.map((name) => ({ name }));
const namesOf = (items: readonly Listed<never>[]) => items.map(({ name }) => name);

function pageOf(names: readonly string[], rest: Partial<ListPage<never>> = {}): ListPage<never> {
  return { items: named(names), hidden: 0, cut: false, ...rest };
}

const layout = {
  order: "semver",
  sort: sortTags,
  rows: 2,
  foldOf: (name: string) => (name.startsWith("sha256-") ? ("signatures" as const) : undefined),
};
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
    const more = showMore(page, layout) ?? assert.fail();
    const all = showMore(more, layout) ?? assert.fail();
    assert.equal(showMore(all, layout), undefined);
    assert.deepEqual(
      [page, more, all].map((pages) => namesOf(viewOf(pages, layout).rows)),
      [
        ["5", "4"],
        ["5", "4", "3", "2"],
        ["5", "4", "3", "2", "1"],
      ],
    );
    assert.equal(viewOf(appendPage(all, pageOf(["9", "8", "7"]), layout), layout).rows.length, 7);
  });

  it("knows how many there are when it has them all or the registry says so", () => {
    const whole = appendPage(undefined, pageOf(["1", "2", "3"]), layout);
    const begun = appendPage(undefined, pageOf(["1"], { next }), layout);
    const cut = appendPage(undefined, pageOf(["1"], { cut: true }), layout);
    const counted = appendPage(undefined, pageOf(["1"], { next, total: 7 }), layout);
    assert.deepEqual([whole, begun, cut, counted].map(totalOf), [3, undefined, undefined, 7]);
  });
});

describe("viewOf", () => {
  const folded = ["sha256-b", "sha256-a"];
  const names = ["1.0", ...folded, "2.0", "1.1-RC"];

  it("folds away what is no row, which counts for nothing", () => {
    const pages = appendPage(undefined, pageOf(names, { total: 9, next }), layout);
    const { rows, folds, matching, read, total } = viewOf(pages, layout);
    assert.deepEqual(namesOf(rows), ["2.0", "1.1-RC"]);
    assert.deepEqual(
      [...folds].map(([fold, items]) => [fold, items.length]),
      [
        ["signatures", 2],
        ["caches", 0],
      ],
    );
    assert.deepEqual([matching, read, total], [3, 3, 7]);
    assert.equal(showMore(pages, layout)?.shown, 3);
  });

  it("never tells a total below what was read", () => {
    const pages = appendPage(undefined, pageOf(names, { total: 2, next }), layout);
    assert.equal(viewOf(pages, layout).total, 3);
    assert.equal(viewOf(appendPage(undefined, pageOf(names, { next }), layout), layout).total, undefined);
  });

  it("lets through a filter what holds its text, of all that was read", () => {
    const pages = appendPage(undefined, pageOf(names), layout);
    const seen = (text: string, shown = 9) => {
      const { rows, folds, matching, read } = viewOf(pages, layout, { text, shown });
      return [namesOf(rows), folds.get("signatures")?.length, matching, read];
    };
    assert.deepEqual(seen("rc"), [["1.1-RC"], 0, 1, 3]);
    assert.deepEqual(seen("1."), [["1.1-RC", "1.0"], 0, 2, 3]);
    assert.deepEqual(seen("1.", 1), [["1.1-RC"], 0, 2, 3]);
    assert.deepEqual(seen("6-A"), [[], 1, 0, 3]);
    assert.deepEqual(seen(".*"), [[], 0, 0, 3]);
  });
});

describe("inOrder", () => {
  it("puts all that was read in another order, and leaves alone what is in it", () => {
    const pages = appendPage(undefined, pageOf(["1", "2", "3"]), layout);
    const upwards = { ...layout, order: "name", sort: <Item>(items: readonly Item[]) => items.toReversed() };
    const turned = inOrder(pages, upwards);
    assert.deepEqual([namesOf(turned.items), turned.shown, turned.order], [["1", "2", "3"], 2, "name"]);
    assert.equal(inOrder(turned, upwards), turned);
    assert.equal(inOrder(pages, layout), pages);
  });
});
