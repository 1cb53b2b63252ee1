import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { RepositoryFacts } from "../../src/core/catalog/facts.ts";
import type { Listed } from "../../src/core/catalog/listPage.ts";
import { searchImages } from "../../src/vscode/registries/searchImages.ts";
import { type Act, scriptedAsk } from "../support/scriptedAsk.ts";

const found: readonly Listed<RepositoryFacts>[] = [
  { name: "library/postgres", facts: { isOfficial: true, stars: 14_000, description: "A database" } },
  { name: "team/postgres" },
];

function worldOf(acts: readonly Act[], has: boolean, id = "docker.io") {
  const happened: string[] = [];
  const { ask } = scriptedAsk(acts, happened);
  return {
    happened,
    flows: {
      ask,
      registries: {
        has: () => has,
        dockerLogins: async () => [],
        add: async () => void happened.push("add"),
        remove: async () => {},
        addRepository: async (id: string, path: string) => void happened.push(`${id} ${path}`),
      },
      hub: () => ({ id }),
      search: (asked: string, words: string) => async () => {
        assert.equal(asked, id);
        happened.push(`search ${words}`);
        return { items: found, hidden: 0, cut: false };
      },
    },
  };
}

describe("searching images", () => {
  it("shows what was chosen in the view, and Docker Hub with it", async () => {
    const { flows, happened } = worldOf([{ type: "postgres" }, { choose: "postgres" }], false);
    const chosen = await searchImages(flows);
    assert.deepEqual(chosen, { id: "docker.io", path: "library/postgres" });
    assert.deepEqual(happened, [
      "search postgres",
      "add",
      "say Added docker.io",
      "docker.io library/postgres",
    ]);
  });

  it("adds no registry that is there", async () => {
    const { flows, happened } = worldOf([{ type: "postgres" }, { choose: "team/postgres" }], true);
    await searchImages(flows);
    assert.deepEqual(happened, ["search postgres", "docker.io team/postgres"]);
  });

  it("goes through the account at Docker Hub that is there", async () => {
    const { flows, happened } = worldOf(
      [{ type: "postgres" }, { choose: "team/postgres" }],
      true,
      "docker.io~work",
    );
    assert.deepEqual(await searchImages(flows), { id: "docker.io~work", path: "team/postgres" });
    assert.deepEqual(happened, ["search postgres", "docker.io~work team/postgres"]);
  });

  it("changes nothing when the user leaves", async () => {
    const { flows, happened } = worldOf([{ type: "postgres" }, "leave"], false);
    assert.equal(await searchImages(flows), undefined);
    assert.deepEqual(happened, ["search postgres"]);
  });
});
