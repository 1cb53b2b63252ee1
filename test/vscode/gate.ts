/** A way to the open registry that can be shut: what is asked meanwhile waits until it is opened again. */
import assert from "node:assert/strict";
import { createServer } from "node:http";

export type Gate = {
  /** The host to name in files. */
  readonly host: string;
  /** Method and path of what came, in order. */
  readonly asked: string[];
  readonly shut: () => void;
  readonly open: () => void;
  readonly close: () => void;
};

/** Starts it in front of the registry at `url`; reads only. */
export async function startGate(url: string): Promise<Gate> {
  const asked: string[] = [];
  let opened = Promise.resolve();
  let release = () => {};
  const server = createServer(async (request, answer) => {
    const { method = "GET", url: path = "/", headers } = request;
    asked.push(`${method} ${path}`);
    await opened;
    const accept = headers.accept ?? "*/*";
    const response = await fetch(new URL(path, url), { method, headers: { accept } });
    const kept = [...response.headers].filter(([name]) => !/^(?:connection|transfer-encoding)$/.test(name));
    answer.writeHead(response.status, Object.fromEntries(kept));
    answer.end(Buffer.from(await response.arrayBuffer()));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return {
    host: `127.0.0.1:${address.port}`,
    asked,
    shut: () => {
      const gate = Promise.withResolvers<void>();
      opened = gate.promise;
      release = gate.resolve;
    },
    open: () => release(),
    close: () => {
      release();
      server.closeAllConnections();
      server.close();
    },
  };
}
