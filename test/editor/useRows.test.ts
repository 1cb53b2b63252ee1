import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError, RegistryError } from "../../src/core/errors.ts";
import type { PinFacts } from "../../src/core/explainPin.ts";
import {
  groupUses,
  placesBelow,
  type UseNode,
  type UseRowOptions,
  useNodeId,
} from "../../src/vscode/images/useRows.ts";
import { attentionOf, type PlacedUse, placeUses } from "../../src/vscode/images/useState.ts";
import { badgeText, messageOf, useRowOf } from "../../src/vscode/images/useText.ts";
import { useTooltipOf } from "../../src/vscode/images/useTooltip.ts";
import { answers, digest, other, places, usesOfFiles } from "./uses.ts";

const pathOf = (file: string) => file;
const missing: PinFacts = {
  code: "missing",
  name: "gone:1",
  written: "gone:1",
  failure: new RegistryError("notFound", "docker.io"),
  kept: false,
};
const moved: PinFacts = { code: "moved", name: "web:2", pinned: digest, now: other };
const unreachable: PinFacts = {
  code: "unreachable",
  name: "off:1",
  written: "off:1",
  failure: new NetworkError("refused", "h.test"),
};
const facts: Readonly<Record<string, readonly PinFacts[]>> = {
  "docker.io/library/gone:1": [missing],
  [`docker.io/library/web:2@${digest}`]: [moved],
  "docker.io/library/arm:1": [
    { code: "platform-missing", name: "arm:1", platform: "linux/arm64", platforms: ["linux/amd64"] },
  ],
  "docker.io/library/off:1": [unreachable],
  [`docker.io/library/liar:3@${digest}`]: [
    { code: "tag-digest-mismatch", name: "liar:3", tag: "3", pinned: digest, version: "2" },
  ],
  [`docker.io/library/kept:1@${digest}`]: [{ ...missing, kept: true }],
  [`docker.io/library/fine:1@${digest}`]: [],
};

const files = {
  "api/Dockerfile": `FROM web:2@${digest}\nFROM arm:1\nFROM plain:1\n`,
  "web/b/Dockerfile": `FROM web:2@${digest}\nFROM web:2\nFROM gone:1\nFROM ghcr.io/skip/me:1\n`,
  Dockerfile: `FROM off:1\nFROM liar:3@${digest}\nFROM kept:1@${digest}\nFROM fine:1@${digest}\nARG N\nFROM x:$N\n`,
};

const all = places(files, facts, ["ghcr.io/skip/*"]);

/** The rows as lines, `label | description | icon | context`, with those below indented. */
function drawn(options: Partial<UseRowOptions> = {}, from: readonly PlacedUse[] = all): readonly string[] {
  const line = (node: UseNode) => {
    const { label, description, icon, context } = useRowOf(node, pathOf);
    return `${label} | ${description} | ${icon} | ${context}`;
  };
  return groupUses(from, { grouping: "image", filter: "", pathOf, ...options }).flatMap((node) => [
    line(node),
    ...placesBelow(node).map((below) => `  ${line(below)}`),
  ]);
}

const short = "aaaaaaaaaaaa";

describe("the rows of the Images view", () => {
  it("by image: each image with its uses, the worst state first, apart what is ignored or has no name", () => {
    assert.deepEqual(drawn(), [
      "arm:1 | not pinned · no linux/arm64 | warning | image named pinnable heard",
      "  Dockerfile:2 | not pinned · no linux/arm64 · api | warning | place named pinnable heard",
      "fine:1 | pinned | pinned | image named pinned heard",
      `  Dockerfile:4 | pinned · ${short} | pinned | place named pinned heard`,
      "gone:1 | missing | error | image named heard",
      "  Dockerfile:3 | missing · web/b | error | place named heard",
      "kept:1 | tag missing | error | image named pinned heard",
      `  Dockerfile:3 | tag missing · ${short} | error | place named pinned heard`,
      "liar:3 | tag and digest disagree | warning | image named pinned moved heard",
      `  Dockerfile:2 | tag and digest disagree · ${short} | warning | place named pinned moved heard`,
      "off:1 | not pinned · unreachable | question | image named pinnable heard",
      "  Dockerfile:1 | not pinned · unreachable | question | place named pinnable heard",
      "plain:1 | not pinned | circle-outline | image named pinnable heard",
      "  Dockerfile:3 | not pinned · api | circle-outline | place named pinnable heard",
      "web:2 | 2 moved, 1 not pinned · 3 uses | arrow-swap | image named pinnable pinned moved heard",
      `  Dockerfile:1 | moved · api · ${short} | arrow-swap | place named pinned moved heard`,
      `  Dockerfile:1 | moved · web/b · ${short} | arrow-swap | place named pinned moved heard`,
      "  Dockerfile:2 | not pinned · web/b | circle-outline | place named pinnable heard",
      "1 without a fixed name | variables and templates | fold | unnamed",
      "  Dockerfile:6 | x:$N · no fixed name | circle-slash | place",
      "1 ignored |  | eye-closed | ignored",
      "  Dockerfile:4 | ghcr.io/skip/me:1 · not pinned · web/b | circle-outline | place named pinnable",
    ]);
  });

  it("by file: each file with its images by line", () => {
    const rows = drawn({ grouping: "file" });
    assert.deepEqual(rows.slice(0, 5), [
      "Dockerfile | 1 no linux/arm64, 1 moved, 1 not pinned · api | file | file named pinnable pinned moved heard",
      `  web:2 | moved · line 1 · ${short} | arrow-swap | place named pinned moved heard`,
      "  arm:1 | not pinned · no linux/arm64 · line 2 | warning | place named pinnable heard",
      "  plain:1 | not pinned · line 3 | circle-outline | place named pinnable heard",
      "Dockerfile | 1 tag missing, 1 tag and digest disagree, 1 unreachable, 1 pinned, 1 no fixed name | file | file named pinnable pinned moved heard",
    ]);
  });

  it("keep their ids whatever becomes known of them or is typed above them", () => {
    const ids = (text: string, known: typeof facts) =>
      groupUses(places({ Dockerfile: text }, known), { grouping: "image", filter: "", pathOf }).flatMap(
        (node) => [useNodeId(node), ...placesBelow(node).map(useNodeId)],
      );
    const before = ids("FROM web:2\nFROM web:2\n", {});
    assert.equal(new Set(before).size, 3);
    assert.deepEqual(ids(`# new\nFROM web:2@${digest}\nFROM web:2\n`, facts), before);
  });

  for (const [filter, count] of [
    ["moved", 2],
    ["WEB", 5],
    ["api/", 3],
    ["arm64", 1],
    ["nothing", 0],
  ] as const)
    it(`are narrowed by "${filter}", which may be a name, a path or a state`, () => {
      const [top, ...rest] = drawn({ filter });
      assert.equal(top, `Filter: "${filter}" | ${count} of 12 uses | filter-filled | filter`);
      assert.equal(rest.filter((line) => line.startsWith("  ")).length, count);
    });

  it("R10: show hostile text as text", () => {
    const [row] = drawn({}, places({ "a\u202eb/Dockerfile": "FROM x:$\u001b[31m\nFROM a:1" }));
    assert.doesNotMatch(JSON.stringify(row), /\u202e|\u001b/);
    const lines = drawn({}, places({ "a\u202eb/Dockerfile": "FROM a:1" }));
    assert.match(lines[1] ?? "", /a\\u\{202E\}b/);
  });
});

describe("the number on the Images view", () => {
  it("counts references that moved or are missing, each once, and none that is ignored", () => {
    assert.deepEqual(attentionOf(all), { moved: 1, missing: 2 });
    assert.equal(badgeText(attentionOf(all)), "1 pin moved, 2 images missing");
    const ignored = places(files, facts, ["web", "gone", "kept"]);
    assert.deepEqual(attentionOf(ignored), { moved: 0, missing: 0 });
  });
});

describe("the line above the rows", () => {
  const complete = { read: 3, leftOut: 0, isComplete: true };
  const message = (over: Partial<Parameters<typeof messageOf>[0]>) =>
    messageOf({ places: all, progress: complete, isTrusted: true, now: 0, ...over });

  it("says when was checked, what was not, and what could not be reached", () => {
    assert.match(message({}) ?? "", /^Checked .+ · 1 unreachable · 2 not checked yet$/);
  });

  it("counts what would not say since, although what it said before is shown", () => {
    const key = `docker.io/library/fine:1@${digest}`;
    const uses = usesOfFiles({ Dockerfile: `FROM fine:1@${digest}` });
    const refused = placeUses(uses, answers(facts, [key]), () => []);
    assert.match(message({ places: refused }) ?? "", /^Checked .+ · 1 unreachable$/);
    assert.equal(refused[0]?.state, "pinned");
  });

  it("says that it is offline when nobody can be found, and of when is what it shows", () => {
    const offline = { ...unreachable, failure: new NetworkError("offline", "h.test") };
    const key = "docker.io/library/off:1";
    const among = places(files, { ...facts, [key]: [offline] });
    assert.match(message({ places: among }) ?? "", /^Checked .+ · 1 unreachable/);
    const known = { [key]: [offline], "docker.io/library/a:1": [] };
    const uses = usesOfFiles({ Dockerfile: "FROM off:1\nFROM a:1" });
    const kept = placeUses(uses, answers(known, ["docker.io/library/a:1"]), () => []);
    assert.match(message({ places: kept }) ?? "", /^Offline: as of .+ · 2 unreachable$/);
    const alone = places({ Dockerfile: "FROM off:1" }, { [key]: [offline] });
    assert.equal(message({ places: alone }), "Offline · 1 unreachable");
  });

  it("says that nothing was checked, and why", () => {
    const unknown = places(files);
    assert.equal(message({ places: unknown }), "Not checked yet");
    assert.equal(
      message({ places: unknown, isTrusted: false }),
      "Not checked: this workspace is not trusted",
    );
  });

  it("says how many files are left out, and nothing when there is nothing to say", () => {
    const progress = { read: 5000, leftOut: 2112, isComplete: true };
    assert.match(message({ progress }) ?? "", / · 5,000 of 7,112 files are read$/);
    assert.equal(message({ places: [], progress }), "5,000 of 7,112 files are read");
    assert.equal(message({ places: [] }), undefined);
    assert.equal(message({ progress: { ...complete, isComplete: false } }), "Reading files…");
  });
});

describe("the tooltip of a place", () => {
  const lines = (name: string, known: typeof facts = facts) => {
    const place = places(files, known).find(({ use }) => use.name === name);
    assert.ok(place);
    const parent = { kind: "image", name, places: [place] } as const;
    return useTooltipOf({ kind: "place", parent, place, number: 0 }, pathOf, 60_000);
  };

  it("tells the whole reference, what is to be said of it, when was checked, and where it is", () => {
    const [title, reference, told, checked, where] = lines("web:2");
    assert.equal(title, "**web&#58;2**");
    assert.equal(reference, `\`docker.io/library/web:2@${digest}\``);
    assert.match(told ?? "", /^web&#58;2 moved/);
    assert.match(checked ?? "", /^Checked 1 minute ago/);
    assert.equal(where, "`api/Dockerfile`, line 1");
  });

  it("tells that nobody asked, and why there is no pin", () => {
    assert.ok(lines("web:2", {}).includes("Not checked yet."));
    assert.ok(lines("x:$N").some((line) => line.startsWith("Depends on a variable")));
  });
});
