/** Fakes for faults: servers on loopback that answer by script, misbehave, or must never be asked. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import type { Certificate } from "./certificate.ts";

/** The part of a test's context that closes things. */
export type Owner = { after(action: () => void | Promise<void>): void };

/** One request as the fake saw it; `path` with its query. */
export type Seen = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

export type Fake = {
  readonly port: number;
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly url: (path: string) => URL;
  readonly seen: readonly Seen[];
};

/** An answer, or a function that gives one or does what it likes with the socket. */
export type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array | object;
};
export type Act = (
  seen: Seen,
  socket: Socket,
  response: ServerResponse,
) => Answer | undefined | Promise<Answer | undefined>;
export type Step = Answer | Act;

/** A registry that answers each request in the same way. */
export function startFake(owner: Owner, step: Step, certificate?: Certificate): Promise<Fake> {
  return startServer(owner, () => step, certificate);
}

/** A registry that answers its requests one after the other; one too many is answered with 599 and fails the test. */
export async function startScript(owner: Owner, ...steps: readonly Step[]): Promise<Fake> {
  let next = 0;
  const fake = await startServer(owner, () => steps[next++] ?? { status: 599 });
  owner.after(() => assert.ok(next <= steps.length, `${next} requests, expected ${steps.length}`));
  return fake;
}

/** A server that nobody may reach: a single connection fails the test. */
export async function startTrap(owner: Owner): Promise<Fake> {
  let connections = 0;
  const trap = await startRaw(owner, (socket) => {
    connections++;
    socket.destroy();
  });
  owner.after(() => assert.equal(connections, 0, "the trap was reached"));
  return trap;
}

/** A server that speaks for itself, byte by byte. */
export async function startRaw(
  owner: Owner,
  onConnection: (socket: Socket, count: number) => void,
): Promise<Fake> {
  const sockets = new Set<Socket>();
  let count = 0;
  const server = createTcpServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    onConnection(socket, ++count);
  });
  owner.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return describe(server.address() as AddressInfo, "http", []);
}

/** A port of this machine where nothing listens. */
export async function freePort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function startServer(owner: Owner, stepOf: () => Step, certificate?: Certificate): Promise<Fake> {
  const seen: Seen[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url: path = "", headers } = request;
    const step = stepOf();
    const entry = { method, path, headers, body: await text(request) };
    seen.push(entry);
    const given = typeof step === "function" ? await step(entry, request.socket, response) : step;
    if (given !== undefined) write(given, response);
  };
  const server: Server =
    certificate === undefined ? createServer(answer) : createSecureServer(certificate, answer);
  owner.after(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return describe(server.address() as AddressInfo, certificate === undefined ? "http" : "https", seen);
}

function write({ status = 200, headers = {}, body = "" }: Answer, response: ServerResponse): void {
  const isText = typeof body === "string" || body instanceof Uint8Array;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value as string | string[]);
  if (!isText && !response.hasHeader("content-type")) response.setHeader("content-type", "application/json");
  response.writeHead(status).end(isText ? body : JSON.stringify(body));
}

function describe({ port }: AddressInfo, scheme: "http" | "https", seen: readonly Seen[]): Fake {
  const host = `127.0.0.1:${port}`;
  return { port, host, url: (path) => new URL(`${scheme}://${host}${path}`), seen };
}
