/** https before a registry that speaks plain http, as a proxy with a certificate of its own does it. */
import { request as ask } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Certificate } from "./certificate.ts";

export type SecureFront = {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly stop: () => Promise<void>;
};

/** Starts on a free loopback port, before the registry at `url`. */
export async function startSecureFront(url: string, certificate: Certificate): Promise<SecureFront> {
  const server = createServer(certificate, ({ method = "", url: path = "/", headers }, response) => {
    const forwarded = ask(new URL(path, url), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on("error", () => response.destroy()).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
