/**
 * A fake of the APIs of ECR and ECR Public, as a Send, after the models of AWS:
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/ and .../AmazonECRPublic/latest/APIReference/
 * Strict: what the real ones would not take fails the test.
 */
import assert from "node:assert/strict";
import type { Call, Send } from "../../src/core/http/call.ts";

export type AwsCall = {
  /** `ecr.DescribeImages`, `ecr-public.DescribeImages` */
  readonly operation: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly input: Readonly<Record<string, unknown>>;
};

/** What an operation gives: a result, or an error by its name. */
export type AwsAnswer =
  | object
  | { readonly error: string; readonly message?: string; readonly status?: number };

export type FakeAws = { readonly send: Send; readonly calls: AwsCall[] };

const services: Readonly<Record<string, string>> = {
  AmazonEC2ContainerRegistry_V20150921: "ecr",
  SpencerFrontendService: "ecr-public",
};

/** Answers by operation, one after the other; a function is asked each time. */
export function fakeAws(
  answers: Readonly<Record<string, readonly AwsAnswer[] | ((call: AwsCall) => AwsAnswer)>>,
): FakeAws {
  const calls: AwsCall[] = [];
  const left = new Map(
    Object.entries(answers).map(([name, given]) => [name, typeof given === "function" ? given : [...given]]),
  );
  const send: Send = async (call) => {
    call.signal?.throwIfAborted();
    const read = readCall(call);
    calls.push(read);
    const given = left.get(read.operation);
    const answer = typeof given === "function" ? given(read) : given?.shift();
    assert.ok(answer, `nobody expected ${read.operation}`);
    return toResponse(answer);
  };
  return { send, calls };
}

function readCall({ method, url, headers = {}, body }: Call): AwsCall {
  const [, prefix = "", name = ""] = /^(\w+)\.(\w+)$/.exec(headers["x-amz-target"] ?? "") ?? [];
  const service = services[prefix] ?? assert.fail(`no such service: ${prefix}`);
  const [, accessKeyId = "", date, region = "", signedService, signed = ""] =
    /^AWS4-HMAC-SHA256 Credential=(\w+)\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, SignedHeaders=([\w;-]+), Signature=[0-9a-f]{64}$/.exec(
      headers["authorization"] ?? "",
    ) ?? assert.fail("not signed");
  const host =
    service === "ecr" ? `api.ecr.${region}.amazonaws.com` : `api.ecr-public.${region}.amazonaws.com`;
  assert.deepEqual([method, url.href], ["POST", `https://${host}/`]);
  assert.equal(signedService, service);
  assert.equal(headers["x-amz-date"]?.slice(0, 8), date);
  assert.equal(headers["content-type"], "application/x-amz-json-1.1");
  for (const needed of ["host", "x-amz-date", "x-amz-target"])
    assert.ok(signed.split(";").includes(needed), needed);
  if (service === "ecr-public") assert.equal(region, "us-east-1");
  const input: Readonly<Record<string, unknown>> = JSON.parse(String(body));
  const { maxResults = 1 } = input;
  assert.ok(
    typeof maxResults === "number" && maxResults >= 1 && maxResults <= 1000,
    `maxResults ${maxResults}`,
  );
  return { operation: `${service}.${name}`, region, accessKeyId, input };
}

function toResponse(answer: AwsAnswer): Response {
  const headers = { "content-type": "application/x-amz-json-1.1", "x-amzn-requestid": "1" };
  if (!("error" in answer)) return new Response(JSON.stringify(answer), { headers });
  const { error, message = "its own words", status = 400 } = answer;
  const body = JSON.stringify({ __type: error, message });
  return new Response(body, { status, headers: { ...headers, "x-amzn-errortype": error } });
}
