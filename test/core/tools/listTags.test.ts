import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TagFacts } from "../../../src/core/catalog/facts.ts";
import type { Listed, ReadPage } from "../../../src/core/catalog/listPage.ts";
import { listTags, type WantedTags } from "../../../src/core/tools/listTags.ts";

const repository = { registry: "docker.io", path: "library/nginx" };
const digest = `sha256:${"a".repeat(64)}` as const;

/** A list in pages; `reads` counts those that were read. */
function pages(...names: readonly (readonly string[])[]) {
  const counter = { reads: 0 };
  const at = (number: number): ReadPage<TagFacts> => {
    return async () => {
      counter.reads++;
      const items = (names[number] ?? []).map((name) => ({ name }));
      return { items, hidden: 0, cut: false, ...(number + 1 < names.length && { next: at(number + 1) }) };
    };
  };
  return { counter, read: at(0) };
}

const cases: readonly (readonly [
  string,
  Omit<WantedTags, "repository">,
  readonly (readonly string[])[],
  tags: readonly string[],
  more: boolean,
  reads: number,
])[] = [
  ["by version, of one page", {}, [["1.9", "1.27", "latest"], ["2"]], ["latest", "1.27", "1.9"], true, 1],
  ["to the end of a short list", {}, [["1"]], ["1"], false, 1],
  [
    "those with a text, on further pages",
    { contains: "al" },
    [["1"], ["1-al"], ["2-al"]],
    ["2-al", "1-al"],
    false,
    3,
  ],
  ["until there are enough", { contains: "1", limit: 1 }, [["1"], ["1-a"]], ["1"], true, 1],
  ["no more than asked for", { limit: 2 }, [["1", "2", "3"]], ["3", "2"], true, 1],
  ["not those of tools", {}, [["1", `sha256-${"a".repeat(64)}.sig`]], ["1"], false, 1],
  ["ten pages at most", { contains: "x" }, Array.from({ length: 20 }, () => ["1"]), [], true, 10],
  ["no more than 200", { limit: 9999 }, [Array.from({ length: 300 }, (_, i) => `v${i}`)], [], true, 1],
];

describe("tags for an assistant", () => {
  for (const [name, wanted, list, tags, more, reads] of cases)
    it(name, async () => {
      const { counter, read } = pages(...list);
      const listed = await listTags(read, { repository, ...wanted });
      if (tags.length > 0 || reads > 1)
        assert.deepEqual(
          listed.tags.map((tag) => tag.name),
          tags,
        );
      else assert.equal(listed.tags.length, 200);
      assert.deepEqual([listed.repository, listed.more, counter.reads], ["nginx", more, reads]);
    });

  it("come with what the list told, and say when the list was cut", async () => {
    const items: readonly Listed<TagFacts>[] = [{ name: "1", facts: { digest, size: 5, pushed: 0 } }];
    const listed = await listTags(async () => ({ items, hidden: 0, cut: true }), { repository });
    assert.deepEqual(listed, {
      repository: "nginx",
      tags: [{ name: "1", digest, pushed: "1970-01-01T00:00:00.000Z", bytes: 5 }],
      more: true,
    });
  });
});
