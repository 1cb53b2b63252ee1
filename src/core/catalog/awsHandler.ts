/** The AWS SDK over a Send of ours: VS Code's proxy and certificates, our deadlines, limits and failures. */
import { readBytes } from "../http/body.ts";
import type { Call, Send } from "../http/call.ts";
import type { HttpHandler } from "./awsSdk.ts";

/** What came of the requests, for failures that the SDK wraps until nothing of them is left. */
export type AwsTrace = {
  /** What the last request that got no answer rejected with. */
  failure?: unknown;
  /** The last answer's status. */
  status?: number;
};

type Request = Parameters<HttpHandler["handle"]>[0];

/** A thousand images with all their tags. */
const longestAnswer = 32 * 1024 * 1024;
/** fetch makes these itself; the host is signed as fetch writes it. */
const fetchMakes: ReadonlySet<string> = new Set(["host", "content-length"]);

/** The SDK's way to send. `signal` ends all its requests, whatever the SDK passes on. */
export function awsHandler(send: Send, trace: AwsTrace = {}, signal?: AbortSignal): HttpHandler {
  return {
    metadata: { handlerProtocol: "http/1.1" },
    updateHttpClientConfig: () => {},
    httpHandlerConfigs: () => ({}),
    handle: async (request, { abortSignal } = {}) => {
      const signals = [signal, abortSignal].filter((given) => given instanceof AbortSignal);
      const call = { ...callOf(request), ...(signals.length > 0 && { signal: AbortSignal.any(signals) }) };
      try {
        const answer = await send(call);
        trace.status = answer.status;
        const { host } = call.url;
        const body = await readBytes(answer, longestAnswer, `the answer of ${host}`, host);
        const headers = Object.fromEntries(answer.headers);
        return { response: { statusCode: answer.status, headers, body } };
      } catch (failure) {
        trace.failure = failure;
        throw failure;
      }
    },
  };
}

function callOf({ protocol, hostname, port, path, query, method, headers, body }: Request): Call {
  const url = new URL(`${protocol}//${hostname}${port === undefined ? "" : `:${port}`}${path}`);
  url.search = Object.entries(query)
    .flatMap(([name, value]) => [value ?? ""].flat().map((one) => `${encode(name)}=${encode(one)}`))
    .join("&");
  const kept = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return {
    method: method as Call["method"],
    url,
    headers: Object.fromEntries(kept.filter(([name]) => !fetchMakes.has(name))),
    ...(typeof body === "string" || body instanceof Uint8Array ? { body } : {}),
  };
}

/** As signatures are made. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
