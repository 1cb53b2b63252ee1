import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { catalogKinds } from "../../src/core/catalog/kind.ts";
import { RegistryError } from "../../src/core/errors.ts";
import type { ExplorerNode } from "../../src/core/explorer/node.ts";
import { refusalLines, tooltipOf } from "../../src/vscode/registries/rowTooltip.ts";
import {
  attached,
  digest,
  failure,
  folded,
  layer,
  namespace,
  notice,
  platform,
  referrer,
  registry,
  repository,
  tag,
} from "./rows.ts";

const now = Date.UTC(2026, 5, 30, 12);

function text(node: ExplorerNode): string {
  return tooltipOf(node, now)?.paragraphs.join("\n") ?? "";
}

const none = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };

describe("a tooltip", () => {
  it("of a registry says where it is, who we are, and what is not safe", () => {
    const plain = registry({
      url: "http://h.test/",
      insecure: true,
      account: { kind: "user", username: "robot" },
    });
    assert.match(text(plain), /`http:\/\/h\.test\/`[\s\S]*robot[\s\S]*Plain http[\s\S]*Any certificate/);
    assert.doesNotMatch(text(registry()), /Plain http|Any certificate/);
    assert.doesNotMatch(text(registry({ url: "http://localhost:5000/" })), /Plain http/);
  });

  it("of a repository gives its full name", () => {
    assert.equal(text(repository("team/app", namespace("team", []))), "`h.test/team/app`");
  });

  it("of a registry says its kind in words", () => {
    for (const kind of catalogKinds)
      assert.doesNotMatch(text(registry({ kind })), new RegExp(`^${kind}$`, "m"));
    const kinds = catalogKinds.map((kind) => text(registry({ kind })).split("\n")[2]);
    assert.equal(new Set(kinds).size, catalogKinds.length);
    assert.match(text(registry({ kind: "ecrPublic" })), /^Amazon ECR Public$/m);
  });

  it("of a repository gives what its list told", () => {
    const facts = { isPrivate: true, description: "The *shop*", pushed: now - 86_400_000 };
    assert.match(
      text(repository("a", registry(), facts)),
      /`h\.test\/a`\nThe \\\*shop\\\*\nPrivate\nLast push 1 day ago/,
    );
  });

  it("of a tag gives the pinned reference, its platforms, and both times exactly", () => {
    const known = {
      digest,
      aliases: ["2", "latest"],
      platforms: ["linux/amd64", ""],
      pushed: now - 86_400_000,
      created: now - 2 * 86_400_000,
    };
    const lines = text(tag("1", known)).split("\n");
    assert.deepEqual(lines.slice(0, 3), [
      `\`h.test/team/app:1@${digest}\``,
      "Also tagged `2`, `latest`",
      "Index of 2 platforms: `linux/amd64`, `unknown`",
    ]);
    assert.match(lines[3] ?? "", /^Pushed 1 day ago, .*2026/);
    assert.match(lines[4] ?? "", /^Created 2 days ago, .*2026/);
    const many = { digest, platforms: Array.from({ length: 15 }, (_, number) => `linux/${number}`) };
    assert.match(text(tag("1", many)), /`linux\/11`, 3 more$/m);
  });

  it("of what is attached gives its type and digest", () => {
    const row = referrer({ role: "sbom", detail: "SPDX", digest, type: "text/spdx", created: now });
    assert.match(text(row), new RegExp(`SPDX[\\s\\S]*\`text/spdx\`\n\`${digest}\`\nCreated just now`));
    const tagged = referrer({ role: "sbom", detail: "cosign", tag: "sha256-a.sbom" });
    assert.match(text(tagged), /`h\.test\/team\/app:sha256-a\.sbom`/);
  });

  it("of what is folded away says why", () => {
    assert.match(text(folded("signatures", ["a"])), /Signatures/);
    assert.match(text(folded("caches", ["a"])), /not images/);
  });

  it("of a tag gives what is known, and nothing that is not", () => {
    const known = { digest, size: 1024, platforms: ["linux/a", "linux/b", ""], created: now - 86_400_000 };
    assert.match(
      text(tag("1", known)),
      new RegExp(`h\\.test/team/app:1[\\s\\S]*${digest}[\\s\\S]*3 platforms[\\s\\S]*1 day ago`),
    );
    assert.match(text(tag("1")), /Open it/);
    assert.doesNotMatch(text(tag("1")), /undefined|sha256/);
  });

  it("of a platform gives its digest", () => {
    assert.match(text(platform("linux/amd64")), new RegExp(digest));
    assert.match(text(platform(undefined)), /unknown platform/);
  });

  it("of a layer gives the whole command as it is", () => {
    const tooltip = tooltipOf(layer("RUN a &&\n    b"), now);
    assert.equal(tooltip?.code, "RUN a &&\n    b");
    assert.equal(tooltipOf(layer(undefined), now)?.code, undefined);
  });

  for (const [findings, line] of [
    [
      { ...none, critical: 2, unknown: 1200, scanner: "Trivy v0.51.1", at: now - 3 * 86_400_000 },
      "Findings: 2 critical, 1,200 unknown (Trivy v0.51.1, 3 days ago)",
    ],
    [{ ...none, low: 1 }, "Findings: 1 low (the registry's scanner)"],
    [none, "No findings (the registry's scanner)"],
  ] as const)
    it(`of a tag tells what the registry's scanner found: ${line}`, () => {
      const lines = tooltipOf({ ...tag("1"), facts: { findings } }, now)?.paragraphs ?? [];
      assert.equal(lines.at(-1)?.replaceAll("\\", "").replaceAll("&#58;", ":"), line);
    });

  it("of a failure gives the cause and the next step", () => {
    const failed = failure(tag("1"), new RegistryError("unavailable", "h.test", { status: 503 }));
    assert.match(text(failed), /failing[\s\S]*Try again later/);
  });

  it("is not there where the row says all", () => {
    const rows = [namespace("a", []), attached(), notice(registry(), { kind: "empty" })];
    for (const row of rows) assert.equal(tooltipOf(row, now), undefined);
  });
});

describe("U02, U03, R10: no tooltip holds a link, an image, an icon or an escape", () => {
  const hostile =
    "[x](command:evil) ![](https://canary.test) <img src=x> https://canary.test $(error) `\u202e\u001b";
  const rows: readonly ExplorerNode[] = [
    registry({ name: hostile, account: { kind: "user", username: hostile } }),
    platform(`${hostile}/x`),
    repository("a", registry(), { description: hostile }),
    tag("1", { digest, platforms: [hostile], aliases: [hostile] }),
    referrer({ role: "other", detail: hostile, type: hostile, digest }),
    referrer({ role: "attestation", detail: hostile, digest }),
    layer(hostile),
    { ...tag("1"), facts: { findings: { ...none, scanner: hostile } } },
    failure(tag("1"), new RegistryError("denied", "h.test", { detail: hostile })),
  ];
  for (const row of rows) {
    it(row.kind, () => {
      const tooltip = tooltipOf(row, now);
      // Inside a code span nothing means anything, and none can be left: see markdown.test.ts.
      const markdown = (tooltip?.paragraphs.join("\n") ?? "").replace(/(?<!\\)`[^`\n]*`/g, "");
      assert.doesNotMatch(markdown, /(?<!\\)[[\]<>!$`]|:\/\//);
      assert.doesNotMatch(markdown + tooltip?.code, /[\u001b\u202e]/);
    });
  }
});

it("a tag whose list tells no digest still says when it was pushed", () => {
  const lines = text({ ...tag("1.27"), facts: { pushed: now - 60_000 } });
  assert.match(lines, /^`h\.test\/team\/app:1\.27`\nOpen it to see what it names\.\nPushed 1 minute ago/);
});

describe("what a registry cannot do", () => {
  it("is told of a tag, and nothing when it can", () => {
    const { registry: harbor } = registry({ kind: "harbor" });
    assert.deepEqual(refusalLines(harbor, ["untag", "delete", "web"]), []);
    assert.match(refusalLines(harbor, ["delete"]).join(), /^This registry does not take a tag away alone\.$/);
    assert.match(refusalLines(harbor, ["untag"]).join(), /^This registry does not delete images/);
  });

  it("has GitHub's own reason", () => {
    const { registry: github } = registry({ kind: "ghcr" });
    assert.match(refusalLines(github, ["delete"]).join(), /^GitHub takes no tag away alone/);
  });
});
