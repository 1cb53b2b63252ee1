import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ContentError,
  CredentialError,
  type Failure,
  NetworkError,
  RegistryError,
} from "../../src/core/errors.ts";
import { explain, explainCatalog, explainInOne } from "../../src/core/explain.ts";

const host = "registry.test:5000";
const digest = `sha256:${"a".repeat(64)}`;

const failures: readonly (readonly [string, Failure])[] = [
  ...(
    ["unauthorized", "denied", "notFound", "rateLimited", "unsupported", "unavailable", "unexpected"] as const
  ).map((kind) => [kind, new RegistryError(kind, host, { status: 418, detail: "its own words" })] as const),
  ...(["unknownHost", "offline", "timeout", "tls", "refused", "proxy"] as const).map(
    (kind) => [kind, new NetworkError(kind, host, { target: "169.254.169.254" })] as const,
  ),
  ...(["digestMismatch", "malformed", "tooLarge", "unknownMediaType"] as const).map(
    (kind) => [kind, new ContentError(kind, digest, { host })] as const,
  ),
  ...(
    [
      "helperMissing",
      "helperFailed",
      "configMalformed",
      "storeFailed",
      "awsSsoEnded",
      "awsLoginEnded",
      "awsFailed",
      "awsMissing",
    ] as const
  ).map((kind) => [kind, new CredentialError(kind, "docker-credential-pass", { host })] as const),
];

describe("I2: every failure names its host and says what to do next", () => {
  for (const [kind, failure] of failures) {
    it(kind, () => {
      const { problem, next } = explain(failure, "app:1");
      assert.ok(problem.includes(host) || next.includes(host), problem);
      for (const text of [problem, next]) assert.match(text, /^.{10,}[.]$/s);
      assert.doesNotMatch(problem + next, /undefined|\[object|Error:/);
    });
  }
});

for (const [code, detail, problem, next] of [
  ["ssoRequired", "acme", /single sign-on by acme\.$/, /Configure SSO/],
  ["scopeMissing", "read:org", /scope read:org to list your organisations\.$/, /classic token/],
  ["organisationRefused", "acme: no", /acme: no\.$/, /by name/],
  ["versionKept", "You cannot\u202e", /You cannot\\u\{202E\}\.$/, /last version .* 5,000 downloads/],
] as const) {
  it(`what GitHub refuses has words of its own (${code})`, () => {
    const failure = new RegistryError("denied", host, { status: 403, code, detail });
    for (const { problem: shown, next: step } of [explain(failure, "app"), explainCatalog(failure)]) {
      assert.match(shown, problem);
      assert.match(step, next);
    }
  });
}

it("what Docker Hub refuses for a reason of its own is told with the way out", () => {
  const told = (kind: "unauthorized" | "denied", code: string) =>
    explain(new RegistryError(kind, host, { code, detail: "its own words" }), "app:1");
  assert.match(told("unauthorized", "secondFactor").next, /personal access token/);
  const inList = new RegistryError("unauthorized", host, { code: "secondFactor" });
  assert.deepEqual(explainCatalog(inList), explain(inList));
  assert.match(told("unauthorized", "loginRequired").problem, /only for a user name with a password/);
  assert.match(told("denied", "stillTagged").problem, /does not delete app:1: a tag .* its own words\./i);
  assert.match(told("denied", "stillTagged").next, /tags away first/);
});

it("no two failures have the same words", () => {
  const words = failures.map(([, failure]) => explainInOne(failure, "app:1"));
  assert.equal(new Set(words).size, words.length);
});

it("H06: a tag, a repository and a registry that are not there are three texts", () => {
  const texts = [
    new RegistryError("notFound", host, { status: 404, code: "MANIFEST_UNKNOWN" }),
    new RegistryError("notFound", host, { status: 404, code: "NAME_UNKNOWN" }),
    new RegistryError("unsupported", host, { status: 404 }),
  ].map((failure) => explain(failure, "app:9").problem);
  assert.equal(new Set(texts).size, 3);
  assert.equal(texts[0], `${host} has no app:9.`);
});

it("H02: a limit says until when", () => {
  const retryAt = new Date(2026, 0, 1, 14, 5).getTime();
  assert.match(explain(new RegistryError("rateLimited", host, { retryAt })).next, /0?2:05|14:05/);
});

it("N13: an untrusted certificate has three ways out and none that ignores it", () => {
  const { next } = explain(new NetworkError("tls", host, { code: "DEPTH_ZERO_SELF_SIGNED_CERT" }));
  assert.match(next, /system's certificates.*caFile.*administrator/);
  assert.doesNotMatch(next, /ignore|insecure/i);
});

it("a registry's own words are shown without their escapes", () => {
  const failure = new RegistryError("denied", host, { detail: "\u001b[31mno\u202e" });
  assert.match(explain(failure).problem, /\\u\{1B\}\[31mno\\u\{202E\}/);
});

it("what is no known failure is owned up to", () => {
  assert.match(explain(new Error("boom")).problem, /Mooring failed: boom/);
});

describe("R15: a registry that lists nothing", () => {
  for (const [kind, remedy] of [
    ["unauthorized", "signIn"],
    ["denied", "signIn"],
    ["notFound", "addRepository"],
    ["unsupported", "addRepository"],
  ] as const) {
    it(`${kind}: repositories can be added by name`, () => {
      const explained = explainCatalog(new RegistryError(kind, host));
      assert.equal(explained.remedy, remedy);
      assert.match(explained.problem, /^registry\.test:5000 does not list its repositories/);
      assert.match(explained.next, /by name/);
    });
  }

  it("is explained as always when it fails otherwise", () => {
    for (const failure of [new NetworkError("timeout", host), new RegistryError("unavailable", host)]) {
      assert.deepEqual(explainCatalog(failure), explain(failure));
    }
  });
});

describe("a rule against what was asked for (412)", () => {
  it("is told with the registry's words, and no other login is offered", () => {
    const failure = new RegistryError("denied", "h.test", { status: 412, detail: "tag is immutable" });
    assert.deepEqual(explain(failure), {
      problem: "h.test has a rule against this. It says: tag is immutable.",
      next: "Ask the project's administrator to lift it, or choose another tag.",
      remedy: "none",
    });
  });
});

describe("AWS", () => {
  for (const [kind, profile, command] of [
    ["awsSsoEnded", "work", "aws sso login --profile work"],
    ["awsSsoEnded", "my work", "aws sso login --profile 'my work'"],
    ["awsSsoEnded", "default", "aws sso login"],
    ["awsLoginEnded", "work", "aws login --profile work"],
    ["awsFailed", "work", "aws sts get-caller-identity --profile work"],
  ] as const)
    it(`${kind} of the profile ${profile} names the command`, () => {
      const { next, remedy } = explain(new CredentialError(kind, profile, { host }));
      assert.ok(next.includes(`"${command}"`), next);
      assert.equal(remedy, "retry");
    });

  it("a missing permission is told by its name, for lists too", () => {
    const facts = { status: 400, code: "AccessDeniedException", detail: "ecr:DescribeRepositories on *" };
    const failure = new RegistryError("denied", host, facts);
    assert.deepEqual(explainCatalog(failure), explain(failure));
    assert.match(explain(failure).problem, /AWS does not allow this login ecr:DescribeRepositories on \*\.$/);
  });

  it("an image that an index needs is not deleted", () => {
    const code = "ImageReferencedByManifestList";
    assert.match(explain(new RegistryError("denied", host, { code })).next, /index first/);
  });
});
