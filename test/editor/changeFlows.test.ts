import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Reference } from "../../src/core/reference/reference.ts";
import { formatReference } from "../../src/core/reference/reference.ts";
import {
  addTag,
  type Changes,
  copyImage,
  deleteDigest,
  deleteTags,
} from "../../src/vscode/registries/changeFlows.ts";
import { digestOf } from "../support/fakeRegistry.ts";
import { type Act, scriptedAsk } from "../support/scriptedAsk.ts";

const digest = digestOf("a");
const app = (tag: string): Reference => ({ repository: { registry: "h.test", path: "team/app" }, tag });

function changesOf(acts: readonly Act[], rest: Partial<Changes> = {}) {
  const happened: string[] = [];
  const { ask, waiting } = scriptedAsk(acts, happened);
  const changes: Changes = {
    ask,
    digestOf: async (reference) => {
      happened.push(`resolve ${formatReference(reference)}`);
      return digest;
    },
    knownTags: () => ["1.27", "latest"],
    addTag: async (from, tag) => void happened.push(`tag ${formatReference(from)} ${tag}`),
    untag: async (reference) => void happened.push(`untag ${formatReference(reference)}`),
    deleteDigest: async (_, deleted) => void happened.push(`delete ${deleted}`),
    fallingWith: async () => ({ tags: ["1.27", "latest"], complete: true }),
    copy: async (from, to, _, report) => {
      report("layer 1", 0.5);
      happened.push(`copy ${formatReference(from)} ${formatReference(to)}`);
      return { digest, sent: 2, bytes: 71_400_000, there: 1, mounted: 1, foreign: 0 };
    },
    lastTagTakesImage: () => false,
    ...rest,
  };
  return { changes, happened, waiting };
}

describe("adding a tag", () => {
  it("asks for it and does it", async () => {
    const { changes, happened } = changesOf([{ type: "stable" }]);
    assert.equal(await addTag(changes, app("1.27")), true);
    assert.deepEqual(happened, [
      "Tagging team/app:1.27 as stable...",
      "tag h.test/team/app:1.27 stable",
      "say stable now names what team/app:1.27 names",
    ]);
  });

  it("asks before it moves a tag that is there", async () => {
    const left = changesOf([{ type: "latest" }, { choose: "Leave it" }]);
    assert.equal(await addTag(left.changes, app("1.27")), false);
    assert.deepEqual(left.happened, []);
    const moved = changesOf([{ type: "latest" }, { choose: "Move latest" }]);
    assert.equal(await addTag(moved.changes, app("1.27")), true);
    assert.ok(moved.happened.includes("tag h.test/team/app:1.27 latest"));
  });

  it("takes no text that is no tag", async () => {
    for (const type of ["", "a b", "-x", "x".repeat(129), "a/b"])
      await assert.rejects(addTag(changesOf([{ type }]).changes, app("1.27")));
  });
});

describe("deleting tags", () => {
  it("names one, and says that the digest stays", async () => {
    const { changes, happened } = changesOf([{ choose: "Delete Tag" }]);
    assert.equal(await deleteTags(changes, [app("1.27")]), true);
    assert.deepEqual(happened.slice(0, 2), [
      "Delete the tag team/app:1.27 at h.test?",
      "What it names stays, by its digest.",
    ]);
    assert.ok(happened.includes("untag h.test/team/app:1.27"));
  });

  it("names all of several", async () => {
    const { changes, happened } = changesOf([{ choose: "Delete Tags" }]);
    await deleteTags(changes, [app("1"), app("2")]);
    assert.match(happened[0] ?? "", /Delete 2 tags/);
    assert.match(happened[1] ?? "", /team\/app:1, team\/app:2\. What they name stays/);
    assert.deepEqual(
      happened.filter((what) => what.startsWith("untag")),
      ["untag h.test/team/app:1", "untag h.test/team/app:2"],
    );
  });

  it("warns where the last tag takes the image with it", async () => {
    const { changes, happened } = changesOf(["leave"], { lastTagTakesImage: () => true });
    assert.equal(await deleteTags(changes, [app("1")]), false);
    assert.match(happened[1] ?? "", /whose last tag is deleted is deleted, too/);
  });

  it("does nothing without a yes, or without tags", async () => {
    const { changes, happened } = changesOf(["leave"]);
    assert.equal(await deleteTags(changes, [app("1")]), false);
    assert.equal(await deleteTags(changes, []), false);
    assert.ok(!happened.some((what) => what.startsWith("untag")));
  });
});

describe("deleting a digest", () => {
  it("names every tag that goes with it first", async () => {
    const { changes, happened } = changesOf([{ choose: "Delete Image and 2 Tags" }]);
    assert.equal(await deleteDigest(changes, app("1.27")), true);
    assert.match(happened.join("\n"), /These tags go with it: 1\.27, latest\. This cannot be undone\./);
    assert.ok(happened.includes(`delete ${digest}`));
  });

  it("says that it could not look at every tag", async () => {
    const falling = { tags: [], complete: false };
    const { changes, happened } = changesOf(["leave"], { fallingWith: async () => falling });
    assert.equal(await deleteDigest(changes, app("1")), false);
    assert.match(
      happened.join("\n"),
      /No tag is known to name it\. There are tags that could not be looked at; some may go/,
    );
    assert.ok(!happened.some((what) => what.startsWith("delete ")));
  });

  it("asks nobody what a digest names", async () => {
    const { changes, happened } = changesOf([{ choose: "Delete Image" }], {
      fallingWith: async () => ({ tags: [], complete: true }),
    });
    await deleteDigest(changes, { ...app("1"), digest });
    assert.ok(!happened.some((what) => what.startsWith("resolve")));
  });
});

describe("copying an image", () => {
  it("asks where to, tells how far it is, and what was sent", async () => {
    const { changes, happened } = changesOf([{ type: "other.test/team/app:1" }]);
    const target = await copyImage(changes, app("1.27"));
    assert.equal(target && formatReference(target), "other.test/team/app:1");
    assert.deepEqual(happened, [
      "Copying to other.test/team/app:1",
      "report layer 1",
      "copy h.test/team/app:1.27 other.test/team/app:1",
      "say Copied to other.test/team/app:1: 2 blobs sent (71.4 MB), 1 there already, 1 taken over within the registry",
    ]);
  });

  it("offers the place of the image before it to the next one", async () => {
    const { changes } = changesOf([]);
    const offered: (string | undefined)[] = [];
    const text: Changes["ask"]["text"] = async ({ value }) => void offered.push(value);
    const leaving = { ...changes, ask: { ...changes.ask, text } };
    const before = { repository: { registry: "other.test", path: "copies" }, tag: "1.27" };
    await copyImage(leaving, app("1.28"));
    await copyImage(leaving, { ...app("1.28"), digest }, before);
    assert.deepEqual(offered, ["h.test/team/app:1.28", "other.test/copies:1.28"]);
  });

  it("takes no target without a tag, with a digest, or where it is", async () => {
    for (const type of ["other.test/app", `other.test/app:1@${digest}`, "h.test/team/app:1.27", "A B"])
      await assert.rejects(copyImage(changesOf([{ type }]).changes, app("1.27")));
  });
});
