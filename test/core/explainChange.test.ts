import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentError, NetworkError, RegistryError } from "../../src/core/errors.ts";
import { explain } from "../../src/core/explain.ts";
import { explainChange } from "../../src/core/explainChange.ts";

const host = "registry.test:5000";
const digest = `sha256:${"a".repeat(64)}`;

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
      "a registry that takes no tag away alone",
      "unsupported",
      400,
      "DIGEST_INVALID",
      /does not take a tag away alone, and keeps app:1.*Delete Image takes what it names/,
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

  it("is explained by its vendor where that knows better", () => {
    for (const code of ["stillTagged", "versionKept"]) {
      const failure = new RegistryError("denied", host, { status: 403, code });
      assert.deepEqual(explainChange(failure, "app:1"), explain(failure, "app:1"));
    }
  });
});
