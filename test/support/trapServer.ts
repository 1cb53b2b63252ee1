/** A server that nobody should send a login to: it keeps every request with its headers and its body. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export type TrapServer = {
  readonly url: string;
  /** Everything that arrived, as text. */
  readonly caught: readonly string[];
  readonly stop: () => Promise<void>;
};

export async function startTrap(): Promise<TrapServer> {
  const caught: string[] = [];
  const server = createServer(async (request, response) => {
    caught.push(
      [request.method, request.url, JSON.stringify(request.headers), await text(request)].join(" "),
    );
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, caught, stop };
}
