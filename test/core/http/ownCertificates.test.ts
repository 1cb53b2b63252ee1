import assert from "node:assert/strict";
import { copyFile, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { TLSSocket } from "node:tls";
import type { Send } from "../../../src/core/http/call.ts";
import { type Certificates, ownCertificates } from "../../../src/core/http/ownCertificates.ts";
import { type Certificate, makeCertificate } from "../../support/certificate.ts";
import { scratchFolder } from "../../support/scratch.ts";

const unused: Send = ({ url }) => assert.fail(`the usual transport was asked for ${url}`);

/** A server that wants a certificate of everyone, and notes whose it got. */
async function startServer(
  t: TestContext,
  { key, cert }: Certificate,
): Promise<{ url: URL; names: string[] }> {
  const names: string[] = [];
  const server = createServer(
    { key, cert, requestCert: true, rejectUnauthorized: false },
    (request, answer) => {
      const socket = request.socket as TLSSocket;
      names.push(socket.getPeerX509Certificate()?.fingerprint256 ?? "nobody");
      answer.end("hello");
    },
  );
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`), names };
}

/** Two servers of one authority, files with our own certificate, and a Send to the first. */
async function startPair(
  t: TestContext,
  choose: (files: Required<Omit<Certificates, "insecure">>) => Certificates,
  transport = unused,
) {
  const [server, client] = [await makeCertificate(t), await makeCertificate(t)];
  const [registry, elsewhere] = [await startServer(t, server), await startServer(t, server)];
  const folder = await scratchFolder(t);
  const files = { caFile: join(folder, "ca"), certFile: join(folder, "cert"), keyFile: join(folder, "key") };
  await Promise.all([
    writeFile(files.caFile, server.cert),
    writeFile(files.certFile, client.cert),
    writeFile(files.keyFile, client.key),
  ]);
  const options = { userAgent: "Mooring/test", proxy: () => undefined, transport };
  const send = ownCertificates(registry.url, choose(files), options);
  return { registry, elsewhere, files, get: (url: URL) => send({ method: "GET", url }) };
}

test("V7: our certificate goes to the registry and to nobody it sends us to", async (t) => {
  const { registry, elsewhere, get } = await startPair(t, (files) => files);
  assert.equal((await get(registry.url)).status, 200);
  assert.equal((await get(elsewhere.url)).status, 200);
  assert.notEqual(registry.names[0], "nobody");
  assert.deepEqual(elsewhere.names, ["nobody"]);
});

test("any certificate is accepted of the registry alone", async (t) => {
  const usual: Send = async () => new Response("usual");
  const { registry, elsewhere, get } = await startPair(t, () => ({ insecure: true }), usual);
  assert.equal((await get(registry.url)).status, 200);
  assert.equal(await (await get(elsewhere.url)).text(), "usual");
  assert.equal(elsewhere.names.length, 0);
});

test("beside an authority, any certificate is still accepted of the registry alone", async (t) => {
  const other = await makeCertificate(t, { name: "DNS:other.test" });
  const { elsewhere, files, get } = await startPair(t, ({ caFile }) => ({ caFile, insecure: true }));
  await writeFile(files.caFile, other.cert);
  await assert.rejects(get(elsewhere.url), { kind: "tls" });
});

test("a file that cannot be read is named, and read again when it was mended", async (t) => {
  const { registry, files, get } = await startPair(t, (found) => ({
    ...found,
    caFile: `${found.caFile}.pem`,
  }));
  const caFile = `${files.caFile}.pem`;
  await assert.rejects(get(registry.url), {
    name: "NetworkError",
    kind: "tls",
    code: "certificateFile",
    host: registry.url.host,
    target: caFile,
  });
  await copyFile(files.caFile, caFile);
  assert.equal((await get(registry.url)).status, 200);
});
