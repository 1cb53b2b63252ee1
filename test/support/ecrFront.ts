/**
 * In front of moto, what ECR does and moto does not: lists come in pages, and keys that are refused are refused in
 * JSON by ECR's names, not in XML by IAM's. Notes who signed. Strict about pages.
 */
import assert from "node:assert/strict";
import { request as ask, createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer, text } from "node:stream/consumers";

export type EcrFront = {
  /** For AWS_ENDPOINT_URL_ECR. */
  readonly url: string;
  /** `OPERATION KEY REGION` of each request. */
  readonly requests: string[];
  /** Rejects when a request was not as it should be. */
  readonly stop: () => Promise<void>;
};

const lists: Readonly<Record<string, string>> = {
  DescribeRepositories: "repositories",
  DescribeImages: "imageDetails",
};

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html */
const refusals: Readonly<Record<string, string>> = {
  AccessDenied: "AccessDeniedException",
  InvalidClientTokenId: "UnrecognizedClientException",
  SignatureDoesNotMatch: "InvalidSignatureException",
};

/** `largest` stands for the thousand that ECR gives at most. */
export async function startEcrFront(moto: string, largest = 1000): Promise<EcrFront> {
  const requests: string[] = [];
  const faults: unknown[] = [];
  const server = createServer((request, response) => {
    answer(request, moto, largest, requests).then(
      ({ status, body }) => {
        response
          .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
          .end(JSON.stringify(body));
      },
      (fault) => {
        faults.push(fault);
        response.writeHead(400).end("{}");
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const stop = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    if (faults.length > 0) throw new AggregateError(faults, "requests that ECR would not take");
  };
  return { url: `http://127.0.0.1:${port}`, requests, stop };
}

type Answer = { readonly status: number; readonly body: object };

async function answer(
  request: IncomingMessage,
  moto: string,
  largest: number,
  requests: string[],
): Promise<Answer> {
  const { authorization = "", "x-amz-target": target = "" } = request.headers;
  const operation = String(target).split(".")[1] ?? "";
  const [, key, region] = /Credential=(\w+)\/\d+\/([\w-]+)\//.exec(authorization) ?? [];
  requests.push(`${operation} ${key} ${region}`);
  const body = await buffer(request);
  const { status, text: said } = await forward(moto, request, body);
  const [, code = ""] = /<Code>(\w+)<\/Code>/.exec(said) ?? [];
  if (code !== "") {
    const message = /<Message>([^<]*)</.exec(said)?.[1];
    return { status: 400, body: { __type: refusals[code] ?? assert.fail(code), message } };
  }
  const list = status === 200 ? lists[operation] : undefined;
  return {
    status,
    body:
      list === undefined ? JSON.parse(said) : cut(JSON.parse(said), list, JSON.parse(String(body)), largest),
  };
}

/** As it came, for its signature. */
function forward(
  moto: string,
  { headers }: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const forwarded = ask(moto, { method: "POST", headers }, (response) => {
      text(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), reject);
    });
    forwarded.on("error", reject).end(body);
  });
}

function cut(
  whole: Record<string, unknown[]>,
  list: string,
  input: Record<string, unknown>,
  largest: number,
): object {
  const { nextToken, maxResults } = input;
  assert.ok(
    typeof maxResults === "number" && maxResults >= 1 && maxResults <= 1000,
    `maxResults ${maxResults}`,
  );
  const start = nextToken === undefined ? 0 : Number(/^from (\d+)$/.exec(String(nextToken))?.[1]);
  assert.ok(start >= 0, `a token of somebody else's: ${nextToken}`);
  const end = start + Math.min(maxResults, largest);
  const all = whole[list] ?? [];
  return { ...whole, [list]: all.slice(start, end), ...(all.length > end && { nextToken: `from ${end}` }) };
}
