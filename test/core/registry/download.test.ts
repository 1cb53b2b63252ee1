import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentError, NetworkError } from "../../../src/core/errors.ts";
import type { Call, Send } from "../../../src/core/http/call.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import { openBlob } from "../../../src/core/registry/download.ts";

const bytes = Buffer.from("0123456789");
const descriptor = { mediaType: "m", digest: digestOf(bytes), size: bytes.length };
const base = new URL("https://r.test/");
const reset = new NetworkError("offline", "r.test", { code: "ECONNRESET" });

/** One answer of the script: the bytes it brings, and whether it then breaks. */
type Part = {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text: string;
  readonly breaks?: unknown;
};

/** A registry that gives one part after the other, and notes the calls. */
function scripted(...parts: readonly Part[]) {
  const calls: Call[] = [];
  const send: Send = async (call) => {
    const part = parts[calls.length];
    calls.push(call);
    assert.ok(part !== undefined, `nobody expected call ${calls.length}`);
    const { status = 200, headers = {}, text, breaks } = part;
    const body = (async function* () {
      for (const character of text) yield Buffer.from(character);
      if (breaks !== undefined) throw breaks;
    })();
    return new Response(ReadableStream.from(body), { status, headers });
  };
  return { api: { base, send }, calls };
}

async function read(parts: readonly Part[], options: { from?: number; size?: number | undefined } = {}) {
  const { api, calls } = scripted(...parts);
  const { from, size = descriptor.size } = options;
  const blob = { ...descriptor, size: "size" in options ? options.size : size };
  const stream = await openBlob(api, "a/b", blob, from === undefined ? {} : { from });
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { text: Buffer.concat(chunks).toString(), calls };
}

const rest = (from: number, text = "0123456789".slice(from), total: number | string = 10): Part => ({
  status: 206,
  headers: { "content-range": `bytes ${from}-9/${total}` },
  text,
});
const broken = (text: string): Part => ({ text, breaks: reset });

describe("a blob as a stream", () => {
  it("is asked for once, at the caller's pace, with time for its size", async () => {
    const { text, calls } = await read([{ text: "0123456789" }]);
    assert.equal(text, "0123456789");
    const [call] = calls;
    assert.equal(call?.url.pathname, `/v2/a/b/blobs/${descriptor.digest}`);
    assert.deepEqual([call?.scope, call?.streams, call?.headers], ["repository:a/b:pull", true, undefined]);
    assert.ok((call?.deadline ?? 0) >= 60_000);
  });
  it("of unknown size is verified too", async () => {
    assert.equal((await read([{ text: "0123456789" }], { size: undefined })).text, "0123456789");
    await assert.rejects(read([{ text: "012345678X" }], { size: undefined }), { kind: "digestMismatch" });
  });
  for (const [name, text] of [
    ["another digest", "012345678X"],
    ["more bytes", "01234567890"],
  ] as const) {
    it(`R01 with ${name} fails at its end`, async () => {
      await assert.rejects(read([{ text }]), {
        name: "ContentError",
        kind: "digestMismatch",
        host: "r.test",
      });
    });
  }
  it("H09 that is a web page is not opened", async () => {
    const page = { headers: { "content-type": "text/html" }, text: "<html>" };
    await assert.rejects(read([page]), { name: "RegistryError", kind: "unexpected", detail: "text/html" });
  });
  it("that is not there is not opened", async () => {
    await assert.rejects(read([{ status: 404, text: "" }]), { kind: "notFound" });
  });
  it("H13 is not opened with an unasked 206", async () => {
    await assert.rejects(read([rest(0)]), { kind: "unexpected", status: 206 });
  });
});

describe("N08 a download that breaks", () => {
  it("goes on with exactly the rest, as often as it gets further", async () => {
    const parts = [
      broken("01"),
      ...[2, 3, 4, 5, 6, 7].map((at) => ({ ...rest(at, String(at)), breaks: reset })),
      rest(8),
    ];
    const { text, calls } = await read(parts);
    assert.equal(text, "0123456789");
    assert.deepEqual(
      calls.slice(1).map(({ headers }) => headers?.["range"]),
      [2, 3, 4, 5, 6, 7, 8].map((at) => `bytes=${at}-`),
    );
  });
  it("goes on when the whole size is not told", async () => {
    assert.equal((await read([broken("01"), rest(2, "23456789", "*")])).text, "0123456789");
  });
  it("N10 goes on when it just ends early", async () => {
    assert.equal((await read([{ text: "01" }, rest(2)])).text, "0123456789");
  });
  it("is verified over all its parts", async () => {
    await assert.rejects(read([broken("0X"), rest(2)]), { kind: "digestMismatch" });
  });
  it("ends after four breaks without a byte", async () => {
    const empty = { ...rest(2, ""), breaks: reset };
    await assert.rejects(read([broken("01"), empty, empty, empty, empty]), reset);
  });

  const refused: readonly (readonly [string, Part])[] = [
    ["everything again", { text: "0123456789" }],
    ["another part", rest(3)],
    ["too little", { ...rest(2), headers: { "content-range": "bytes 2-8/10" } }],
    ["a part of something else", rest(2, "23456789", 11)],
    ["a part that it does not name", { status: 206, text: "23456789" }],
  ];
  for (const [name, part] of refused) {
    it(`is over when the registry gives ${name}`, async () => {
      await assert.rejects(read([broken("01"), part]), { name: "RegistryError", kind: "unexpected" });
    });
  }

  for (const failure of [
    new ContentError("malformed", "x"),
    new NetworkError("tls", "r.test"),
    new DOMException("cancelled", "AbortError"),
  ]) {
    it(`is over with ${failure.name} ${"kind" in failure ? failure.kind : ""}`, async () => {
      await assert.rejects(read([{ text: "01", breaks: failure }]), failure);
    });
  }
});

describe("a blob from an offset", () => {
  it("is the rest, whose digest nobody can check", async () => {
    assert.equal((await read([rest(4)], { from: 4 })).text, "456789");
  });
  it("must come as such", async () => {
    await assert.rejects(read([{ text: "0123456789" }], { from: 4 }), { kind: "unexpected", status: 200 });
  });
});
