import assert from "node:assert/strict";
import { access, readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { openContent } from "../../../src/core/content/store.ts";
import { TagMemory } from "../../../src/core/content/tagMemory.ts";
import { ContentError, NetworkError, type NetworkErrorKind } from "../../../src/core/errors.ts";
import { Images } from "../../../src/core/image/images.ts";
import { formatPlatform, hostPlatform } from "../../../src/core/oci/platform.ts";
import { isDigest } from "../../../src/core/reference/digest.ts";
import { parseReference, type Reference } from "../../../src/core/reference/reference.ts";
import { openDistribution } from "../../../src/core/registry/open.ts";
import { type FakeAnswer, type FakeSend, fakeSend } from "../../support/fakeSend.ts";
import { treeAnswers } from "../../support/fakeTree.ts";
import { makeImage, makeIndex } from "../../support/images.ts";
import { scratchFolder } from "../../support/scratch.ts";

const image = makeImage();
const arm = makeImage({ platform: { os: "linux", architecture: "arm64", variant: "v8" } });
const index = makeIndex([image, arm]);
const moved = makeIndex([arm]);
const minute = 60 * 1000;

const head = (name: string) => `HEAD /v2/a/manifests/${name}`;
const get = (name: string) => `GET /v2/a/manifests/${name}`;
const blob = (tree: typeof image) => `GET /v2/a/blobs/${tree.blobs[0]?.digest}`;

function named(tail: string): Reference {
  const parsed = parseReference(`r.test/a${tail}`);
  assert.ok(parsed.ok);
  return parsed.reference;
}

/** One window of VS Code on a folder, with a clock of its own. */
function openWindow(folder: string, fake: FakeSend) {
  const clock = { now: 1_700_000_000_000 };
  const distribution = openDistribution({
    registry: "r.test",
    base: new URL("https://r.test/"),
    send: fake.send,
  });
  const images = new Images({
    distributionFor: (host) => {
      assert.equal(host, "r.test");
      return distribution;
    },
    content: openContent(folder, { maxBytes: 1e6 }),
    tags: new TagMemory(folder),
    platform: { os: "linux", architecture: "amd64" },
    now: () => clock.now,
  });
  return { images, clock, asked: () => fake.asked.splice(0) };
}

async function start(t: TestContext, answers: Readonly<Record<string, FakeAnswer | (() => FakeAnswer)>>) {
  const folder = await scratchFolder(t);
  return { folder, ...openWindow(folder, fakeSend("https://r.test", answers)) };
}

/** Waits until the disk has what was put there beside the answers. */
async function settled(folder: string, blobs: number): Promise<void> {
  const count = async () => (await readdir(join(folder, "blobs", "sha256")).catch(() => [])).length;
  while ((await count()) < blobs) await new Promise((resolve) => setImmediate(resolve));
}

const answers = treeAnswers("a", index, ["1", "latest"]);
const broken = (kind: NetworkErrorKind) => () => {
  throw new NetworkError(kind, "r.test");
};

describe("resolving", () => {
  it("is exactly one HEAD for a reference, however many ask at a time and after", async (t) => {
    const { images, asked, clock } = await start(t, answers);
    const all = await Promise.all(Array.from({ length: 20 }, () => images.resolve(named(":1"))));
    for (const { descriptor, asOf } of [...all, await images.resolve(named(":1"))]) {
      assert.deepEqual([descriptor.digest, asOf], [index.digest, clock.now]);
    }
    assert.deepEqual(asked(), [head("1")]);
  });
  it("means latest when there is neither tag nor digest", async (t) => {
    const { images, asked } = await start(t, answers);
    await Promise.all([images.resolve(named("")), images.resolve(named(":latest"))]);
    assert.deepEqual(asked(), [head("latest")]);
  });
  it("asks a tag again after five minutes, on a clock that went back, or when told to", async (t) => {
    const { images, asked, clock } = await start(t, answers);
    await images.resolve(named(":1"));
    clock.now += 5 * minute;
    await images.resolve(named(":1"));
    assert.equal(asked().length, 1);
    clock.now += 1;
    await images.resolve(named(":1"));
    assert.equal(asked().length, 1);
    clock.now -= minute;
    await images.resolve(named(":1"));
    assert.equal(asked().length, 1);
    await images.resolve(named(":1"), { fresh: true });
    assert.equal(asked().length, 1);
  });
  it("the manifest of a digest is asked for without asking first whether it is there", async (t) => {
    const { images, asked } = await start(t, answers);
    const reference = named(`:1@${index.digest}`);
    await images.manifest(reference);
    await images.resolve(reference);
    assert.deepEqual(asked(), [get(index.digest)]);
  });
  it("of a digest asks once ever, and never its tag", async (t) => {
    const { images, asked, clock } = await start(t, answers);
    await images.resolve(named(`:9@${index.digest}`));
    clock.now += 1000 * minute;
    const { descriptor } = await images.resolve(named(`:9@${index.digest}`));
    assert.equal(descriptor.digest, index.digest);
    assert.deepEqual(asked(), [head(index.digest)]);
  });
  it("of a digest that a tag named asks nothing", async (t) => {
    const { images, asked } = await start(t, answers);
    await images.resolve(named(":1"));
    await images.resolve(named(`@${index.digest}`));
    assert.deepEqual(asked(), [head("1")]);
  });
  it("survives the first caller's cancel", async (t) => {
    const { images, asked } = await start(t, answers);
    const controller = new AbortController();
    const first = images.resolve(named(":1"), { signal: controller.signal });
    const second = images.resolve(named(":1"));
    controller.abort();
    await assert.rejects(first, { name: "AbortError" });
    assert.equal((await second).descriptor.digest, index.digest);
    assert.deepEqual(asked(), [head("1")]);
  });
  it("is remembered by the next window, with its time", async (t) => {
    const { images, folder, clock } = await start(t, answers);
    const { asOf } = await images.resolve(named(":1"));
    while ((await new TagMemory(folder).recall(named("").repository, "1")) === undefined);
    const next = openWindow(folder, fakeSend("https://r.test", {}));
    next.clock.now = clock.now + minute;
    const resolved = await next.images.resolve(named(":1"));
    assert.deepEqual([resolved.descriptor.digest, resolved.asOf], [index.digest, asOf]);
  });
  it("rejects with the registry's failure, and asks again next time", async (t) => {
    const { images, asked } = await start(t, { [head("1")]: { status: 503 } });
    for (let time = 0; time < 2; time++) {
      await assert.rejects(images.resolve(named(":1")), { name: "RegistryError", kind: "unavailable" });
    }
    assert.equal(asked().length, 2);
  });
  it("never falls back to what was known, for a pin is made of it", async (t) => {
    let offline = false;
    const answer = answers[head("1")] ?? {};
    const { images } = await start(t, { [head("1")]: () => (offline ? broken("offline")() : answer) });
    await images.resolve(named(":1"));
    offline = true;
    await assert.rejects(images.resolve(named(":1"), { fresh: true }), { kind: "offline" });
  });
});

describe("what is known", () => {
  it("is told at once and never asked for", async (t) => {
    const { images, asked, clock } = await start(t, answers);
    assert.equal(images.known(named(":1")), undefined);
    await images.resolve(named(":1"));
    const then = clock.now;
    asked();
    clock.now += 1000 * minute;
    assert.deepEqual(
      [images.known(named(":1"))?.descriptor.digest, images.known(named(":1"))?.asOf],
      [index.digest, then],
    );
    assert.equal(images.known(named(`@${index.digest}`))?.asOf, then);
    assert.equal(images.known(named(`@${moved.digest}`)), undefined);
    assert.deepEqual(asked(), []);
  });
  it("are the aliases of a digest, for a day", async (t) => {
    const { images, clock } = await start(t, answers);
    const { digest } = index;
    assert.ok(isDigest(digest));
    await images.resolve(named(":1"));
    clock.now += 23 * 60 * minute;
    await images.resolve(named(""));
    assert.deepEqual(images.aliases(named("").repository, digest), ["1", "latest"]);
    clock.now += 2 * 60 * minute;
    assert.deepEqual(images.aliases(named("").repository, digest), ["latest"]);
  });
});

describe("inspecting", () => {
  it("an index costs three GETs cold, as its manifest tells what the tag names, and nothing warm", async (t) => {
    const { images, asked } = await start(t, answers);
    const model = await images.inspect(named(":1"));
    assert.deepEqual(
      [model.platform && formatPlatform(model.platform), model.role],
      ["linux/amd64", "image"],
    );
    assert.deepEqual(asked(), [get("1"), get(image.digest), blob(image)]);
    assert.deepEqual(await images.inspect(named(":1")), model);
    await images.inspect(named(`@${index.digest}`));
    await images.manifest(named(":1"));
    await images.resolve(named(":1"));
    assert.deepEqual(asked(), []);
  });
  it("a tag that was asked for before costs no more than a HEAD, when its image is here", async (t) => {
    const { images, asked, clock } = await start(t, answers);
    await images.inspect(named(":1"));
    clock.now += 6 * minute;
    asked();
    await images.inspect(named(":1"));
    assert.deepEqual(asked(), [head("1")]);
  });
  it("waits for whoever asks already what the tag names", async (t) => {
    const { images, asked } = await start(t, answers);
    const [{ descriptor }, model] = await Promise.all([
      images.resolve(named(":1")),
      images.inspect(named(":1")),
    ]);
    assert.equal(model.descriptor.digest, descriptor.digest);
    assert.deepEqual(asked(), [head("1"), get(index.digest), get(image.digest), blob(image)]);
  });
  it("another platform costs its manifest and config", async (t) => {
    const { images, asked } = await start(t, answers);
    await images.inspect(named(":1"));
    asked();
    const { digest } = arm;
    assert.ok(isDigest(digest));
    const model = await images.inspect(named(":1"), { platform: digest });
    assert.equal(model.manifest.digest, arm.digest);
    assert.deepEqual(asked(), [get(arm.digest), blob(arm)]);
    assert.equal((await images.inspect(named(`@${arm.digest}`))).manifest.digest, arm.digest);
    assert.deepEqual(asked(), []);
  });
  it("by many at a time costs as much as by one", async (t) => {
    const { images, asked } = await start(t, answers);
    await Promise.all(Array.from({ length: 10 }, () => images.inspect(named(":1"))));
    assert.equal(asked().length, 3);
  });
  it("in the next window costs the tag's HEAD at most", async (t) => {
    const { images, folder, clock } = await start(t, answers);
    await images.inspect(named(":1"));
    await settled(folder, 3);
    const next = openWindow(folder, fakeSend("https://r.test", answers));
    next.clock.now = clock.now + 6 * minute;
    await next.images.inspect(named(":1"));
    assert.deepEqual(next.asked(), [head("1")]);
  });
  it("C03 fetches again what was damaged on disk", async (t) => {
    const { images, folder } = await start(t, answers);
    await images.inspect(named(":1"));
    await settled(folder, 3);
    const store = openContent(folder, { maxBytes: 1e6 });
    await store.clear();
    const next = openWindow(folder, fakeSend("https://r.test", answers));
    assert.equal((await next.images.inspect(named(`@${index.digest}`))).descriptor.digest, index.digest);
    assert.ok(next.asked().includes(get(index.digest)));
  });
  it("C03 works on a disk that cannot be used", async () => {
    const fake = fakeSend("https://r.test", answers);
    const { images } = openWindow(join(process.execPath, "below a file"), fake);
    assert.equal((await images.inspect(named(":1"))).role, "image");
    fake.asked.splice(0);
    await images.inspect(named(":1"));
    assert.deepEqual(fake.asked, []);
  });
  it("a tag that moved shows the new image", async (t) => {
    const later = treeAnswers("a", moved, ["1"]);
    let now = answers[head("1")] ?? {};
    const { images, clock } = await start(t, { ...answers, ...later, [head("1")]: () => now });
    await images.inspect(named(":1"));
    now = later[head("1")] ?? {};
    clock.now += 6 * minute;
    assert.equal((await images.inspect(named(":1"))).descriptor.digest, moved.digest);
  });
  it("R01 bytes of another digest are refused and not kept", async (t) => {
    const { images, folder } = await start(t, {
      ...answers,
      [get("1")]: { ...answers[get("1")], body: "{}" },
    });
    await assert.rejects(images.inspect(named(":1")), { name: "ContentError", kind: "digestMismatch" });
    await assert.rejects(access(join(folder, "blobs")), { code: "ENOENT" });
  });
});

describe("offline", () => {
  for (const kind of ["offline", "timeout", "unknownHost", "proxy"] as const) {
    it(`(${kind}) the image last known is shown, as of then`, async (t) => {
      let off = false;
      const answer = answers[head("1")] ?? {};
      const { images, clock } = await start(t, {
        ...answers,
        [head("1")]: () => (off ? broken(kind)() : answer),
      });
      await images.inspect(named(":1"));
      const then = clock.now;
      off = true;
      clock.now += 60 * minute;
      assert.equal((await images.inspect(named(":1"))).descriptor.digest, index.digest);
      assert.equal(images.known(named(":1"))?.asOf, then);
    });
  }
  it("so it is in the next window", async (t) => {
    const { images, folder, clock } = await start(t, answers);
    await images.inspect(named(":1"));
    await settled(folder, 3);
    const next = openWindow(folder, fakeSend("https://r.test", { [head("1")]: broken("offline") }));
    next.clock.now = clock.now + 60 * minute;
    assert.equal((await next.images.inspect(named(":1"))).descriptor.digest, index.digest);
    assert.equal(next.images.known(named(":1"))?.asOf, clock.now);
  });
  it("what was never known is a failure", async (t) => {
    const { images } = await start(t, { [get("1")]: broken("offline") });
    await assert.rejects(images.inspect(named(":1")), { name: "NetworkError", kind: "offline" });
  });
  for (const [name, answer, failure] of [
    ["a missing tag", { status: 404 }, { name: "RegistryError", kind: "unsupported" }],
    ["a refusal", { status: 401 }, { name: "RegistryError", kind: "unauthorized" }],
    ["an untrusted certificate", broken("tls"), { name: "NetworkError", kind: "tls" }],
  ] as const) {
    it(`${name} is a failure, whatever was known`, async (t) => {
      const gone = { status: 404 };
      const now: Record<string, FakeAnswer | (() => FakeAnswer)> = { ...answers };
      const answerNow = (question: string) => () => {
        const given = now[question] ?? {};
        return typeof given === "function" ? given() : given;
      };
      const { images, clock } = await start(t, {
        ...answers,
        [head("1")]: answerNow(head("1")),
        [get("1")]: answerNow(get("1")),
        "GET /v2/a/tags/list?n=1": gone,
        "GET /v2/": gone,
      });
      await images.inspect(named(":1"));
      Object.assign(now, { [head("1")]: answer, [get("1")]: gone });
      clock.now += 6 * minute;
      await assert.rejects(images.inspect(named(":1")), failure);
    });
  }
});

describe("documents by digest", () => {
  const config = image.blobs[0]?.digest ?? "";
  const at = { registry: "r.test", path: "a" };
  const wanted = (digest: string) => {
    assert.ok(isDigest(digest));
    return { mediaType: "", digest, size: undefined };
  };

  it("are fetched once by many, and come from disk in the next window, offline", async (t) => {
    const { images, asked, folder } = await start(t, answers);
    const read = () => images.documents().blob(at, wanted(config), 1e6, undefined);
    const [bytes, same] = await Promise.all([read(), read()]);
    assert.deepEqual(bytes, same);
    assert.deepEqual(asked(), [blob(image)]);
    await settled(folder, 1);
    const next = openWindow(folder, fakeSend("https://r.test", {}));
    assert.deepEqual(
      await next.images.documents().blob(at, wanted(config), 1e6, undefined),
      Buffer.from(bytes ?? []),
    );
    const stored = next.images.documents({ stored: true });
    assert.equal((await stored.blob(at, wanted(config), 1e6, undefined)).length, bytes?.length);
    await assert.rejects(stored.blob(at, wanted(arm.blobs[0]?.digest ?? ""), 1e6, undefined), NetworkError);
    assert.deepEqual(next.asked(), []);
  });

  it("R01, R02: bytes of another digest, and more bytes than allowed, are refused and not kept", async (t) => {
    const { images, folder } = await start(t, { ...answers, [blob(image)]: { body: "other" } });
    const read = (digest: string, limit: number) =>
      images.documents().blob(at, wanted(digest), limit, undefined);
    await assert.rejects(read(config, 1e6), (failure: unknown) => {
      return failure instanceof ContentError && failure.kind === "digestMismatch";
    });
    await assert.rejects(read(arm.blobs[0]?.digest ?? "", 10), (failure: unknown) => {
      return failure instanceof ContentError && failure.kind === "tooLarge";
    });
    assert.deepEqual(await readdir(folder), []);
  });
});

it("clearing forgets everything", async (t) => {
  const { images, folder, asked } = await start(t, answers);
  await images.inspect(named(":1"));
  await settled(folder, 3);
  await images.clear();
  assert.equal(images.known(named(":1")), undefined);
  asked();
  await images.inspect(named(":1"));
  assert.equal(asked().length, 3);
});

it("the usual platform is the host's", async (t) => {
  const folder = await scratchFolder(t);
  const fake = fakeSend("https://r.test", answers);
  const images = new Images({
    distributionFor: () =>
      openDistribution({ registry: "r.test", base: new URL("https://r.test/"), send: fake.send }),
    content: openContent(folder, { maxBytes: 1e6 }),
    tags: new TagMemory(folder),
  });
  const { platform } = await images.inspect(named(":1"));
  const expected = process.arch === "arm64" ? arm : image;
  assert.equal(platform?.architecture, expected.platform?.architecture, formatPlatform(hostPlatform()));
});

it("a tag that was changed is asked for anew, and its digest is still known", async (t) => {
  const { images, asked } = await start(t, answers);
  const { descriptor } = await images.resolve(named(":1"));
  await images.forget(named(":1"));
  assert.equal(images.known(named(":1")), undefined);
  asked();
  await images.resolve(named(":1"));
  assert.equal(asked().length, 1);
  await images.forget({ ...named(":1"), digest: descriptor.digest });
});

describe("recalling", () => {
  it("gives an image that was seen, in a later window and offline, and asks nobody", async (t) => {
    const { folder, images, asked } = await start(t, answers);
    assert.equal(await images.recall(named(":1")), undefined);
    assert.deepEqual(asked(), []);
    const seen = await images.inspect(named(":1"));
    await settled(folder, 3);
    asked();
    assert.deepEqual(await images.recall(named(":1")), seen);
    assert.deepEqual(asked(), []);
    const later = openWindow(folder, fakeSend("https://r.test", {}));
    assert.deepEqual((await later.images.recall(named(":1")))?.config, seen.config);
    assert.deepEqual(later.asked(), []);
  });

  it("gives nothing when only the digest is known, or everything was forgotten", async (t) => {
    const { folder, images, asked } = await start(t, answers);
    await images.resolve(named(":1"));
    assert.equal(await images.recall(named(":1")), undefined);
    assert.deepEqual(asked(), [head("1")]);
    await images.inspect(named(":1"));
    await settled(folder, 3);
    assert.ok(await images.recall(named(":1")));
    await images.clear();
    assert.equal(await images.recall(named(":1")), undefined);
  });
});
