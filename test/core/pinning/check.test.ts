import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readerFor } from "../../../src/core/documents/readers.ts";
import { NetworkError } from "../../../src/core/errors.ts";
import { type CheckOptions, check, severities } from "../../../src/core/pinning/check.ts";
import { FakeShelf, shelfName } from "../../support/fakeShelf.ts";
import { commonPlatforms, makeImage, makeIndex, makePlatforms } from "../../support/images.ts";

const version = (text: string) => ({ config: { Labels: { "org.opencontainers.image.version": text } } });
const [old, now] = [makeImage(version("1.0.1")), makeImage(version("1.0.2"))];
const other = makeImage(version("0.9"));
const index = makeIndex(makePlatforms(commonPlatforms));
const gone = makeImage({ created: "2020-01-01T00:00:00Z" });
const down = new NetworkError("timeout", "h.test");

function shelf(): FakeShelf {
  const made = new FakeShelf({ "1.0": now, many: index }, [old, other]);
  made.failures.set("HEAD down", down);
  return made;
}

/** What is found in a Dockerfile whose "app" stands for the shelf's repository: `text code`. */
async function find(
  lines: string,
  options: CheckOptions & { readonly offline?: boolean } = {},
  made = shelf(),
) {
  const text = lines.replaceAll("app", shelfName);
  const document = { text, occurrences: readerFor("dockerfile")(text).occurrences };
  const [findings = []] = await check([document], options.offline ? undefined : made.resolver, options);
  return findings;
}

describe("codes, and how much they matter", () => {
  const table: readonly (readonly [from: string, found: readonly string[], digest?: string])[] = [
    ["app:1.0", ["unpinned hint"], now.digest],
    [`app:1.0@${now.digest}`, []],
    [`app@${old.digest}`, []],
    [`app:1.0@${old.digest}`, ["moved information"], now.digest],
    [`app:1.0@${other.digest}`, ["tag-digest-mismatch warning"], now.digest],
    ["app:2", ["missing error"]],
    [`app:1.0@${gone.digest}`, ["missing error"], now.digest],
    [`app:2@${old.digest}`, ["missing error"]],
    ["app:down", ["unpinned hint", "unreachable warning"]],
    [`app:down@${old.digest}`, ["unreachable warning"]],
    ["--platform=linux/arm64 app:many", ["unpinned hint"], index.digest],
    ["--platform=linux/s390x app:many", ["unpinned hint", "platform-missing warning"], index.digest],
    [`--platform=linux/s390x app:many@${index.digest}`, ["platform-missing warning"], index.digest],
    [
      `--platform=linux/arm64 app:many@${index.children[0]?.digest}`,
      ["platform-missing warning"],
      index.digest,
    ],
    [
      `--platform=linux/arm64 app:1.0@${old.digest}`,
      ["moved information", "platform-missing warning"],
      now.digest,
    ],
    ["--platform=linux/s390x app:2", ["missing error"]],
    [`--platform=$BUILDPLATFORM app:many@${index.digest}`, []],
    [
      `--platform=$BUILDPLATFORM app:many@${index.children[0]?.digest}`,
      ["single-platform information"],
      index.digest,
    ],
    ["--platform=$BUILDPLATFORM app:many", ["unpinned hint"], index.digest],
    [`--platform=$BUILDPLATFORM app:2@${index.children[0]?.digest}`, ["missing error"]],
    ["scratch", []],
  ];
  for (const [from, expected, digest] of table)
    it(from.replace(/(sha256:.{6}).*/, "$1"), async () => {
      const findings = await find(`FROM ${from}\n`);
      assert.deepEqual(
        findings.map(({ code, severity }) => `${code} ${severity}`),
        expected,
      );
      for (const finding of findings) {
        assert.equal(finding.digest, digest);
        assert.equal(finding.severity, severities[finding.code]);
        assert.doesNotMatch(finding.message, /undefined|\n/);
      }
    });
});

it("moved: both images' dates, an age where ages are wanted, and neither where there is none", async () => {
  const stamped = (created: string) => makeImage({ created });
  const [older, newer] = [stamped("2026-10-12T08:00:00Z"), stamped("2026-11-18T08:00:00Z")];
  const made = new FakeShelf({ "1": newer }, [older]);
  const [finding] = await find(`FROM app:1@${older.digest}\n`, {}, made);
  assert.match(finding?.message ?? "", /built on 18 Nov 2026; this pin keeps the one built on 12 Oct 2026\./);
  made.failures.set(`CONFIG ${newer.digest}`, down);
  const [again] = await find(`FROM app:1@${older.digest}\n`, {}, made);
  assert.equal(again?.code, "moved");
  assert.match(
    again?.message ?? "",
    /names sha256:\w{12} now; this pin keeps the one built on 12 Oct 2026\./,
  );
  made.failures.set(`CONFIG ${older.digest}`, down);
  const [bare] = await find(`FROM app:1@${older.digest}\n`, {}, made);
  assert.match(bare?.message ?? "", /names sha256:\w{12} now, and sha256:\w{12} is pinned\./);
});

it("what is asked of what moved: the tag, the digest, both manifests, and a config of each for the dates", async () => {
  const made = new FakeShelf({
    many: index,
    newer: makeIndex([makeImage({ created: "2026-11-18T08:00:00Z" })]),
  });
  await find(`FROM app:newer@${index.digest}\n`, {}, made);
  const kinds = made.asked.map((question) => question.split(" ")[0]);
  assert.deepEqual(kinds.toSorted(), ["CONFIG", "CONFIG", "GET", "GET", "HEAD", "HEAD"]);
});

it("a pinned digest that is there though its tag is gone is told apart from one that is gone", async () => {
  const [kept] = await find(`FROM app:2@${old.digest}\n`);
  assert.equal(kept?.message, "h.test has no app:2. The pinned digest is still there.");
  const [lost] = await find(`FROM app:1.0@${gone.digest}\n`);
  assert.equal(lost?.message, `h.test has no app:1.0@${gone.digest}.`);
});

it("W12: each distinct question is asked once, whatever asks it", async () => {
  const made = shelf();
  const lines = `${"FROM app:1.0\n".repeat(100)}${`FROM app:1.0@${now.digest}\n`.repeat(100)}`;
  const findings = await find(`${lines}FROM app:2\nFROM app:2@${gone.digest}\n`, {}, made);
  assert.equal(findings.length, 102);
  assert.deepEqual(made.asked.toSorted(), ["HEAD 1.0", "HEAD 2", `HEAD ${gone.digest}`]);
});

it("the same reference is asked about for each platform", async () => {
  const lines = "FROM --platform=linux/arm64 app:many\nFROM --platform=linux/s390x app:many\n";
  const findings = await find(`${lines}FROM app:many\n`);
  assert.deepEqual(
    findings.map(({ occurrence, code }) => [occurrence.platform, code]),
    [
      ["linux/arm64", "unpinned"],
      ["linux/s390x", "unpinned"],
      ["linux/s390x", "platform-missing"],
      [undefined, "unpinned"],
    ],
  );
});

it("offline nothing is asked, and only what the file tells is found", async () => {
  const lines = `FROM app:1.0\nFROM app:2@${gone.digest}\nFROM --platform=linux/s390x app:many\n`;
  const findings = await find(lines, { offline: true });
  assert.deepEqual(
    findings.map(({ code, digest }) => [code, digest]),
    [
      ["unpinned", undefined],
      ["unpinned", undefined],
    ],
  );
});

it("what is ignored is not asked for", async () => {
  const made = shelf();
  const lines = "FROM app:1.0\n# mooring-ignore\nFROM app:down\n";
  assert.deepEqual(await find(lines, { ignore: ["*:1.*"] }, made), []);
  assert.deepEqual(made.asked, []);
});

it("the findings of several documents come apart, in the order of their places", async () => {
  const documents = ["FROM app:2\nFROM app:1.0\n", "FROM scratch\n", "FROM app:1.0\n"].map((lines) => {
    const text = lines.replaceAll("app", shelfName);
    return { text, occurrences: readerFor("dockerfile")(text).occurrences };
  });
  const found = await check(documents, shelf().resolver);
  assert.deepEqual(
    found.map((findings) => findings.map(({ code }) => code)),
    [["missing", "unpinned"], [], ["unpinned"]],
  );
});

it("a cancel rejects with its reason, before and while asking", async () => {
  await assert.rejects(find("FROM app:1.0\n", { signal: AbortSignal.abort() }), { name: "AbortError" });
  const made = shelf();
  made.failures.set("HEAD 1.0", AbortSignal.abort().reason);
  await assert.rejects(find("FROM app:1.0\n", {}, made), { name: "AbortError" });
});

it("that a platform cannot be looked up is unreachable, never missing", async () => {
  const made = shelf();
  made.failures.set(`GET ${index.digest}`, down);
  const findings = await find(`FROM --platform=linux/arm64 app:many@${index.digest}\n`, {}, made);
  assert.deepEqual(
    findings.map(({ code }) => code),
    ["unreachable"],
  );
});
