import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { test } from "node:test";
import { type UndiciOptions, undiciSend } from "../../../src/core/http/undiciSend.ts";
import { makeCertificate } from "../../support/certificate.ts";
import { freePort, type Owner, startFake } from "../../support/faultServer.ts";

const canary = "Basic canary-77d0";
const userAgent = "Mooring/1.2.3";

function get(url: URL, options: Omit<UndiciOptions, "userAgent"> = {}): Promise<Response> {
  const send = undiciSend({ userAgent, ...options });
  return send({ method: "GET", url, headers: { authorization: canary } });
}

/** A proxy that tunnels, or refuses with `refusal`; keeps the heads of what it was asked. */
async function startProxy(
  owner: Owner,
  refusal?: string,
): Promise<{ url: string; host: string; asked: string[] }> {
  const asked: string[] = [];
  const server: Server = createServer();
  server.on("connect", (request, socket) => {
    asked.push(`${request.url} ${JSON.stringify(request.rawHeaders)}`);
    if (refusal !== undefined) {
      socket.end(refusal);
      return;
    }
    const [host = "", port = ""] = request.url?.split(":") ?? [];
    const upstream = connect(Number(port), host, () => socket.write("HTTP/1.1 200 OK\r\n\r\n"));
    upstream.on("error", () => socket.destroy()).pipe(socket);
    socket.on("error", () => upstream.destroy()).pipe(upstream);
  });
  owner.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `http://${host}`, host, asked };
}

test("a registry's own authority is trusted, beside the usual ones and not instead of the check", async (t) => {
  const certificate = await makeCertificate(t);
  const fake = await startFake(t, { body: "hello" }, certificate);
  assert.equal(await (await get(fake.url("/v2/"), { ca: certificate.cert })).text(), "hello");
  assert.equal(fake.seen[0]?.headers["user-agent"], userAgent);
  await assert.rejects(get(fake.url("/v2/")), { kind: "tls", code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
});

test("N14: an authority does not excuse a wrong name or an expired certificate", async (t) => {
  const cases = [
    { name: "DNS:other.test", code: "ERR_TLS_CERT_ALTNAME_INVALID" },
    { days: -1, code: "CERT_HAS_EXPIRED" },
  ];
  for (const { code, ...options } of cases) {
    const certificate = await makeCertificate(t, options);
    const fake = await startFake(t, {}, certificate);
    await assert.rejects(get(fake.url("/"), { ca: certificate.cert }), { kind: "tls", code });
    assert.equal(fake.seen.length, 0);
  }
});

test("an insecure registry may have any certificate", async (t) => {
  const fake = await startFake(
    t,
    { body: "hello" },
    await makeCertificate(t, { name: "DNS:other.test", days: -1 }),
  );
  assert.equal(await (await get(fake.url("/"), { insecure: true })).text(), "hello");
});

for (const secure of [true, false]) {
  test(`N15: ${secure ? "https" : "http"} goes through the proxy, whose request has no login`, async (t) => {
    const certificate = secure ? await makeCertificate(t) : undefined;
    const fake = await startFake(t, { body: "hello" }, certificate);
    const proxy = await startProxy(t);
    const settings = { httpProxy: proxy.url, httpsProxy: proxy.url };
    const ca = certificate === undefined ? {} : { ca: certificate.cert };
    assert.equal(await (await get(fake.url("/"), { proxy: settings, ...ca })).text(), "hello");
    assert.equal(fake.seen[0]?.headers.authorization, canary);
    assert.equal(proxy.asked.length, 1);
    assert.match(proxy.asked[0] ?? "", new RegExp(`^${fake.host} `));
    assert.doesNotMatch(proxy.asked[0] ?? "", /canary/);
  });
}

test("hosts without a proxy are asked directly, and the environment is not read unless asked for", async (t) => {
  const fake = await startFake(t, { body: "hello" });
  const proxy = await startProxy(t);
  const before = process.env["HTTP_PROXY"];
  t.after(() => {
    if (before === undefined) delete process.env["HTTP_PROXY"];
    else process.env["HTTP_PROXY"] = before;
  });
  process.env["HTTP_PROXY"] = proxy.url;
  for (const settings of [{}, { httpProxy: proxy.url, noProxy: "127.0.0.1" }]) {
    assert.equal(await (await get(fake.url("/"), { proxy: settings })).text(), "hello");
  }
  assert.equal(await (await get(fake.url("/"))).text(), "hello");
  assert.equal(proxy.asked.length, 0);
  assert.equal(await (await get(fake.url("/"), { proxy: "environment" })).text(), "hello");
  assert.equal(proxy.asked.length, 1);
});

const refusals = [
  {
    name: "asks for a login",
    text: "HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n",
  },
  { name: "answers with a page", text: "HTTP/1.1 503 No\r\ncontent-type: text/html\r\n\r\n<html>" },
];
for (const { name, text } of refusals) {
  test(`N15: a proxy that ${name} is to blame`, async (t) => {
    const fake = await startFake(t, {});
    const proxy = await startProxy(t, text);
    const expected = { name: "NetworkError", kind: "proxy", host: fake.host };
    await assert.rejects(get(fake.url("/"), { proxy: { httpProxy: proxy.url } }), expected);
    assert.equal(fake.seen.length, 0);
  });
}

test("N15: a proxy that is down is to blame, by its address", async (t) => {
  const fake = await startFake(t, {});
  const target = `127.0.0.1:${await freePort()}`;
  const expected = { kind: "proxy", code: "ECONNREFUSED", host: fake.host, target };
  await assert.rejects(get(fake.url("/"), { proxy: { httpProxy: `http://${target}` } }), expected);
});

test("the connection of a HEAD serves the next one", async (context) => {
  let connections = 0;
  const server = createServer((_, answer) => answer.writeHead(200, { "content-length": "5" }).end());
  server.on("connection", () => connections++);
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const send = undiciSend({ userAgent });
  for (let i = 0; i < 3; i++) assert.equal((await send({ method: "HEAD", url })).status, 200);
  assert.ok(connections < 3, `${connections} connections`);
});
