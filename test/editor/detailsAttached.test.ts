import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Provenance } from "../../src/core/attached/model.ts";
import type { ReadHeld, Said } from "../../src/core/attached/readHeld.ts";
import { NetworkError } from "../../src/core/errors.ts";
import type { ArtifactName } from "../../src/core/oci/artifact.ts";
import type { AttachedState } from "../../src/vscode/details/attachedReading.ts";
import { attachedOf } from "../../src/vscode/details/detailsAttached.ts";
import { sourceFact } from "../../src/vscode/details/sourceFact.ts";
import { config, descriptor, digestOf, image } from "./imageModel.ts";

const hour = 3_600_000;
const commit = "d21b4f2d90a1abb712a610678872e804267f4815";
const subject = digestOf("b");

const provenance: Provenance = {
  version: "1",
  subjects: [subject],
  source: { repository: new URL("https://github.com/example/app.git"), commit },
  builder: "https://github.com/example/app/actions/runs/1",
  buildType: "https://mobyproject.org/buildkit@v1",
  invocation: undefined,
  started: hour,
  finished: 2 * hour,
  parameters: [["frontend", "dockerfile.v0"]],
  materials: [{ uri: "pkg:docker/debian@12", digest: digestOf("9") }],
};

function held(said: Said, name: ArtifactName = { role: "attestation", detail: "in-toto" }): ReadHeld {
  const blob = descriptor("e", 2048, "application/vnd.in-toto+json");
  return {
    artifact: { ...name, digest: digestOf("f") },
    digest: digestOf("f"),
    subject,
    part: { name, blob },
    said,
  };
}

const read = (...list: readonly ReadHeld[]): AttachedState & { kind: "read" } => ({
  kind: "read",
  read: { held: list, cut: false, asOf: 0 },
  packages: new Map(),
});

/** The tab, and the links that it has. */
function shown(state: AttachedState, model = image()) {
  const links: string[] = [];
  const linkTo = (url: string) => (URL.parse(url)?.protocol === "https:" ? links.push(url) - 1 : undefined);
  const attached = attachedOf(state, model, { now: 3 * hour, linkTo });
  const view = attached.kind === "read" ? attached.view : undefined;
  return { attached, links, items: view?.items ?? [], view };
}

const factsOf = (said: Said) =>
  Object.fromEntries((shown(read(held(said))).items[0]?.facts ?? []).map(({ key, value }) => [key, value]));

describe("the Attached tab before it was read", () => {
  it("counts what the index tells", () => {
    assert.deepEqual(shown({ kind: "unread" }).attached, { kind: "unread", known: 1 });
  });

  it("says how far it is, and why it failed", () => {
    assert.deepEqual(shown({ kind: "reading", done: 0 }).attached, {
      kind: "reading",
      text: "Asking what is attached",
    });
    assert.deepEqual(shown({ kind: "reading", done: 2, total: 5 }).attached, {
      kind: "reading",
      text: "2 of 5 documents",
    });
    const { attached } = shown({ kind: "failed", failure: new NetworkError("timeout", "h.test") });
    assert.ok(attached.kind === "failed" && attached.problem.includes("h.test") && attached.next !== "");
  });
});

describe("the Attached tab", () => {
  it("provenance: source and commit as links, builder, times; parameters and materials folded", () => {
    const { items, links } = shown(read(held({ kind: "provenance", provenance })));
    const [item] = items;
    assert.deepEqual([item?.label, item?.role, item?.size], ["Provenance (SLSA 1)", "provenance", "2.0 kB"]);
    assert.deepEqual(links, [
      "https://github.com/example/app.git",
      `https://github.com/example/app/commit/${commit}`,
      "https://github.com/example/app/actions/runs/1",
    ]);
    const facts = factsOf({ kind: "provenance", provenance });
    assert.equal(facts["Commit"], commit);
    assert.match(facts["Finished"] ?? "", /\(1 hour ago\)$/);
    assert.equal(item?.created?.age, "1 hour ago");
    assert.deepEqual(
      item?.more.map(({ title, pairs }) => [title, pairs.length]),
      [
        ["1 parameter", 1],
        ["1 material", 1],
      ],
    );
  });

  it("provenance that says nothing says that; a host that is not known has no page of commits", () => {
    const bare = { ...provenance, source: undefined, builder: undefined };
    const { Source, Commit, Builder } = factsOf({ kind: "provenance", provenance: bare });
    assert.deepEqual(
      [Source, Commit, Builder],
      ["not said, or not at an https address", "not said", "not said"],
    );
    const source = { repository: new URL("https://git.example.test/a/b"), commit };
    const { items } = shown(read(held({ kind: "provenance", provenance: { ...provenance, source } })));
    const links = items[0]?.facts.map(({ key, link }) => [key, link]).slice(0, 2);
    assert.deepEqual(links, [
      ["Source", 0],
      ["Commit", undefined],
    ]);
  });

  it("signatures: who, vouched for by whom, when; a digest that is not the image's is a mismatch", () => {
    const certificate = {
      identities: ["a@b.test"],
      identityIssuer: "https://issuer.test",
      authority: "O=sigstore",
      validFrom: 0,
      validTo: hour,
    };
    const claim = { by: "cosign", digest: subject, reference: "h/a", signed: hour, certificate } as const;
    const facts = factsOf({ kind: "signature", claim });
    assert.deepEqual(
      [facts["Identity"], facts["Vouched for by"], facts["Certificate from"], facts["Signs"]],
      ["a@b.test", "https://issuer.test", "O=sigstore", subject],
    );
    assert.match(facts["Signed"] ?? "", /\(2 hours ago\)$/);
    assert.equal(shown(read(held({ kind: "signature", claim }))).items[0]?.warning, undefined);
    const forged = { ...claim, digest: digestOf("9"), certificate: undefined };
    const [item] = shown(read(held({ kind: "signature", claim: forged }))).items;
    assert.match(item?.warning ?? "", /^MISMATCH/);
    assert.match(factsOf({ kind: "signature", claim: forged })["Identity"] ?? "", /^not said/);
  });

  const sbom = {
    format: "SPDX",
    version: "2.3",
    name: "app",
    created: hour,
    tools: ["syft-1.20.0"],
    count: 1204,
    subjects: [digestOf("9")],
  } as const;
  const named: ArtifactName = { role: "sbom", detail: "SPDX" };

  it("an SBOM: format, number of packages, tool; that it speaks of another image; its packages on request", () => {
    const state = read(held({ kind: "sbom", sbom }, named));
    const [item] = shown(state).items;
    const facts = factsOf({ kind: "sbom", sbom });
    assert.deepEqual(
      [facts["Format"], facts["Packages"], facts["Made with"]],
      ["SPDX 2.3", "1,204", "syft-1.20.0"],
    );
    assert.match(item?.warning ?? "", /^MISMATCH/);
    assert.deepEqual(item?.packages, { kind: "unread" });
    const list = { facts: { ...sbom, count: 60_000 }, count: 50_000 };
    const packages = new Map([[digestOf("e"), { kind: "read", list } as const]]);
    assert.deepEqual(shown({ ...state, packages }).items[0]?.packages, {
      kind: "read",
      text: "60,000 packages",
      cut: "The first 50,000 of 60,000 are shown.",
    });
  });

  it("what is large, named only, or cannot be read says so; packages of a large SBOM can be asked for", () => {
    const large = held({ kind: "large" }, named);
    const report = held({ kind: "named" }, { role: "report", detail: "Trivy" });
    const failed = held({ kind: "failed", failure: new NetworkError("timeout", "h.test") }, named);
    const { items } = shown(read(large, report, failed));
    assert.deepEqual(
      items.map(({ label, packages, warning }) => [label, packages?.kind, warning !== undefined]),
      [
        ["SBOM (SPDX)", "unread", false],
        ["SBOM (SPDX)", undefined, true],
        ["Report (Trivy)", undefined, false],
      ],
    );
  });

  it("provenance first, then signatures, SBOMs and the rest, each with a key of its own", () => {
    const signature = {
      by: "cosign",
      digest: subject,
      reference: undefined,
      signed: undefined,
      certificate: undefined,
    } as const;
    const twice = held({ kind: "signature", claim: signature });
    const list = [
      held({ kind: "named" }, { role: "other", detail: "x" }),
      held({ kind: "sbom", sbom }, named),
      twice,
      twice,
    ];
    const { items } = shown(read(...list, held({ kind: "provenance", provenance })));
    assert.deepEqual(
      items.map(({ role }) => role),
      ["provenance", "signature", "signature", "sbom", "other"],
    );
    assert.equal(new Set(items.map(({ key }) => key)).size, 5);
  });

  it("says to what things are attached, that they were not verified, and that there is more", () => {
    const ofIndex = { ...held({ kind: "provenance", provenance }), subject: digestOf("a") };
    const { view } = shown({ ...read(held({ kind: "provenance", provenance }), ofIndex), isAgain: true });
    assert.equal(view?.text, "2 documents are attached: 1 to linux/amd64, 1 to the index.");
    assert.match(view?.notes[0] ?? "", /^Not verified/);
    assert.equal(view?.busy, true);
    const cut = read(held({ kind: "provenance", provenance }));
    const { view: less } = shown({ ...cut, read: { ...cut.read, cut: true } });
    assert.equal(less?.text, "1 document is attached to linux/amd64.");
    assert.match(less?.notes[1] ?? "", /has more/);
    assert.equal(shown(read()).view?.text, "Nothing is attached to this image.");
    assert.deepEqual(shown(read()).view?.notes, []);
  });

  it("R10: all text is sanitised", () => {
    const name: ArtifactName = { role: "other", detail: "a\u202Eb" };
    const hostile = { ...provenance, builder: "x\u001b[31m", parameters: [["k\u200B", "v\u202E"]] as const };
    const text = JSON.stringify([
      shown(read(held({ kind: "named" }, name))).attached,
      shown(read(held({ kind: "provenance", provenance: hostile }))).attached,
      shown(read(held({ kind: "statement", predicateType: "p\u202E" }))).attached,
    ]);
    assert.doesNotMatch(text, /[\u202E\u200B\u001b]|\\u001b/);
  });
});

describe("the source among the figures", () => {
  const factOf = (model = image(), state: AttachedState = { kind: "unread" }) => {
    const links: string[] = [];
    const [fact] = sourceFact(model, state, (url) => links.push(url) - 1);
    return [fact?.value, fact?.note, links[0]];
  };

  it("a label tells it, with the commit", () => {
    assert.deepEqual(factOf(), ["example.test/app", "says a label", "https://example.test/app"]);
    const annotations = new Map([
      ["org.opencontainers.image.source", `https://github.com/a/b.git#${commit}:docker`],
    ]);
    assert.deepEqual(factOf(image({ annotations })), [
      "github.com/a/b @ d21b4f2d90a1",
      "says a label",
      `https://github.com/a/b/commit/${commit}`,
    ]);
  });

  it("provenance about this image goes before it, about another one does not", () => {
    const about = (subjects: Provenance["subjects"]) =>
      read(held({ kind: "provenance", provenance: { ...provenance, subjects } }));
    assert.deepEqual(factOf(image(), about([subject]))[1], "says its provenance, not verified");
    assert.deepEqual(factOf(image(), about([digestOf("9")]))[1], "says a label");
  });

  it("U07: what is no https address is no source", () => {
    for (const source of [
      "git@github.com:a/b",
      "http://a.test",
      "https://me:pw@a.test/b",
      "javascript:1",
      "",
    ]) {
      const labels = new Map([["org.opencontainers.image.source", source]]);
      assert.deepEqual(factOf(image({ config: { ...config, labels } })), [undefined, undefined, undefined]);
    }
  });
});
