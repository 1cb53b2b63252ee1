import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Entries, getEntries, numberedPages } from "../../../src/core/catalog/numberedPages.ts";
import { ContentError } from "../../../src/core/errors.ts";
import { type FakeAnswer, fakeSend } from "../../support/fakeSend.ts";
import { readPages } from "../../support/lists.ts";

const show = ({ entries }: Entries) => ({
  items: entries.map((name) => ({ name: String(name) })),
  hidden: 0,
});

/** Reads a list whose pages are given; one page too many fails. */
async function read(pages: readonly Entries[], most = 200) {
  const asked: number[] = [];
  const get = async (number: number) => {
    asked.push(number);
    const page = pages[number - 1];
    assert.ok(page, `nobody expected page ${number}`);
    return page;
  };
  return { pages: await readPages(numberedPages(get, show, 2), most), asked };
}

describe("a list with numbered pages", () => {
  for (const [what, pages, asked] of [
    [
      "ends with as many as were promised",
      [
        { entries: [1, 2], count: 3 },
        { entries: [3], count: 3 },
      ],
      2,
    ],
    [
      "goes on after a page that is not full while more are promised",
      [
        { entries: [1], count: 3 },
        { entries: [2, 3], count: 3 },
      ],
      2,
    ],
    [
      "ends with an empty page, whatever is promised",
      [
        { entries: [1, 2], count: 9 },
        { entries: [], count: 9 },
      ],
      2,
    ],
    ["without a promise ends with a page that is not full", [{ entries: [1, 2] }, { entries: [3] }], 2],
    ["without a promise may end with an empty page", [{ entries: [1, 2] }, { entries: [] }], 2],
  ] as const)
    it(what, async () => {
      assert.equal((await read(pages)).asked.length, asked);
    });

  it("H14 is cut after a hundred pages", async () => {
    const endless = Array.from({ length: 101 }, () => ({ entries: ["again", "again"], count: 1e9 }));
    const { pages, asked } = await read(endless);
    assert.deepEqual([asked.length, pages.at(-1)?.cut, pages.at(-2)?.cut], [100, true, false]);
  });

  it("shows no more of a page than was asked for", async () => {
    const { pages } = await read([{ entries: [1, 2, 3], count: 3 }]);
    assert.equal(pages[0]?.items.length, 2);
  });
});

describe("getEntries", () => {
  const url = new URL("https://h.test/list?page=1");
  const entriesOf = (answer: FakeAnswer) => {
    const { send } = fakeSend("https://h.test", { "GET /list?page=1": answer });
    return getEntries({ base: new URL("https://h.test"), send }, url, "the list", undefined);
  };

  for (const [header, count] of [
    ["7", 7],
    ["-1", undefined],
    ["1e9", undefined],
    ["9".repeat(30), undefined],
  ] as const)
    it(`takes X-Total-Count: ${header} for ${count}`, async () => {
      const { entries, count: found } = await entriesOf({
        headers: { "x-total-count": header },
        body: "[1]",
      });
      assert.deepEqual([entries, found], [[1], count]);
    });

  it("takes null for an empty list", async () => {
    assert.deepEqual(await entriesOf({ body: "null" }), { entries: [] });
  });

  for (const body of ["{}", "7", "<html>", ""])
    it(`R08 refuses ${JSON.stringify(body)}`, async () => {
      await assert.rejects(() => entriesOf({ body }), ContentError);
    });
});
