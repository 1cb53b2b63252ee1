import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ContentError,
  CredentialError,
  type Failure,
  NetworkError,
  RegistryError,
} from "../../src/core/errors.ts";
import { explain, explainCatalog, explainChange, explainInOne } from "../../src/core/explain.ts";

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
  ...(["helperMissing", "helperFailed", "configMalformed", "storeFailed"] as const).map(
    (kind) => [kind, new CredentialError(kind, "docker-credential-pass", { host })] as const,
  ),
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

describe("what a registry does not take", () => {
  const table: readonly (readonly [
    string,
    ConstructorParameters<typeof RegistryError>[0],
    number,
    string | undefined,
    RegExp,
  ])[] = [
    [
      "no right to push",
      "denied",
      403,
      "DENIED",
      /does not allow this login to change app:1\. .*may write there/,
    ],
    [
      "an immutable tag of ECR",
      "unexpected",
      400,
      "TAG_INVALID",
      /app:1 be changed: tags that exist are protected.*another tag/,
    ],
    [
      "an immutable tag of ECR's API",
      "unexpected",
      400,
      "ImageTagAlreadyExists",
      /tags that exist are protected/,
    ],
    ["an immutable tag of Harbor", "unexpected", 412, "PRECONDITION", /tags that exist are protected/],
    ["an immutable tag elsewhere", "unexpected", 409, undefined, /tags that exist are protected/],
    ["too large", "unexpected", 413, undefined, /refuses app:1 as too large.*raise the limit/],
    [
      "a missing part",
      "unexpected",
      400,
      "MANIFEST_BLOB_UNKNOWN",
      /misses something that app:1 is made of.*again/,
    ],
    [
      "a repository that is not there",
      "notFound",
      404,
      "NAME_UNKNOWN",
      /no repository for app:1.*Create the repository first.*ECR/,
    ],
    [
      "a pull-through cache",
      "unsupported",
      405,
      "UNSUPPORTED",
      /does not do this with app:1.*pull-through cache/,
    ],
  ];
  for (const [name, kind, status, code, words] of table) {
    it(name, () => {
      const failure = new RegistryError(kind, host, {
        status,
        ...(code && { code }),
        detail: "its\u202e words",
      });
      const { problem, next } = explainChange(failure, "app:1");
      assert.match(`${problem} ${next}`, words);
      assert.ok(problem.startsWith(host), problem);
      assert.ok(problem.includes("It says: its\\u{202E} words."), problem);
      assert.notDeepEqual(explainChange(failure, "app:1"), explain(failure, "app:1"));
    });
  }

  it("is explained as always when it is something else", () => {
    const others = [
      new RegistryError("notFound", host, { status: 404, code: "MANIFEST_UNKNOWN" }),
      new RegistryError("unauthorized", host, { status: 401 }),
      new RegistryError("unexpected", host, { status: 400 }),
      new NetworkError("timeout", host),
      new ContentError("digestMismatch", digest, { host }),
    ];
    for (const failure of others)
      assert.deepEqual(explainChange(failure, "app:1"), explain(failure, "app:1"));
  });
});
