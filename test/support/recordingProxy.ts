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
};

export type RecordingProxy = {
  readonly host: string;
  readonly url: string;
  readonly requests: RecordedRequest[];
  /** How many connections clients have opened. */
  readonly connections: () => number;
  readonly stop: () => Promise<void>;
};

/**
 * A reverse proxy in front of a registry or token server. The Host header stays the client's, so that addresses in
 * the answers lead back through the proxy. `delay` in milliseconds stands for the round trip.
 */
export async function startRecordingProxy(
  target: string,
  { delay = 0 }: { delay?: number } = {},
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
    };
    requests.push(recorded);
    if (delay > 0) await pause(delay);
    const upstream = send(new URL(path, target), { method, headers: request.headers, agent }, (answer) => {
      recorded.status = answer.statusCode;
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    upstream.on("error", () => response.destroy());
    response.on("close", () => upstream.destroy());
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
