import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import type { Call } from "../../../src/core/http/call.ts";
import { fetchSend, sendOver } from "../../../src/core/http/fetchSend.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { type Fake, freePort, startFake, startRaw, startScript } from "../../support/faultServer.ts";

const send = fetchSend("Mooring/1.2.3");
const get = (fake: Fake, more: Partial<Call> = {}) => send({ method: "GET", url: fake.url("/v2/"), ...more });
const head = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n";

test("method, headers and body arrive; compression is refused and the product named", async (t) => {
  const fake = await startScript(t, { status: 201, body: "made" });
  const answer = await get(fake, {
    method: "PUT",
    headers: { accept: "a/b" },
    body: new TextEncoder().encode("xyz"),
  });
  const [seen] = fake.seen;
  assert.deepEqual(
    [answer.status, await answer.text(), seen?.method, seen?.body],
    [201, "made", "PUT", "xyz"],
  );
  const { accept, "user-agent": agent, "accept-encoding": encoding } = seen?.headers ?? {};
  assert.deepEqual([accept, agent, encoding], ["a/b", "Mooring/1.2.3", "identity"]);
});

test("a body may be a text", async (t) => {
  const fake = await startScript(t, {});
  await get(fake, { method: "POST", body: "a=b\u00e4" });
  assert.equal(fake.seen[0]?.body, "a=b\u00e4");
});

test("the fetch of the moment is used, as VS Code replaces it", async (t) => {
  t.mock.method(globalThis, "fetch", async () => new Response("patched"));
  assert.equal(await (await send({ method: "GET", url: new URL("https://r.test") })).text(), "patched");
});

test("a HEAD has no body and keeps its content-length", async (t) => {
  const fake = await startScript(t, (_seen, _socket, response) => {
    response.writeHead(200, { "content-length": "123" }).end();
    return undefined;
  });
  const answer = await get(fake, { method: "HEAD" });
  assert.deepEqual([answer.body, answer.headers.get("content-length")], [null, "123"]);
});

test("H10: a redirect is an answer", async (t) => {
  const fake = await startScript(t, { status: 307, headers: { location: "http://127.0.0.1:9/x" } });
  assert.equal((await get(fake)).status, 307);
});

test("A02: challenges of several header lines are joined", async (t) => {
  const fake = await startScript(t, {
    status: 401,
    headers: { "www-authenticate": ["Negotiate", 'Basic realm="x"'] },
  });
  assert.equal((await get(fake)).headers.get("www-authenticate"), 'Negotiate, Basic realm="x"');
});

test("N01: a name that does not exist", async () => {
  const url = new URL("http://nowhere.invalid/");
  await assert.rejects(send({ method: "GET", url }), { kind: "unknownHost", host: "nowhere.invalid" });
});

test("N03: nothing listens", async () => {
  const url = new URL(`http://127.0.0.1:${await freePort()}/`);
  await assert.rejects(send({ method: "GET", url }), {
    kind: "offline",
    code: "ECONNREFUSED",
    host: url.host,
  });
});

test("N09: a connection that is reset before the answer", async (t) => {
  const fake = await startRaw(t, (socket) => socket.once("data", () => socket.resetAndDestroy()));
  await assert.rejects(get(fake), {
    name: "NetworkError",
    kind: "offline",
    code: "ECONNRESET",
    host: fake.host,
  });
});

test("N08: a connection that is reset in the middle of the body", async (t) => {
  const fake = await startRaw(t, (socket) => {
    socket.once("data", () =>
      socket.write(`${head}12345`, () => setImmediate(() => socket.resetAndDestroy())),
    );
  });
  const read = async () => (await get(fake)).text();
  await assert.rejects(read(), { name: "NetworkError", kind: "offline" });
});

test("N10: a body shorter than announced", async (t) => {
  const fake = await startRaw(t, (socket) => socket.once("data", () => socket.end(`${head}12345`)));
  await assert.rejects((await get(fake)).text(), { name: "NetworkError", kind: "offline" });
});

test("N10: a body that a transport lets end too early", async (t) => {
  const headers = { "content-length": "10" };
  t.mock.method(globalThis, "fetch", async () => new Response("12345", { headers }));
  const answer = await send({ method: "GET", url: new URL("https://r.test") });
  await assert.rejects(answer.text(), { name: "NetworkError", code: "truncated" });
});

test("N11: more body than announced is cut, and the connection not used again", async (t) => {
  const fake = await startRaw(t, (socket, count) => {
    const body = count === 1 ? "1234567890HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nEVIL" : "abcdefghij";
    socket.on("data", () => socket.write(head + body));
  });
  assert.equal(await (await get(fake)).text(), "1234567890");
  assert.equal(await (await get(fake)).text(), "abcdefghij");
});

test("N11: chunks that are garbage", async (t) => {
  const start = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n";
  const fake = await startRaw(t, (socket) => socket.once("data", () => socket.write(`${start}ZZZZ\r\n`)));
  const read = async () => (await get(fake)).text();
  await assert.rejects(read(), { name: "RegistryError", kind: "unexpected" });
});

test("an answer that is not HTTP at all", async (t) => {
  const fake = await startRaw(t, (socket) =>
    socket.once("data", () => socket.end("SSH-2.0-OpenSSH_9.2\r\n")),
  );
  await assert.rejects(get(fake), { name: "RegistryError", kind: "unexpected", host: fake.host });
});

test("H17: a header of 20 KB is refused, one with an escape sequence too", async (t) => {
  const answers = [`x-long: ${"a".repeat(20_000)}`, "x-escape: \u001b[31m"];
  for (const header of answers) {
    const text = `HTTP/1.1 200 OK\r\n${header}\r\ncontent-length: 0\r\n\r\n`;
    const fake = await startRaw(t, (socket) => socket.once("data", () => socket.write(text)));
    await assert.rejects(get(fake), { name: "RegistryError", kind: "unexpected" });
  }
});

test("H17: a thousand headers are too many bytes", async (t) => {
  const many = Array.from({ length: 1000 }, (_, i) => `x-header-${i}: ${i}${i}${i}`).join("\r\n");
  const text = `HTTP/1.1 200 OK\r\n${many}\r\ncontent-length: 0\r\n\r\n`;
  const fake = await startRaw(t, (socket) => socket.once("data", () => socket.write(text)));
  await assert.rejects(get(fake), { name: "RegistryError", code: "UND_ERR_HEADERS_OVERFLOW" });
});

test("H16: stacked encodings are refused", async (t) => {
  const fake = await startFake(t, {
    headers: { "content-encoding": "gzip, gzip, gzip, gzip, gzip, gzip" },
    body: "x",
  });
  const read = async () => (await get(fake)).text();
  await assert.rejects(read(), { name: "NetworkError" });
});

test("a status out of range is unexpected", async (t) => {
  const fake = await startRaw(t, (socket) =>
    socket.once("data", () => socket.write("HTTP/1.1 777 Luck\r\ncontent-length: 0\r\n\r\n")),
  );
  await assert.rejects(get(fake), { name: "RegistryError", kind: "unexpected", status: 777 });
});

test("X03: the body of an answer with a status out of range is dropped", async () => {
  let cancelled = false;
  const cancel = () => {
    cancelled = true;
  };
  const odd = async () => ({
    status: 777,
    statusText: "",
    headers: [],
    body: new ReadableStream({ cancel }),
  });
  const url = new URL("https://r.test");
  await assert.rejects(sendOver(odd, "Mooring/0")({ method: "GET", url }), { status: 777 });
  assert.equal(cancelled, true);
});

const certificates = [
  { row: "N13: a self-signed certificate", code: "DEPTH_ZERO_SELF_SIGNED_CERT", days: 2 },
  { row: "N14: an expired certificate", code: "CERT_HAS_EXPIRED", days: -1 },
];
for (const { row, code, days } of certificates) {
  test(row, async (t) => {
    const fake = await startFake(t, {}, await makeCertificate(t, { days }));
    await assert.rejects(get(fake), { name: "NetworkError", kind: "tls", code, host: fake.host });
    assert.equal(fake.seen.length, 0);
  });
}

test("N17: plain http behind https", async (t) => {
  const fake = await startFake(t, {});
  const url = new URL(`https://${fake.host}/v2/`);
  await assert.rejects(send({ method: "GET", url }), { kind: "tls", code: "plainHttp" });
});

test("a cancelled call rejects with its signal's reason, before and in the body", async (t) => {
  const fake = await startRaw(t, (socket) => socket.once("data", () => socket.write(`${head}123`)));
  const reason = new Error("enough");
  await assert.rejects(get(fake, { signal: AbortSignal.abort(reason) }), reason);
  const controller = new AbortController();
  const answer = await get(fake, { signal: controller.signal });
  controller.abort(reason);
  await assert.rejects(answer.text(), reason);
});

test("X03: a cancelled call leaves no connection open", async (t) => {
  const server = createServer();
  t.after(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  const controller = new AbortController();
  server.on("connection", (socket) => {
    socket.on("error", () => {}).on("close", () => close());
    socket.once("data", () => controller.abort());
  });
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  await assert.rejects(
    send({ method: "GET", url: new URL(`http://127.0.0.1:${port}/`), signal: controller.signal }),
  );
  await closed;
});

test("a streamed body arrives in one piece, with its length, opened anew by each try", async (t) => {
  const fake = await startScript(t, {}, {});
  let opened = 0;
  const open = async function* () {
    opened++;
    for (const part of ["one", "two", "three"]) yield new TextEncoder().encode(part);
  };
  for (const _ of [1, 2]) await get(fake, { method: "PUT", body: { length: 11, open } });
  assert.deepEqual(
    fake.seen.map(({ body, headers }) => [body, headers["content-length"], headers["transfer-encoding"]]),
    [
      ["onetwothree", "11", undefined],
      ["onetwothree", "11", undefined],
    ],
  );
  assert.equal(opened, 2);
});

test("a streamed body that breaks ends its call", async (t) => {
  const fake = await startFake(t, {});
  const open = async function* () {
    yield new Uint8Array(5);
    throw new Error("source");
  };
  await assert.rejects(get(fake, { method: "PUT", body: { length: 11, open } }), { name: "NetworkError" });
});
