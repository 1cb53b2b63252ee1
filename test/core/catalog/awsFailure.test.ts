import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { awsFailure, refusal } from "../../../src/core/catalog/awsFailure.ts";
import { CredentialError, NetworkError, RegistryError } from "../../../src/core/errors.ts";
import { shown } from "../../support/scriptedSend.ts";

/** An error as the SDK makes it of an answer. */
function answered(name: string, status = 400, message = "its own words"): Error {
  const $response = { headers: { authorization: "canary" } };
  return Object.assign(new Error(message), {
    name,
    $fault: "client",
    $metadata: { httpStatusCode: status },
    $response,
  });
}

const host = "1.dkr.ecr.test";
const failureOf = (error: unknown) => awsFailure(error, host, "work");

describe("an error of AWS by its name", () => {
  for (const [name, status, kind, code] of [
    ["AccessDeniedException", 400, "denied", "AccessDeniedException"],
    ["AccessDenied", 403, "denied", "AccessDeniedException"],
    ["RepositoryNotFoundException", 400, "notFound", "NAME_UNKNOWN"],
    ["ImageNotFoundException", 400, "notFound", "MANIFEST_UNKNOWN"],
    ["RegistryNotFoundException", 400, "notFound", "RegistryNotFoundException"],
    ["ThrottlingException", 400, "rateLimited", "ThrottlingException"],
    ["LimitExceededException", 400, "rateLimited", "LimitExceededException"],
    ["ServerException", 500, "unavailable", "ServerException"],
    ["UnsupportedCommandException", 400, "unsupported", "UnsupportedCommandException"],
    ["InvalidParameterException", 400, "unexpected", "InvalidParameterException"],
    ["SomethingNew", 503, "unavailable", "SomethingNew"],
    ["SomethingNew", 403, "denied", "SomethingNew"],
    ["SomethingNew", 429, "rateLimited", "SomethingNew"],
    ["SomethingNew", 400, "unexpected", "SomethingNew"],
  ] as const)
    it(`${name} (${status}) is ${kind}`, () => {
      const failure = failureOf(answered(name, status));
      assert.ok(failure instanceof RegistryError);
      const { detail } = failure;
      assert.deepEqual(
        [failure.kind, failure.code, failure.status, failure.host, detail],
        [kind, code, status, host, "its own words"],
      );
      assert.doesNotMatch(shown(failure), /canary/);
    });

  for (const name of [
    "ExpiredTokenException",
    "UnrecognizedClientException",
    "InvalidSignatureException",
    "InvalidClientTokenId",
  ])
    it(`${name} is about the credentials`, () => {
      const failure = failureOf(answered(name, 400, "canary"));
      assert.ok(failure instanceof CredentialError);
      assert.deepEqual([failure.kind, failure.source, failure.host], ["awsFailed", "work", host]);
      assert.doesNotMatch(shown(failure), /canary/);
    });

  it("is not taken from its message", () => {
    const failure = failureOf(
      answered("InvalidParameterException", 400, "AccessDeniedException: ExpiredToken"),
    );
    assert.equal(Object(failure).kind, "unexpected");
  });
});

describe("other errors", () => {
  it("that are no answer of AWS are told without their words", () => {
    const page = Object.assign(new SyntaxError("canary <html>"), { $metadata: { httpStatusCode: 200 } });
    const failure = failureOf(page);
    assert.ok(failure instanceof RegistryError);
    assert.deepEqual([failure.kind, failure.code, failure.detail], ["unexpected", "SyntaxError", undefined]);
    assert.doesNotMatch(shown(failure), /canary/);
  });

  it("before anything was sent are about AWS's settings", () => {
    const failure = failureOf(new Error("Region is missing"));
    assert.deepEqual([Object(failure).name, Object(failure).kind], ["CredentialError", "awsFailed"]);
  });

  it("that are ours, or a cancelled call, stay as they are", () => {
    for (const error of [new NetworkError("timeout", "h"), new DOMException("", "AbortError")])
      assert.equal(failureOf(error), error);
  });
});

describe("what is not allowed", () => {
  const said = "User: arn:aws:iam::1:user/x is not authorized to perform: ecr:DescribeImages";
  for (const [what, message, detail] of [
    [
      "action and resource",
      `${said} on resource: arn:aws:ecr:r:1:repository/a because no policy`,
      "ecr:DescribeImages on arn:aws:ecr:r:1:repository/a",
    ],
    ["action", said, "ecr:DescribeImages"],
    ["other words", "no", "no"],
  ] as const)
    it(`is told by ${what}`, () => {
      assert.equal(refusal("AccessDeniedException", message, host).detail, detail);
    });

  it("is cut to a bounded length", () => {
    assert.equal(refusal("X", "x".repeat(5000), host).detail?.length, 1024);
  });
});
