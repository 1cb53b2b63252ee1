import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { NetworkError } from "../../../src/core/errors.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import { Uploader, type UploadOptions } from "../../../src/core/registry/upload.ts";
import { type Mishap, UploadServer, type UploadServerOptions } from "../../support/uploadServer.ts";

const megabyte = 1024 * 1024;
const chunk = 8 * megabyte;
/** Bytes that no two chunks have in common. */
const large = Buffer.concat(
  Array.from({ length: (20 * megabyte) / 32 }, (_, at) => createHash("sha256").update(`${at}`).digest()),
);
const small = large.subarray(0, 1000);
const patches = [
  `PATCH 0-${chunk - 1}`,
  `PATCH ${chunk}-${2 * chunk - 1}`,
  `PATCH ${2 * chunk}-${20 * megabyte - 1}`,
] as const;

/** Uploads some bytes, and notes from where they were opened and what was reported. */
function uploading(
  bytes: Buffer,
  options: UploadServerOptions = {},
  more: UploadOptions & { uploader?: Uploader; server?: UploadServer } = {},
) {
  const server = more.server ?? new UploadServer(options);
  const uploader = more.uploader ?? new Uploader(server.api);
  const opened: number[] = [];
  const progress: number[] = [];
  const open = async (from: number) => {
    opened.push(from);
    return (async function* () {
      for (let place = from; place < bytes.length; place += 3 * megabyte)
        yield bytes.subarray(place, place + 3 * megabyte);
    })();
  };
  const { onProgress = (sent: number) => progress.push(sent), signal } = more;
  const descriptor = { mediaType: "m", digest: digestOf(bytes), size: bytes.length };
  const done = uploader.upload("a/b", descriptor, open, { onProgress, ...(signal && { signal }) });
  const check = async () => {
    await done;
    assert.deepEqual(server.stored.get(descriptor.digest), bytes);
    assert.equal(server.open, 0);
  };
  return { server, uploader, opened, progress, done, check };
}

describe("an upload", () => {
  it("of a small blob takes a POST and a PUT", async () => {
    const { server, progress, check } = uploading(small);
    await check();
    assert.deepEqual(server.asked, ["POST", "PUT"]);
    assert.deepEqual(progress, [1000]);
  });
  it("of nothing does, too", async () => {
    const { server, check } = uploading(Buffer.alloc(0));
    await check();
    assert.deepEqual(server.asked, ["POST", "PUT"]);
  });
  it("of just a chunk does, too", async () => {
    const { server, check } = uploading(large.subarray(0, chunk));
    await check();
    assert.deepEqual(server.asked, ["POST", "PUT"]);
  });
  it("of a large blob goes in chunks, from one reading", async () => {
    const { server, opened, progress, check } = uploading(large);
    await check();
    assert.deepEqual(server.asked, ["POST", ...patches, "PUT"]);
    assert.deepEqual(opened, [0]);
    assert.deepEqual(progress, [chunk, 2 * chunk, large.length, large.length]);
  });
  it("believes its own count where the registry's stands still (ECR)", async () => {
    const { server, check } = uploading(large, { likeEcr: true });
    await check();
    assert.deepEqual(server.asked, ["POST", ...patches, "PUT"]);
  });
  it("has chunks as long as the registry insists on", async () => {
    const { server, check } = uploading(large, { leastChunk: 10 * megabyte });
    await check();
    assert.deepEqual(server.asked.slice(1, -1), [
      `PATCH 0-${chunk - 1}`,
      `PATCH ${chunk}-${18 * megabyte - 1}`,
      `PATCH ${18 * megabyte}-${20 * megabyte - 1}`,
    ]);
  });
  it("needs the blob's size", async () => {
    const server = new UploadServer();
    const descriptor = { mediaType: "m", digest: digestOf(small), size: undefined };
    const open = async () => assert.fail("nobody should read it");
    await assert.rejects(new Uploader(server.api).upload("a/b", descriptor, open), { kind: "malformed" });
    assert.deepEqual(server.asked, []);
  });
  it("of bytes that end early is given up", async () => {
    const server = new UploadServer();
    const descriptor = { mediaType: "m", digest: digestOf(large), size: large.length };
    const open = async () =>
      (async function* () {
        yield large.subarray(0, 2 * chunk);
      })();
    const done = new Uploader(server.api).upload("a/b", descriptor, open);
    await assert.rejects(done, { name: "ContentError", kind: "digestMismatch" });
    assert.equal(server.asked.at(-1), "DELETE");
    assert.equal(server.open, 0);
  });
  it("is taken back when it is cancelled", async () => {
    const controller = new AbortController();
    const { server, done } = uploading(
      large,
      {},
      { onProgress: () => controller.abort(), signal: controller.signal },
    );
    await assert.rejects(done, { name: "AbortError" });
    assert.deepEqual(server.asked, ["POST", patches[0], "DELETE"]);
  });
  it("is taken back when the registry refuses it", async () => {
    const { server, done } = uploading(large, { mishaps: { "PATCH 2": 403 } });
    await assert.rejects(done, { kind: "denied" });
    assert.deepEqual(server.asked, ["POST", patches[0], patches[1], "DELETE"]);
    const refused = uploading(small, { mishaps: { "POST 1": 403 } });
    await assert.rejects(refused.done, { kind: "denied" });
    assert.deepEqual(refused.server.asked, ["POST"]);
  });
});

describe("an upload that breaks", () => {
  const half = chunk + chunk / 2;
  const table: readonly (readonly [string, UploadServerOptions, readonly string[], readonly number[]])[] = [
    [
      "before a chunk sends the chunk again",
      { mishaps: { "PATCH 2": "lost" } },
      ["POST", patches[0], patches[1], "GET", patches[1], patches[2], "PUT"],
      [0],
    ],
    [
      "after a chunk goes on with the next",
      { mishaps: { "PATCH 2": "unanswered" } },
      ["POST", patches[0], patches[1], "GET", patches[2], "PUT"],
      [0],
    ],
    [
      "within a chunk goes on within it",
      { mishaps: { "PATCH 2": "halved" } },
      ["POST", patches[0], patches[1], "GET", `PATCH ${half}-${2 * chunk - 1}`, patches[2], "PUT"],
      [0],
    ],
    [
      "and is forgotten begins anew",
      { mishaps: { "PATCH 2": "halved" }, forgets: true },
      ["POST", patches[0], patches[1], "GET", "DELETE", "POST", ...patches, "PUT"],
      [0, 0],
    ],
    [
      "at its beginning begins again",
      { mishaps: { "POST 1": "lost" } },
      ["POST", "POST", ...patches, "PUT"],
      [0],
    ],
    [
      "with 503 goes on as well",
      { mishaps: { "PATCH 3": 503 } },
      ["POST", ...patches, "GET", patches[2], "PUT"],
      [0],
    ],
    [
      "before its end ends it again",
      { mishaps: { "PUT 1": "lost" } },
      ["POST", ...patches, "PUT", "HEAD", "GET", "PUT"],
      [0],
    ],
    [
      "after its end is done",
      { mishaps: { "PUT 1": "unanswered" } },
      ["POST", ...patches, "PUT", "HEAD"],
      [0],
    ],
  ];
  for (const [name, options, asked, opened] of table) {
    it(name, async () => {
      const run = uploading(large, options);
      await run.check();
      assert.deepEqual(run.server.asked, asked);
      assert.deepEqual(run.opened, opened);
      assert.equal(run.progress.at(-1), large.length);
    });
  }

  it("and was small is sent again", async () => {
    const { server, check } = uploading(small, { mishaps: { "PUT 1": "lost" } });
    await check();
    assert.deepEqual(server.asked, ["POST", "PUT", "HEAD", "GET", "DELETE", "POST", "PUT"]);
  });
  it("five times in a row without getting further fails, and is taken back", async () => {
    const mishaps: Record<string, Mishap> = {};
    for (const time of [2, 3, 4, 5, 6]) mishaps[`PATCH ${time}`] = "lost";
    const { server, done } = uploading(large, { mishaps });
    await assert.rejects(done, { name: "NetworkError", code: "ECONNRESET" });
    assert.equal(server.asked.filter((one) => one === patches[1]).length, 5);
    assert.equal(server.asked.at(-1), "DELETE");
  });
  it("any number of times goes on while it gets further", async () => {
    const mishaps: Record<string, Mishap> = {};
    for (const time of [1, 2, 3, 5, 6, 7, 9, 10, 11]) mishaps[`PATCH ${time}`] = "lost";
    await uploading(large, { mishaps }).check();
  });
  it("fails when it begins anew again and again", async () => {
    const mishaps: Record<string, Mishap> = {};
    for (const time of [2, 4, 6, 8, 10]) mishaps[`PATCH ${time}`] = "halved";
    const { done } = uploading(large, { mishaps, forgets: true });
    await assert.rejects(done, { code: "ECONNRESET" });
  });
});

describe("a registry that takes no chunks", () => {
  for (const status of [416, 405, 400, 411, 501]) {
    it(`and says so with ${status} gets a blob in one piece, and the next one at once`, async () => {
      const first = uploading(large, { refusesChunks: status });
      await first.check();
      assert.deepEqual(first.server.asked, ["POST", patches[0], "DELETE", "POST", "PUT"]);
      assert.deepEqual(first.opened, [0, 0]);
      assert.equal(first.progress.at(-1), large.length);
      first.server.asked.length = 0;
      const next = uploading(large.subarray(1), {}, first);
      await next.check();
      assert.deepEqual(first.server.asked, ["POST", "PUT"]);
    });
  }
  it("and breaks off is sent everything again", async () => {
    const { server, check } = uploading(large, { refusesChunks: 416, mishaps: { "PUT 1": "lost" } });
    await check();
    assert.deepEqual(server.asked, [
      "POST",
      patches[0],
      "DELETE",
      "POST",
      "PUT",
      "HEAD",
      "DELETE",
      "POST",
      "PUT",
    ]);
  });
  it("and breaks off after all is done", async () => {
    const { server, check } = uploading(large, { refusesChunks: 416, mishaps: { "PUT 1": "unanswered" } });
    await check();
    assert.deepEqual(server.asked, ["POST", patches[0], "DELETE", "POST", "PUT", "HEAD"]);
  });
  it("is not blamed for a download that breaks", async () => {
    const server = new UploadServer({ refusesChunks: 416 });
    const failure = new NetworkError("offline", "source.test", { code: "ECONNRESET" });
    const open = async () =>
      (async function* () {
        yield large.subarray(0, chunk + 1);
        throw failure;
      })();
    const descriptor = { mediaType: "m", digest: digestOf(large), size: large.length };
    await assert.rejects(new Uploader(server.api).upload("a/b", descriptor, open), failure);
    assert.equal(server.open, 0);
  });
  it("is no such registry when it refused a later chunk, or for another reason", async () => {
    const later = uploading(large, { mishaps: { "PATCH 2": 416 } });
    await assert.rejects(later.done, { status: 416 });
    const denied = uploading(large, { refusesChunks: 403 });
    await assert.rejects(denied.done, { status: 403 });
    const tooLarge = uploading(large, { refusesChunks: 413 });
    await assert.rejects(tooLarge.done, { status: 413 });
  });
});
