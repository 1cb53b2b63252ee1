import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { formatReference } from "../../src/core/reference/reference.ts";
import {
  askText,
  digestsOf,
  InputError,
  imageOf,
  readInspectInput,
  readReferences,
  readState,
  readTagsInput,
  tagsOf,
} from "../../src/vscode/assistants/toolInput.ts";

describe("what assistants hand in", () => {
  it("is read", () => {
    assert.deepEqual(readReferences({ references: ["nginx:1", "ghcr.io/a/b"] }).map(formatReference), [
      "docker.io/library/nginx:1",
      "ghcr.io/a/b",
    ]);
    assert.deepEqual(readTagsInput({ repository: "nginx", contains: "1.", limit: 5 }), {
      repository: { registry: "docker.io", path: "library/nginx" },
      contains: "1.",
      limit: 5,
    });
    const { reference, platform } = readInspectInput({ reference: "nginx", platform: "linux/arm64" });
    assert.deepEqual(
      [formatReference(reference), platform],
      ["docker.io/library/nginx", { os: "linux", architecture: "arm64" }],
    );
    assert.equal(readState({}), undefined);
    assert.equal(readState({ state: "unpinned" }), "unpinned");
  });

  const wrong: readonly (readonly [string, () => unknown, RegExp])[] = [
    ["no list", () => readReferences({ references: "nginx" }), /list of 1 to 20/],
    ["an empty list", () => readReferences({ references: [] }), /list of 1 to 20/],
    [
      "too many",
      () => readReferences({ references: Array.from({ length: 21 }, () => "a") }),
      /list of 1 to 20/,
    ],
    ["nothing at all", () => readReferences(undefined), /list of 1 to 20/],
    [
      "an option",
      () => readReferences({ references: ["--privileged"] }),
      /no image reference: badPath \(--priv/,
    ],
    ["no text", () => readReferences({ references: [7] }), /no image reference: notText\./],
    ["a URL", () => readReferences({ references: ["http://h/i"] }), /scheme/],
    ["a login", () => readReferences({ references: ["u:canary@h/i"] }), /userInfo \(…@h\/i\)/],
    ["hidden text", () => readReferences({ references: ["a\u202Eb"] }), /a\\u\{202E\}b/],
    ["a tag to list tags of", () => readTagsInput({ repository: "nginx:1" }), /without a tag/],
    ["a limit that is none", () => readTagsInput({ repository: "nginx", limit: -1 }), /"limit"/],
    ["a filter that is no text", () => readTagsInput({ repository: "nginx", contains: {} }), /"contains"/],
    [
      "a platform that is none",
      () => readInspectInput({ reference: "nginx", platform: "arm" }),
      /linux\/arm64/,
    ],
    ["a state that is none", () => readState({ state: "moved" }), /one of pinned/],
  ];
  for (const [name, read, message] of wrong)
    it(`is refused: ${name}`, () =>
      assert.throws(read, (failure: Error) => {
        assert.ok(failure instanceof InputError);
        assert.match(failure.message, message);
        assert.doesNotMatch(failure.message, /canary/);
        return true;
      }));
});

describe("what the user is asked", () => {
  it("names every host that is asked, once, and with whose login", () => {
    const references = readReferences({ references: ["nginx:1", "redis", "ghcr.io/a/b:2"] });
    const repositories = references.map(({ repository }) => repository);
    assert.equal(
      askText(digestsOf(references), repositories, true),
      "Mooring asks `docker.io`, `ghcr.io` for the digests of `nginx:1`, `redis`, `ghcr.io/a/b:2`, with your login for it, if you have one.",
    );
    assert.match(askText(digestsOf(references), repositories, false), /, without a login\.$/);
  });

  it("says what is asked for", () => {
    assert.equal(tagsOf(readTagsInput({ repository: "ghcr.io/a/b" })), "for the tags of `ghcr.io/a/b`");
    assert.equal(
      imageOf(readInspectInput({ reference: "nginx:1", platform: "linux/arm64" })),
      "for the manifest and configuration of `nginx:1` for `linux/arm64`",
    );
  });
});
