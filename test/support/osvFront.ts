/**
 * The fake of OSV.dev where the real one is: a proxy that leads connections to api.osv.dev, and to no other host, to it,
 * with a certificate for that name.
 */
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { makeCertificate } from "./certificate.ts";
import type { Owner } from "./faultServer.ts";
import { type OsvData, type OsvServer, startOsv } from "./osvServer.ts";
import { startSecureFront } from "./secureFront.ts";

export type OsvFront = Pick<OsvServer, "requests" | "told"> & {
  /** The proxy's address. */
  readonly proxy: string;
  /** The authority of the certificate, in PEM. */
  readonly authority: string;
  /** The hosts that clients wanted to be led to. */
  readonly wanted: string[];
};

/** Starts on free loopback ports; what the real one would not take fails when the owner ends. */
export async function startOsvFront(owner: Owner, data: OsvData): Promise<OsvFront> {
  const osv = await startOsv(data);
  owner.after(osv.stop);
  const certificate = await makeCertificate(owner, { name: "DNS:api.osv.dev" });
  const front = await startSecureFront(osv.base.href, certificate);
  owner.after(front.stop);
  const wanted: string[] = [];
  const server = createServer((_, response) => response.writeHead(501).end());
  server.on("connect", ({ url = "" }, client) => {
    wanted.push(url);
    if (url !== "api.osv.dev:443") {
      client.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const inside = connect(Number(front.host.split(":")[1]), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      client.pipe(inside).pipe(client);
    });
    inside.on("error", () => client.destroy());
    client.on("error", () => inside.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  owner.after(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  const { requests, told } = osv;
  return { proxy: `http://127.0.0.1:${port}`, authority: certificate.cert, wanted, requests, told };
}
