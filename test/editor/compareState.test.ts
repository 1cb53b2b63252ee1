import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { RegistryError } from "../../src/core/errors.ts";
import type { ImageModel, Step } from "../../src/core/image/model.ts";
import { parseReference, type Reference } from "../../src/core/reference/reference.ts";
import type { CompareView } from "../../src/protocol/compare.ts";
import type { Loaded } from "../../src/vscode/compare/compareLoad.ts";
import { type CompareContext, compareOf, titleOf } from "../../src/vscode/compare/compareState.ts";
import { isPinned, type Subject } from "../../src/vscode/compare/compareSubject.ts";
import { amd64, arm64, config, descriptor, digestOf, image } from "./imageModel.ts";

function reference(text: string): Reference {
  const parsed = parseReference(text);
  assert.ok(parsed.ok);
  return parsed.reference;
}

const pinned = reference(`node:20@${digestOf("a")}`);
assert.ok(isPinned(pinned));
const pin: Subject = { kind: "pin", uri: "file:///compose.yaml", reference: pinned };
const context: CompareContext = {
  place: "compose.yaml:14",
  file: "compose.yaml",
  isKept: false,
  isUpdated: false,
  asOf: 0,
  now: 3_600_000,
  busy: false,
};

const layer = (number: number, letter: string, size: number, createdBy?: string): Step => ({
  createdBy,
  created: undefined,
  comment: undefined,
  layer: { number, descriptor: descriptor(letter, size), diffId: undefined },
});
const line = (createdBy: string): Step => ({ createdBy, created: undefined, comment: undefined });

const run = "RUN /bin/sh -c make # buildkit";
const before = image({
  manifest: descriptor("b", 500),
  size: 42_900_000,
  steps: [layer(1, "1", 3_600_000, "ADD base /"), line("ENV V=1"), layer(2, "2", 39_300_000, run)],
  config: { ...config, environment: ["V=1"], labels: new Map([["a", "1"]]) },
});
const after = image({
  descriptor: descriptor("9", 900),
  manifest: descriptor("e", 500),
  platforms: [
    { platform: amd64, descriptor: descriptor("e", 500) },
    { platform: arm64, descriptor: descriptor("c", 500) },
  ],
  size: 42_500_000,
  steps: [layer(1, "1", 3_600_000, "ADD base /"), line("ENV V=2"), layer(2, "3", 38_900_000, run)],
  config: { ...config, environment: ["V=2"], labels: new Map([["a", ""]]) },
});

const sides = (old: ImageModel, now: ImageModel): Loaded => ({
  old: { reference: pinned, digest: digestOf("a"), side: { ok: true, image: old } },
  now: { reference: reference("node:20"), digest: digestOf("9"), side: { ok: true, image: now } },
  update: { kind: "update", digest: digestOf("9") },
  tagged: digestOf("9"),
});
const moved = sides(before, after);

function view(loaded: Loaded, change: Partial<CompareContext> = {}, subject: Subject = pin): CompareView {
  const { state } = compareOf(subject, loaded, { ...context, ...change });
  assert.ok(state.kind === "comparison");
  return state.comparison;
}

const texts = ({ facts }: CompareView) =>
  facts.map(({ label, value, note }) => `${label}: ${value}; ${note}`);
const gone = new RegistryError("notFound", "docker.io", { status: 404, code: "MANIFEST_UNKNOWN" });

describe("a pin whose tag moved", () => {
  it("the head says where it stands and what became of it", () => {
    const { title, subtitle, old, now, actions } = view(moved);
    assert.equal(title, "What changed in node:20");
    assert.equal(subtitle, "compose.yaml:14 keeps the pinned image. The tag 20 names another one now.");
    assert.deepEqual([old.title, old.contents], ["Pinned", "index of linux/amd64, linux/arm64/v8"]);
    assert.deepEqual([now.title, now.contents], ["Now", "index of the same platforms"]);
    assert.deepEqual(actions, ["update", "keep"]);
  });

  it("the figures have signs, units and what they were", () => {
    assert.deepEqual(texts(view(moved)), [
      "Size: −400.0 kB; 42.9 MB → 42.5 MB",
      "Layers: 1 kept, 1 new; 1 gone, common base of 1",
      "Pull if you have the old one: 38.9 MB; 92 % of the image",
      "Configuration: 1 change; V, 1 label",
    ]);
    assert.deepEqual(
      view(sides(after, before)).facts.map(({ tone }) => tone),
      ["more", undefined, undefined, undefined],
    );
  });

  it("steps are rows, runs of unchanged ones one", () => {
    const { changes } = view(moved);
    assert.deepEqual(
      changes?.steps.map(({ mark, instruction, summary, old = "", now = "" }) => [
        mark,
        `${instruction} ${summary}`.trim(),
        old,
        now,
      ]),
      [
        ["kept", "1 layer unchanged", "3.6 MB", "3.6 MB"],
        ["removed", "ENV V=1", "–", ""],
        ["added", "ENV V=2", "", "–"],
        ["changed", "RUN make", "39.3 MB", "38.9 MB"],
      ],
    );
    const [pinnedBar, nowBar] = changes?.bars ?? [];
    assert.equal(pinnedBar?.text, "Pinned: 1 layer kept (3.6 MB), 1 layer gone (39.3 MB)");
    assert.equal(nowBar?.text, "Now: 1 layer kept (3.6 MB), 1 layer new (38.9 MB)");
    const total = (segments: readonly { readonly share: number }[] = []) =>
      segments.reduce((sum, { share }) => sum + share, 0);
    assert.equal(total(pinnedBar?.segments), 1);
    assert.ok(total(nowBar?.segments) < 1);
  });

  it("configuration and labels are rows apart, and what is empty says so", () => {
    const { changes } = view(moved);
    assert.deepEqual(changes?.configuration, [{ mark: "changed", name: "Env V", old: "1", now: "2" }]);
    assert.deepEqual(changes?.labels, [{ mark: "changed", name: "a", old: "1", now: "(empty)" }]);
  });

  it("platforms that did not change are said, and can be chosen", () => {
    const { platforms, platformNotes } = view(moved);
    assert.deepEqual(platformNotes, ["linux/arm64/v8 did not change."]);
    assert.deepEqual(
      platforms.map(({ label, selected }) => [label, selected]),
      [
        ["linux/amd64", true],
        ["linux/arm64/v8, did not change", false],
      ],
    );
  });

  it("of a platform that did not change nothing is compared", () => {
    const same = { manifest: descriptor("c", 500), platform: arm64 };
    const { changes, notices, facts, actions } = view(sides({ ...before, ...same }, { ...after, ...same }));
    assert.deepEqual(notices, ["linux/arm64/v8 did not change: both name the very same image for it."]);
    assert.equal(changes, undefined);
    assert.deepEqual(
      facts.map(({ label }) => label),
      ["Size", "Layers"],
    );
    assert.deepEqual(actions, ["update", "keep"]);
  });

  it("platforms that came and went are named", () => {
    const choice = (architecture: string, letter: string) => ({
      platform: { os: "linux", architecture },
      descriptor: descriptor(letter, 1),
    });
    const { platformNotes } = view(
      sides(
        { ...before, platforms: [choice("amd64", "1"), choice("386", "2")] },
        {
          ...after,
          platforms: [choice("amd64", "3"), ...["a", "b", "c", "d", "e"].map((at) => choice(at, at))],
        },
      ),
    );
    assert.deepEqual(platformNotes, [
      "New: linux/a, linux/b, linux/c, linux/d and 1 more.",
      "Gone: linux/386.",
    ]);
  });
});

describe("what can be done", () => {
  const table: readonly (readonly [
    name: string,
    change: Partial<Loaded>,
    context: Partial<CompareContext>,
    actions: readonly string[],
  ])[] = [
    ["kept", {}, { isKept: true }, ["update"]],
    ["updated", {}, { isUpdated: true }, []],
    ["no longer in the file", {}, { place: undefined }, []],
    ["the tag did not move", { update: { kind: "current" } }, {}, []],
    ["no image for its platform", { update: { kind: "platformGone", platform: arm64 } }, {}, ["keep"]],
    ["the tag could not be asked", { now: { ...moved.now, failure: gone } }, {}, []],
    [
      "the new image cannot be read",
      { now: { ...moved.now, side: { ok: false, failure: gone } } },
      {},
      ["keep"],
    ],
    [
      "the pinned image is gone",
      { old: { ...moved.old, side: { ok: false, failure: gone } } },
      {},
      ["update", "keep"],
    ],
  ];
  for (const [name, change, where, actions] of table)
    it(name, () => assert.deepEqual(view({ ...moved, ...change }, where).actions, actions));
});

describe("notices", () => {
  it("the tag did not move", () => {
    const same = {
      ...moved,
      now: { ...moved.old, reference: moved.now.reference },
      update: { kind: "current" } as const,
    };
    const { notices, subtitle, platforms, changes } = view(same);
    assert.deepEqual(notices, [
      "The tag 20 did not move: it names the pinned image, and there is nothing to update.",
    ]);
    assert.equal(subtitle, "compose.yaml:14 is pinned to what the tag 20 names.");
    assert.deepEqual([platforms, changes], [[], undefined]);
  });

  it("the pin is kept", () => {
    assert.deepEqual(view(moved, { isKept: true }).notices, [
      "You keep this pin. Mooring says nothing of it until 20 names yet another digest.",
    ]);
  });

  it("why a pin of one platform stays", () => {
    const { notices } = view({ ...moved, update: { kind: "platformGone", platform: arm64 } });
    assert.deepEqual(notices, ["node:20 has no image for linux/arm64/v8 any more, so its pin stays."]);
  });

  it("images for different platforms", () => {
    const only = (platform: typeof amd64, letter: string) => ({
      platform,
      platforms: [{ platform, descriptor: descriptor(letter, 1) }],
    });
    const { notices } = view(sides({ ...before, ...only(arm64, "1") }, { ...after, ...only(amd64, "2") }));
    assert.deepEqual(notices, ["These are images for different platforms, linux/arm64/v8 and linux/amd64."]);
  });

  it("layers without their history, and what is no image", () => {
    const artifact = { role: "artifact", type: "application/x", config: undefined } as const;
    assert.deepEqual(view(sides({ ...before, aligned: false }, { ...after, ...artifact })).notices, [
      "This is an artifact of type application/x, not an image to run.",
      "The history does not match the layers in number, so they stand apart.",
    ]);
  });
});

describe("failures", () => {
  it("the pinned digest is gone: the side says so, the other is shown", () => {
    const { old, facts, changes, mayRetry } = view({
      ...moved,
      old: { ...moved.old, side: { ok: false, failure: gone } },
    });
    assert.equal(old.problem, "docker.io has no library/node@sha256:aaaaaaaaaaaa….");
    assert.equal(old.next, "It was deleted there, or never pushed.");
    assert.deepEqual([facts[0]?.value, changes, mayRetry], ["42.5 MB", undefined, true]);
  });

  it("what was last known is said to be that", () => {
    const { notices } = view({ ...moved, now: { ...moved.now, failure: gone } });
    assert.deepEqual(notices, [
      "docker.io has no library/node:20. Check the spelling and the tag. What is shown is what node:20 was last known to name.",
    ]);
  });

  it("nothing can be read: host, cause and next step", () => {
    const side = { ok: false, failure: gone } as const;
    const { state } = compareOf(pin, { old: { ...moved.old, side }, now: { ...moved.now, side } }, context);
    assert.deepEqual(state, {
      kind: "failed",
      title: "What changed in node:20",
      problem: "docker.io has no library/node:20.",
      next: "Check the spelling and the tag.",
    });
  });
});

it("two images are called by their last parts, and in full beside it", () => {
  const subject: Subject = {
    kind: "images",
    old: reference("registry.example.com/team/build/app:1"),
    now: reference(`registry.example.com/team/build/app@${digestOf("a")}`),
  };
  assert.equal(titleOf(subject), "What changed from app:1 to app@sha256:aaaaaaaaaaaa");
  const { old, now, actions, subtitle } = view(moved, {}, subject);
  assert.deepEqual([old.title, old.reference], ["Old", "registry.example.com/team/build/app:1"]);
  assert.equal(now.reference, `registry.example.com/team/build/app@${digestOf("a")}`);
  assert.deepEqual([actions, subtitle], [[], ""]);
});

it("the source is a link only through the host's list", () => {
  const at = (revision: string) =>
    new Map([
      ["org.opencontainers.image.source", "https://github.com/acme/app"],
      ["org.opencontainers.image.revision", revision],
    ]);
  const [one, two] = ["d21b4f2d90a1abb712a610678872e804267f4815", "7ac31e0c5f0a6b5b8c3de4bb60b5bd9e4bbe03a5"];
  const { state, links } = compareOf(
    pin,
    sides({ ...before, annotations: at(one) }, { ...after, annotations: at(two) }),
    context,
  );
  assert.deepEqual(links, [`https://github.com/acme/app/compare/${one}...${two}`]);
  assert.ok(state.kind === "comparison");
  const { value, note, link } = state.comparison.facts.at(-1) ?? {};
  assert.deepEqual([value, note, link], ["d21b4f2 → 7ac31e0", "github.com/acme/app", 0]);
  const same = compareOf(
    pin,
    sides({ ...before, annotations: at(one) }, { ...after, annotations: at(one) }),
    context,
  );
  assert.deepEqual(same.links, []);
  assert.ok(same.state.kind === "comparison");
  assert.equal(same.state.comparison.facts.at(-1)?.note, "the same revision");
});

it("R10: hostile text is made visible everywhere", () => {
  const bad = "\u202E\u001b[31m";
  const hostile = image({
    ...after,
    steps: [layer(1, "4", 1, `RUN ${bad}`)],
    config: {
      ...config,
      environment: [`A${bad}=${bad}`],
      user: bad,
      exposedPorts: [bad],
      labels: new Map([
        [bad, bad],
        ["org.opencontainers.image.source", `https://github.com/${bad}`],
        ["org.opencontainers.image.revision", bad],
      ]),
    },
    platforms: [{ platform: { os: bad, architecture: bad }, descriptor: descriptor("8", 1) }],
  });
  const other = { ...hostile, steps: [layer(1, "5", 1, bad)], config, manifest: descriptor("7", 1) };
  const shown = JSON.stringify([
    view(sides(hostile, other)),
    view(sides(other, hostile), { place: bad, file: bad, outcome: bad }),
  ]);
  assert.doesNotMatch(shown, /[\u202E\u001b]/);
  assert.match(shown, /u\{202E\}/);
});
