import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError, RegistryError } from "../../src/core/errors.ts";
import type { ExplorerNode, Notice } from "../../src/core/explorer/node.ts";
import { formatAsOf } from "../../src/core/format.ts";
import { rowOf } from "../../src/vscode/registries/rowText.ts";
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
const day = 24 * 60 * 60 * 1000;
const short = "aaaaaaaaaaaa";
const hub = { host: "docker.io", kind: "dockerHub", url: "https://docker.io/" } as const;

const cosign = { role: "signature", detail: "cosign", tag: "sha256-a.sig" } as const;

const rows: Readonly<
  Record<string, readonly [ExplorerNode, label: string, description: string, icon: string, context: string]>
> = {
  "a registry": [registry(), "h.test", "anonymous", "cloud", "registry"],
  "a registry with a name and a login": [
    registry({ name: "Work", account: { kind: "user", username: "robot" } }),
    "Work",
    "robot",
    "cloud",
    "registry signedIn",
  ],
  "another account at a registry": [
    registry({ id: "h.test~work" }),
    "h.test (work)",
    "anonymous",
    "cloud",
    "registry",
  ],
  "a registry by VS Code's sign-in to GitHub": [
    registry({ host: "ghcr.io", kind: "ghcr", account: { kind: "github", username: "octo\u202e" } }),
    "ghcr.io",
    "octo\\u{202E} by GitHub",
    "github",
    "registry signedIn",
  ],
  "a registry by docker login": [
    registry({ account: { kind: "docker" } }),
    "h.test",
    "docker login",
    "cloud",
    "registry",
  ],
  "a registry by AWS's own credentials": [
    registry({ account: { kind: "aws", profile: undefined } }),
    "h.test",
    "AWS",
    "cloud",
    "registry",
  ],
  "a registry by a profile of AWS": [
    registry({ account: { kind: "aws", profile: "wo\u202Erk" } }),
    "h.test",
    "AWS profile wo\\u{202E}rk",
    "cloud",
    "registry",
  ],
  "A19: a registry whose login cannot be read": [
    registry({ account: { kind: "unreadable" } }),
    "h.test",
    "saved login cannot be read",
    "cloud",
    "registry signedIn",
  ],
  "a registry on this machine": [
    registry({ host: "localhost:5000", url: "http://localhost:5000/" }),
    "localhost:5000",
    "anonymous",
    "home",
    "registry",
  ],
  "Docker Hub": [registry(hub), "Docker Hub", "anonymous", "cloud", "registry"],
  "GitHub's registry": [
    registry({ host: "ghcr.io", kind: "ghcr" }),
    "ghcr.io",
    "anonymous",
    "github",
    "registry",
  ],
  "A14: not GitHub's registry": [
    registry({ host: "ghcr.io.evil.test" }),
    "ghcr.io.evil.test",
    "anonymous",
    "cloud",
    "registry",
  ],
  "a registry of Amazon's": [
    registry({ kind: "ecr" }),
    "h.test",
    "anonymous",
    "server-environment",
    "registry",
  ],
  "Harbor on this machine": [
    registry({ kind: "harbor", url: "http://127.0.0.1:80/" }),
    "h.test",
    "anonymous",
    "home",
    "registry",
  ],
  "a namespace that may grow": [
    { ...namespace("team", ["a"]), goesOn: true },
    "team",
    "1 repository so far",
    "folder",
    "namespace",
  ],
  "a repository with facts": [
    repository("a", registry(), { tags: 1200 }),
    "a",
    "1,200 tags",
    "package",
    "repository",
  ],
  "a private repository": [
    repository("a", registry(), { tags: 1, isPrivate: true }),
    "a",
    "1 tag · private",
    "lock",
    "repository",
  ],
  "signature tags": [folded("signatures", ["a", "b"]), "2 signature tags", "", "fold", "folded"],
  "a build cache": [folded("caches", ["a"]), "1 build cache", "", "fold", "folded"],
  "a tag with aliases": [
    tag("1", { digest, aliases: ["1.27", "latest"], platforms: ["linux/x"] }),
    "1",
    `${short} = 1.27, latest · 1 platform`,
    "tag",
    "tag",
  ],
  "a tag with many aliases": [
    tag("1", { digest, aliases: ["a", "b", "c", "d", "e"] }),
    "1",
    `${short} = a, b, c, +2`,
    "tag",
    "tag",
  ],
  "a tag with the time of its push": [
    tag("1", { digest, pushed: now - 2 * day, created: now - 21 * day }),
    "1",
    `${short} · 2 days ago`,
    "tag",
    "tag",
  ],
  "what is attached": [attached(), "Attached", "", "link", "attached"],
  "what is known to be attached": [attached([cosign]), "Attached", "at least 1", "link", "attached"],
  "what is attached, counted": [attached([cosign], 2), "Attached", "2", "link", "attached"],
  "a signature": [
    referrer({ role: "signature", detail: "notation", digest, created: now - 21 * day }),
    "Signature (notation)",
    `3 weeks ago · ${short}`,
    "verified",
    "referrer signature",
  ],
  "a signature under a tag": [referrer(cosign), "Signature (cosign)", "", "verified", "referrer signature"],
  "an SBOM": [
    referrer({ role: "sbom", detail: "SPDX", digest }),
    "SBOM (SPDX)",
    short,
    "list-tree",
    "referrer sbom",
  ],
  provenance: [
    referrer({ role: "provenance", detail: "SLSA 1", digest }),
    "Provenance (SLSA 1)",
    short,
    "git-commit",
    "referrer provenance",
  ],
  "a report": [
    referrer({ role: "report", detail: "Trivy", digest }),
    "Report (Trivy)",
    short,
    "bug",
    "referrer report",
  ],
  "another artifact": [
    referrer({ role: "other", detail: "text/x", digest }),
    "text/x",
    short,
    "file",
    "referrer other",
  ],
  "an artifact that says nothing": [
    referrer({ role: "other", detail: "", digest }),
    "Artifact",
    short,
    "file",
    "referrer other",
  ],
  "a filter": [
    { kind: "filter", parent: registry(), text: "1.2", matching: 12, read: 1200, goesOn: false },
    'Filter: "1.2"',
    "12 of 1,200 read",
    "filter-filled",
    "filter",
  ],
  "a filter of a list that goes on": [
    { kind: "filter", parent: registry(), text: "1.2", matching: 0, read: 200, goesOn: true },
    'Filter: "1.2"',
    "0 of 200 read, the list goes on",
    "filter-filled",
    "filter",
  ],
  "the rest of a filtered list": [
    { kind: "more", parent: registry(), loaded: 200, total: undefined, looksFurther: true },
    "Load more to look further",
    "200 of at least 200",
    "search",
    "more",
  ],
  "a namespace": [namespace("team/sub", ["a", "b"]), "team/sub", "2 repositories", "folder", "namespace"],
  "a namespace of one": [namespace("team", ["a"]), "team", "1 repository", "folder", "namespace"],
  "a repository": [repository("team/app"), "team/app", "", "package", "repository"],
  "a repository in its namespace": [
    repository("team/sub/app", namespace("team/sub", [])),
    "app",
    "",
    "package",
    "repository",
  ],
  "an official image": [repository("library/nginx", registry(hub)), "nginx", "", "package", "repository"],
  "a tag": [tag("1.27"), "1.27", "", "tag", "tag"],
  "a tag whose list tells no digest": [
    { ...tag("1.27"), facts: { pushed: now - 21 * day } },
    "1.27",
    "3 weeks ago",
    "tag",
    "tag",
  ],
  "a tag with a digest": [tag("1.27", { digest }), "1.27", short, "tag", "tag"],
  "an opened tag": [
    tag("1.27", { digest, size: 71_400_000, created: now - 21 * day }),
    "1.27",
    `${short} · 71.4 MB · 3 weeks ago`,
    "tag",
    "tag",
  ],
  "an opened index": [
    tag("1", { digest, platforms: Array(8).fill("linux/x") }),
    "1",
    `${short} · 8 platforms`,
    "tag",
    "tag",
  ],
  "a platform": [platform("linux/arm64/v8"), "linux/arm64/v8", short, "server-process", "platform"],
  "an opened platform": [
    platform("linux/amd64", { digest, size: 1_000_000 }),
    "linux/amd64",
    `${short} · 1.0 MB`,
    "server-process",
    "platform",
  ],
  "a platform without a name": [platform(undefined), "unknown platform", short, "server-process", "platform"],
  "a layer": [
    layer("RUN /bin/sh -c apt-get update # buildkit"),
    "RUN apt-get update",
    "1.0 kB",
    "layers",
    "layer",
  ],
  "a layer of one long line": [
    layer(`RUN ${"x".repeat(500)}`),
    `RUN ${"x".repeat(96)}…`,
    "1.0 kB",
    "layers",
    "layer",
  ],
  "a layer without history": [layer(undefined, "unknown"), "Layer 3", "–", "layers", "layer"],
  "the rest of a list": [
    { kind: "more", parent: registry(), loaded: 1200, total: undefined },
    "Load more",
    "1,200 of at least 1,200",
    "ellipsis",
    "more",
  ],
  "the rest of a counted list": [
    { kind: "more", parent: registry(), loaded: 100, total: 178 },
    "Load more",
    "100 of 178",
    "ellipsis",
    "more",
  ],
  "the rest of a badly counted list": [
    { kind: "more", parent: registry(), loaded: 100, total: 7 },
    "Load more",
    "100 of 100",
    "ellipsis",
    "more",
  ],
};

describe("a row says what it is", () => {
  for (const [what, [node, label, description, icon, context]] of Object.entries(rows)) {
    it(what, () => {
      const row = rowOf(node, now);
      assert.deepEqual(
        [row.label, row.description, row.icon, row.context],
        [label, description, icon, context],
      );
      assert.equal(row.opens, !["layer", "more", "filter", "referrer"].includes(node.kind));
    });
  }

  it("and what can be done with it", () => {
    assert.equal(rowOf(tag("1"), now, { abilities: ["web", "untag"] }).context, "tag web untag");
    assert.equal(rowOf(tag("1"), now, { abilities: [] }).context, "tag");
  });

  it("U09: to a screen reader with its kind in front", () => {
    assert.equal(rowOf(tag("1", { digest }), now).spoken, `Tag, 1, sha256:${short}`);
    assert.equal(rowOf(layer("RUN make"), now).spoken, "Layer 3, RUN make, 1.0 kB");
    assert.equal(rowOf(repository("a/b"), now).spoken, "Repository, a/b");
    const { icon, spoken } = rowOf(tag("1"), now, { usedIn: ["compose.yaml"] });
    assert.deepEqual({ icon, spoken }, { icon: "bookmark", spoken: "Tag, 1, used in this workspace" });
  });
});

const denied = new RegistryError("denied", "h.test", { status: 403 });
const unauthorized = new RegistryError("unauthorized", "h.test", { status: 401 });
const unsupported = new RegistryError("unsupported", "h.test", { status: 404 });
const offline = new NetworkError("offline", "h.test", { code: "ECONNREFUSED" });

describe("a failure says what happened and offers the ways out", () => {
  const cases: readonly (readonly [string, ExplorerNode, label: RegExp, context: string])[] = [
    [
      "R15: a refused catalogue",
      failure(registry(), denied),
      /^Does not list its repositories/,
      "failure signIn addRepository",
    ],
    [
      "R15: one that wants a login",
      failure(registry(), unauthorized),
      /^Does not list its repositories/,
      "failure signIn addRepository",
    ],
    [
      "R15: one that does not exist",
      failure(registry(), unsupported),
      /^Does not list its repositories/,
      "failure addRepository",
    ],
    ["an unreachable registry", failure(registry(), offline), /^Nothing listens at h\.test/, "failure"],
    [
      "refused tags",
      failure(repository("team/app"), denied),
      /^Does not allow this login to read team\/app\.$/,
      "failure signIn",
    ],
    [
      "a missing tag",
      failure(tag("1.99"), new RegistryError("notFound", "h.test", { status: 404 })),
      /^Has no team\/app:1\.99\.$/,
      "failure",
    ],
  ];
  for (const [what, node, label, context] of cases) {
    it(what, () => {
      const row = rowOf(node, now);
      assert.match(row.label, label);
      assert.deepEqual(
        [row.context, row.icon, row.description, row.opens],
        [context, "warning", "h.test", false],
      );
      assert.ok(row.spoken.startsWith("Failed, "));
    });
  }

  it("I3: and from when the rows below it are", () => {
    const at = now - 60_000;
    const { description } = rowOf(failure(registry(), offline, at), now);
    assert.equal(description, `showing what was read at ${formatAsOf(at, now)}`);
  });
});

describe("a note says what is not shown", () => {
  const cases: readonly (readonly [ExplorerNode, string, string])[] = [
    [notice(registry(), { kind: "empty" }), "No repositories", ""],
    [notice(repository("a"), { kind: "empty" }), "No tags", ""],
    [notice(tag("1"), { kind: "empty" }), "No layers", ""],
    [notice(attached(), { kind: "empty" }), "Nothing is attached", ""],
    [
      notice(repository("a"), { kind: "hiddenNames", count: 2 }),
      "2 invalid names hidden",
      "not names by the specification",
    ],
    [
      notice(repository("a"), { kind: "cut", loaded: 50_000 }),
      "The list goes on",
      "Mooring reads 50,000 at most",
    ],
    [notice(tag("1"), { kind: "hiddenPlatforms", count: 1 }), "1 more platform not shown", ""],
  ];
  for (const [node, label, description] of cases) {
    it(label, () => {
      const row = rowOf(node, now);
      assert.deepEqual([row.label, row.description, row.context], [label, description, "notice"]);
    });
  }

  it("R04: an artifact is called by its name where its type is known, and opens like others", () => {
    const type = "application/vnd.cncf.helm.config.v1+json";
    const row = rowOf(notice(tag("1"), { kind: "notAnImage", role: "artifact", type }), now);
    assert.deepEqual(
      [row.label, row.description, row.context],
      ["Helm chart, not an image to run", type, "notice contents"],
    );
  });

  for (const role of ["buildCache", "attestation", "artifact", "schema1"] as const) {
    it(`R04: ${role} is named for what it is`, () => {
      const what: Notice = { kind: "notAnImage", role, type: "text/x" };
      const row = rowOf(notice(tag("1"), what), now);
      assert.match(row.label, /not an image to run|schema 1/);
      assert.equal(row.description, "text/x");
    });
  }
});

describe("U05, R10: hostile text is marked in every row", () => {
  const hostile = "\u001b[31m\u202etxt\u200b\n";
  const nodes: readonly ExplorerNode[] = [
    registry({ name: hostile, account: { kind: "user", username: hostile } }),
    tag(hostile),
    platform(`${hostile}/amd64`),
    layer(hostile),
    failure(tag("1"), new RegistryError("denied", "h.test", { detail: hostile })),
    notice(tag("1"), { kind: "notAnImage", role: "artifact", type: hostile }),
    referrer({ role: "other", detail: hostile }),
    referrer({ role: "attestation", detail: hostile }),
    tag("1", { digest, aliases: [hostile] }),
    { kind: "filter", parent: registry(), text: hostile, matching: 0, read: 0, goesOn: false },
  ];
  for (const node of nodes) {
    it(node.kind, () => {
      const { label, description, spoken } = rowOf(node, now);
      const all = label + description + spoken;
      assert.doesNotMatch(all, /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e]/);
      assert.match(all, /\\u\{202E\}/);
    });
  }
});
