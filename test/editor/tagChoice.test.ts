import assert from "node:assert/strict";
import { it } from "node:test";
import type { TagFacts } from "../../src/core/catalog/facts.ts";
import type { ListPage } from "../../src/core/catalog/listPage.ts";
import { chooseTags } from "../../src/vscode/details/tagChoice.ts";

const listOf =
  (items: ListPage<TagFacts>["items"], rest: Partial<ListPage<TagFacts>> = {}) =>
  async (): Promise<ListPage<TagFacts>> => ({ items, hidden: 0, cut: false, ...rest });
const names = (...tags: readonly string[]) => tags.map((name) => ({ name }));
const unread = async () => assert.fail("a second page was read");

it("of names alone the highest versions are chosen, after the tag that was opened", async () => {
  const list = listOf(names("1.9", "1.10", "1.8", `sha256-${"a".repeat(64)}.sig`, "latest"));
  assert.deepEqual(await chooseTags(list, 3, "1.8"), { tags: ["1.8", "latest", "1.10"], isWhole: false });
  assert.deepEqual(await chooseTags(list, 4, undefined), {
    tags: ["latest", "1.10", "1.9", "1.8"],
    isWhole: true,
  });
});

it("where the list tells dates, the newest are chosen", async () => {
  const dated = ["1.9", "1.10", "1.8"].map((name, at) => ({
    name,
    facts: { pushed: [20, 10, 30][at] ?? 0 },
  }));
  assert.deepEqual((await chooseTags(listOf(dated), 2, undefined)).tags, ["1.8", "1.9"]);
});

it("one page is read, and what lies beyond it is known to be there", async () => {
  for (const rest of [{ next: unread }, { cut: true }])
    assert.equal((await chooseTags(listOf(names("1"), rest), 5, undefined)).isWhole, false);
});

it("the tag that was opened is looked at even when the list has it not", async () => {
  assert.deepEqual((await chooseTags(listOf(names("2")), 5, "1")).tags, ["1", "2"]);
});
