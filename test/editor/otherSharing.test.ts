import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError, RegistryError } from "../../src/core/errors.ts";
import type { ImageModel } from "../../src/core/image/model.ts";
import { layersOf } from "../../src/core/image/steps.ts";
import { formatFamiliar, formatRepository } from "../../src/core/reference/reference.ts";
import type { OtherView } from "../../src/protocol/sharing.ts";
import { otherOf } from "../../src/vscode/details/detailsOther.ts";
import { OtherSharing, type OtherSources } from "../../src/vscode/details/otherSharing.ts";
import { makeImage, type Step } from "../support/images.ts";
import { modelOf, referenceTo } from "../support/model.ts";
import { arm64, image } from "./imageModel.ts";

const step = (name: string): Step => ({
  command: `COPY ${name} /`,
  entries: [{ path: name, content: name }],
});
const shown = await modelOf(
  makeImage({ steps: [step("base"), step("app"), step("extra")] }),
  "one.test/team/app:1",
);
const other = await modelOf(makeImage({ steps: [step("other"), step("base")] }), "two.test/else:2");
const picked = referenceTo("two.test/else:2");

/** The other registry, which has one more layer of the image; what it is asked is noted. */
function sources(change: Partial<OtherSources> = {}) {
  const asked: string[] = [];
  const extra = layersOf(shown)[2]?.descriptor.digest;
  const all: OtherSources = {
    inspect: async (reference, { platform }) => {
      asked.push(`inspect ${formatFamiliar(reference)} ${platform?.architecture}`);
      return { ...other, reference };
    },
    hasBlob: async (repository, digest) => {
      asked.push(`has ${formatRepository(repository)}`);
      return digest === extra;
    },
    ...change,
  };
  return { asked, all };
}

function sharingWith(all: OtherSources, of: ImageModel = shown) {
  const told: string[] = [];
  const sharing: OtherSharing = new OtherSharing(all, () => told.push(sharing.state.kind));
  sharing.show(of);
  const view = (): OtherView => {
    const part = otherOf(sharing.state, of);
    assert.ok(part?.kind === "read", part?.kind);
    return part.view;
  };
  return { sharing, told, view };
}

describe("an image beside one that the user picks", () => {
  it("asks nobody before one is picked; then for its manifests, and for layers that it does not have", async () => {
    const { asked, all } = sources();
    const { sharing, told } = sharingWith(all);
    assert.deepEqual([sharing.state, asked], [{ kind: "none" }, []]);
    await sharing.pick(picked);
    assert.deepEqual(told, ["reading", "read"]);
    assert.deepEqual(asked, ["inspect two.test/else:2 amd64", "has two.test/else", "has two.test/else"]);
  });

  it("says what they share, and what a pull and a push move", async () => {
    const { sharing, view } = sharingWith(sources().all);
    await sharing.pick(picked);
    const { name, text, pull, push, rows, notes } = view();
    const sizes = layersOf(shown).map(({ descriptor }) => descriptor.size ?? 0);
    const [base = 0, app = 0, extra = 0] = sizes;
    const whole = `${base + app + extra} B`;
    assert.equal(name, "two.test/else:2");
    assert.equal(text, `They have 1 layer in common, ${base} B.`);
    assert.deepEqual(pull, {
      text: `${app + extra} B of ${whole}: 2 of 3 layers`,
      share: (app + extra) / (base + app + extra),
    });
    assert.deepEqual(push, {
      name: "two.test/else",
      text: `${app} B of ${whole}: 1 of 3 layers`,
      share: app / (base + app + extra),
    });
    assert.deepEqual(
      rows.map(({ number, mark, text: words }) => [number, mark, words]),
      [
        [1, "shared", "shared: its layer 2"],
        [2, "none", ""],
        [3, "there", "not in that image, but in its repository"],
      ],
    );
    assert.equal(notes.length, 1);
  });

  it("in its own repository a push moves nothing, and nobody is asked about layers", async () => {
    const { asked, all } = sources();
    const { sharing, view } = sharingWith(all);
    await sharing.pick(referenceTo("one.test/team/app:old"));
    assert.deepEqual(asked, ["inspect one.test/team/app:old amd64"]);
    const { push } = view();
    assert.ok("text" in push);
    assert.match(push.text, /^0 B of \d+ B: 0 of 3 layers$/);
  });

  it("a repository that does not tell is said to, and the rest is shown", async () => {
    const denied = new RegistryError("denied", "two.test", { status: 403 });
    const { sharing, view } = sharingWith(sources({ hasBlob: () => Promise.reject(denied) }).all);
    await sharing.pick(picked);
    const { push, pull } = view();
    assert.ok("problem" in push);
    assert.match(push.problem, /two\.test/);
    assert.match(pull.text, /2 of 3 layers$/);
  });

  it("an image that cannot be read is a failure that names it, and may be read again", async () => {
    let isDown = true;
    const { all } = sources();
    const inspect: OtherSources["inspect"] = async (...asked) => {
      if (isDown) throw new NetworkError("offline", "two.test");
      return all.inspect(...asked);
    };
    const { sharing, told } = sharingWith({ ...all, inspect });
    await sharing.pick(picked);
    const part = otherOf(sharing.state, shown);
    assert.ok(part?.kind === "failed");
    assert.equal(part.name, "two.test/else:2");
    assert.match(part.problem, /two\.test/);
    isDown = false;
    assert.deepEqual(sharing.reference, picked);
    await sharing.pick(picked);
    assert.deepEqual(told, ["reading", "failed", "reading", "read"]);
  });

  it("stays over updates, and is read anew for another platform's image", async () => {
    const { asked, all } = sources();
    const { sharing } = sharingWith(all);
    await sharing.pick(picked);
    const { state } = sharing;
    sharing.show({ ...shown });
    assert.equal(sharing.state, state);
    sharing.show(image({ platform: arm64, steps: shown.steps }));
    assert.equal(sharing.state.kind, "reading");
    assert.equal(asked.at(-1), "inspect two.test/else:2 arm64");
  });

  it("what is picked later counts, and what is cancelled is gone", async () => {
    const first = Promise.withResolvers<ImageModel>();
    const signals: AbortSignal[] = [];
    const { all } = sources();
    const inspect: OtherSources["inspect"] = (reference, options) => {
      signals.push(options.signal);
      return signals.length === 1 ? first.promise : all.inspect(reference, options);
    };
    const { sharing, told } = sharingWith({ ...all, inspect });
    const slow = sharing.pick(referenceTo("two.test/slow:1"));
    await sharing.pick(picked);
    first.resolve(other);
    await slow;
    assert.deepEqual([told, sharing.reference], [["reading", "reading", "read"], picked]);
    assert.equal(signals[0]?.aborted, true);
    const never = sharingWith({
      ...all,
      inspect: (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    });
    const work = never.sharing.pick(picked);
    never.sharing.cancel();
    await work;
    assert.deepEqual(never.sharing.state, { kind: "none" });
  });

  it("images without a layer in common, of another platform, and artifacts say so", async () => {
    const apart = await modelOf(makeImage({ steps: [step("x")] }), "two.test/x:1");
    const { sharing, view } = sharingWith(
      sources({ inspect: async () => ({ ...apart, platform: arm64, role: "artifact" }) }).all,
    );
    await sharing.pick(picked);
    const { text, notes } = view();
    assert.equal(text, "They have no layer in common.");
    assert.deepEqual(notes.slice(1), [
      "It has no image for linux/amd64: this is its image for linux/arm64/v8.",
      "It is no image to run.",
    ]);
    assert.equal(otherOf({ kind: "none" }, { ...shown, role: "artifact" }), undefined);
  });
});
