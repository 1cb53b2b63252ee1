import { Agent, createServer, type IncomingHttpHeaders, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** One request that went through, without its secrets: of Authorization only the scheme is kept. */
export type RecordedRequest = {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds since the proxy started. */
  readonly time: number;
  status: number | undefined;
  /** Bytes of the request's body that came from the client, and of the answer's that went to it. */
  sent: number;
  received: number;
};

/** What happens to a request on its way: nothing, or a broken connection after so many bytes of a body. */
export type Fault = { readonly cut: "request" | "answer"; readonly after: number };

export type RecordingProxy = {
  readonly host: string;
  readonly url: string;
  readonly requests: RecordedRequest[];
  /** How many connections clients have opened. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
};

export type RecordingProxyOptions = {
  /** Milliseconds before each request, for the round trip. */
  readonly delay?: number;
  /** Asked before each request goes on, which may wait for the answer. */
  readonly fault?: (request: RecordedRequest) => Fault | undefined | Promise<Fault | undefined>;
};

/**
 * A reverse proxy in front of a registry or token server. The Host header stays the client's, so that addresses in
 * the answers lead back through the proxy.
 */
export async function startRecordingProxy(
  target: string,
  { delay = 0, fault = () => undefined }: RecordingProxyOptions = {},
): Promise<RecordingProxy> {
  const agent = new Agent({ keepAlive: true });
  const requests: RecordedRequest[] = [];
  const started = performance.now();
  let connections = 0;
  const server = createServer(async (request, response) => {
    const { method = "", url: path = "" } = request;
    const headers = withoutSecrets(request.headers);
    const recorded: RecordedRequest = {
      method,
      path,
      headers,
      time: performance.now() - started,
      status: undefined,
      sent: 0,
      received: 0,
    };
    requests.push(recorded);
    if (delay > 0) await pause(delay);
    const given = await fault(recorded);
    if (given?.after === 0) return void request.socket.destroy();
    const upstream = send(new URL(path, target), { method, headers: request.headers, agent }, (answer) => {
      recorded.status = answer.statusCode;
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.on("data", (chunk: Buffer) => {
        recorded.received += chunk.length;
        if (given?.cut === "answer" && recorded.received >= given.after) request.socket.destroy();
      });
      answer.on("error", () => response.destroy());
      answer.pipe(response);
    });
    upstream.on("error", () => response.destroy());
    response.on("close", () => upstream.destroy());
    request.on("data", (chunk: Buffer) => {
      recorded.sent += chunk.length;
      if (given?.cut === "request" && recorded.sent >= given.after) request.socket.destroy();
    });
    request.pipe(upstream);
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async (): Promise<void> => {
    agent.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { host, url: `http://${host}`, requests, connections: () => connections, stop };
}

function withoutSecrets(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { authorization, cookie, ...rest } = headers;
  return { ...rest, ...(authorization && { authorization: authorization.split(" ", 1)[0] ?? "" }) };
}
