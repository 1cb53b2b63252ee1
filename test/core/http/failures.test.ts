import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { NetworkError } from "../../../src/core/errors.ts";
import type { Call } from "../../../src/core/http/call.ts";
import { transportFailure } from "../../../src/core/http/failures.ts";

const call: Call = { method: "GET", url: new URL("https://r.test/v2/") };

function fetchFailed(facts: object): TypeError {
  return new TypeError("fetch failed", { cause: Object.assign(new Error("canary-51aa"), facts) });
}

const cases: readonly (readonly [row: string, facts: object, kind: string, code: string, target?: string])[] =
  [
    ["N01", { code: "ENOTFOUND", hostname: "r.test" }, "unknownHost", "ENOTFOUND"],
    ["N02", { code: "EAI_AGAIN", hostname: "r.test" }, "unknownHost", "EAI_AGAIN"],
    ["N03", { code: "ECONNREFUSED", address: "10.0.0.1", port: 443 }, "offline", "ECONNREFUSED"],
    ["N04", { code: "UND_ERR_CONNECT_TIMEOUT" }, "timeout", "UND_ERR_CONNECT_TIMEOUT"],
    ["N04", { code: "ETIMEDOUT", address: "10.0.0.1", port: 443 }, "timeout", "ETIMEDOUT"],
    ["N05", { code: "UND_ERR_HEADERS_TIMEOUT" }, "timeout", "UND_ERR_HEADERS_TIMEOUT"],
    ["N06", { code: "UND_ERR_BODY_TIMEOUT" }, "timeout", "UND_ERR_BODY_TIMEOUT"],
    ["N08", { code: "ECONNRESET" }, "offline", "ECONNRESET"],
    ["N10", { code: "UND_ERR_SOCKET" }, "offline", "UND_ERR_SOCKET"],
    ["N12", { code: "ENETUNREACH" }, "offline", "ENETUNREACH"],
    ["N13", { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, "tls", "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["N13", { code: "UNABLE_TO_GET_ISSUER_CERT_LOCALLY" }, "tls", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY"],
    ["N14", { code: "CERT_HAS_EXPIRED" }, "tls", "CERT_HAS_EXPIRED"],
    ["N14", { code: "ERR_TLS_CERT_ALTNAME_INVALID", host: "r.test" }, "tls", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["N14", { code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" }, "tls", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION"],
    ["N14", { code: "EPROTO" }, "tls", "EPROTO"],
    ["N15", { code: "UND_ERR_ABORTED" }, "proxy", "UND_ERR_ABORTED"],
    [
      "N15",
      { code: "ECONNREFUSED", address: "10.0.0.9", port: 3128 },
      "proxy",
      "ECONNREFUSED",
      "10.0.0.9:3128",
    ],
    ["N15", { code: "ENOTFOUND", hostname: "proxy.test" }, "proxy", "ENOTFOUND", "proxy.test"],
    ["N17", { code: "ERR_SSL_WRONG_VERSION_NUMBER" }, "tls", "plainHttp"],
    ["N17", { code: "ERR_SSL_PACKET_LENGTH_TOO_LONG" }, "tls", "plainHttp"],
  ];

for (const [row, facts, kind, code, target] of cases) {
  test(`${row}: ${JSON.stringify(facts)} is ${kind}`, () => {
    const failure = transportFailure(fetchFailed(facts), call);
    assert.ok(failure instanceof NetworkError);
    assert.deepEqual(
      [failure.kind, failure.code, failure.target, failure.host],
      [kind, code, target, "r.test"],
    );
    assert.doesNotMatch(inspect(failure), /canary/);
  });
}

test("N11 H17: bytes that are not HTTP are the registry's fault", () => {
  const facts = [
    { code: "HPE_INVALID_CONSTANT" },
    { code: "UND_ERR_HEADERS_OVERFLOW" },
    { name: "HTTPParserError" },
  ];
  for (const fact of facts) {
    const { name, kind } = Object(transportFailure(fetchFailed(fact), call));
    assert.deepEqual([name, kind], ["RegistryError", "unexpected"]);
  }
});

test("the first of several addresses speaks for all", () => {
  const each = Object.assign(new Error(), { code: "ECONNREFUSED", address: "::1", port: 443 });
  const failure = transportFailure(new TypeError("", { cause: new AggregateError([each, each]) }), call);
  assert.ok(failure instanceof NetworkError);
  assert.equal(failure.code, "ECONNREFUSED");
});

test("ports are compared as asked for, the scheme's own when none is", () => {
  const refused = (port: number) => fetchFailed({ code: "ECONNREFUSED", address: "::1", port });
  const kind = (url: string, port: number) =>
    Object(transportFailure(refused(port), { ...call, url: new URL(url) })).kind;
  assert.equal(kind("http://[::1]:5000", 5000), "offline");
  assert.equal(kind("http://r.test", 80), "offline");
  assert.equal(kind("http://r.test", 443), "proxy");
});

test("an error without a code is a broken connection, without its words", () => {
  const failure = transportFailure(new TypeError("Bearer canary-51aa is invalid"), call);
  assert.ok(failure instanceof NetworkError);
  assert.deepEqual([failure.kind, failure.code], ["offline", undefined]);
  assert.doesNotMatch(inspect(failure), /canary/);
});

test("a cancelled call fails with its signal's reason, whatever broke", () => {
  const reason = new Error("cancelled");
  assert.equal(
    transportFailure(fetchFailed({ code: "ECONNRESET" }), { ...call, signal: AbortSignal.abort(reason) }),
    reason,
  );
});

test("a failure of ours passes unchanged", () => {
  const failure = new NetworkError("timeout", "r.test");
  assert.equal(transportFailure(failure, call), failure);
});
