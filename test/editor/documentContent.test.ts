import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ContentError } from "../../src/core/errors.ts";
import { mediaTypes } from "../../src/core/oci/mediaTypes.ts";
import { type Digest, isDigest } from "../../src/core/reference/digest.ts";
import {
  type DocumentSource,
  largestDocument,
  readDocument,
} from "../../src/vscode/attached/documentContent.ts";
import type { DocumentPlace, DocumentView } from "../../src/vscode/attached/documentPlace.ts";
import { digestOf } from "../support/fakeRegistry.ts";
import {
  type Content,
  jsonContent,
  type ManifestTree,
  makeBuildCache,
  makeManifest,
} from "../support/images.ts";
import { MemoryRegistry } from "../support/memoryRegistry.ts";
import {
  blobAt,
  digestNamed,
  image,
  manifestAt,
  recordedRegistry,
  referrerOfType,
  tagOf,
} from "../support/recordedArtifacts.ts";

const repository = { registry: "h.test", path: "team/app" };

function sourceOf({ distribution }: MemoryRegistry): DocumentSource {
  return {
    manifest: ({ path }, digest, signal) => distribution.manifest(path, digest, signal),
    blob: ({ path }, blob, limit) => {
      assert.equal(limit, largestDocument);
      return distribution.blob(path, blob, { limit });
    },
  };
}

const recorded = sourceOf(recordedRegistry("h.test"));

function read(view: DocumentView, digest: string, rest: Partial<DocumentPlace> = {}, source = recorded) {
  assert.ok(isDigest(digest));
  return readDocument({ repository, digest, view, name: "x", ...rest }, source);
}

function readTree(view: DocumentView, tree: ManifestTree): Promise<string> {
  const registry = new MemoryRegistry("h.test");
  registry.fill("team/app", tree);
  return read(view, tree.digest, {}, sourceOf(registry));
}

const attestations = manifestAt(digestNamed(tagOf(".att"))).layers.map(({ digest }) => digest);
const [spdx = "", , slsa = ""] = attestations;
const jws = manifestAt(referrerOfType("application/jose+json"));
const cose = manifestAt(referrerOfType("application/cose"));

describe("JSON documents", () => {
  it("a manifest and a configuration are the bytes' JSON with two blanks", async () => {
    const text = await read("manifest", image);
    assert.match(text, /^\{\n {2}"schemaVersion": 2,\n/);
    assert.equal(JSON.parse(text).config.digest, manifestAt(image).config.digest);
    const config = await read("blob", manifestAt(image).config.digest);
    assert.deepEqual(
      JSON.parse(config),
      JSON.parse(new TextDecoder().decode(blobAt(manifestAt(image).config.digest))),
    );
    assert.ok(config.endsWith("}\n"));
  });

  it("what envelopes hold: a statement of DSSE, a claim of a JWS and of COSE; a bare document is itself", async () => {
    assert.equal(JSON.parse(await read("payload", slsa)).predicateType, "https://slsa.dev/provenance/v0.2");
    for (const { layers } of [jws, cose]) {
      const payload = JSON.parse(await read("payload", layers[0]?.digest ?? ""));
      assert.equal(payload.targetArtifact.digest, image);
    }
    const { digest } = manifestAt(digestNamed(tagOf(".sbom"))).layers[0] ?? assert.fail();
    assert.equal(JSON.parse(await read("payload", digest)).spdxVersion, "SPDX-2.3");
  });

  it("R08: what is no JSON is refused", async () => {
    const { digest } = cose.layers[0] ?? assert.fail();
    await assert.rejects(read("blob", digest), ContentError);
  });
});

describe("packages", () => {
  it("stand in columns, sorted, below what the list is of and where it is from", async () => {
    const lines = (await read("packages", spdx, { subject: image })).split("\n");
    assert.equal(lines[0], `Packages of h.test/team/app@${image}`);
    assert.match(lines[1] ?? "", /^SPDX 2\.3 · 6 packages · made .*2026.* · by syft-\[not provided\]$/);
    assert.equal(lines[2], `From ${spdx} at h.test.`);
    assert.equal(lines[3], "Not verified: this is what the document says.");
    assert.deepEqual(lines.slice(5), [
      `${"NAME".padEnd(9)}${"VERSION".padEnd(18)}TYPE  LICENSE`,
      ...rows("bash     5.2.15-2+b8       deb   BSD-4-Clause-UC AND GFDL-1.3-only"),
      "libc6    2.36-9+deb12u14   deb",
      "libssl3  3.0.19-1~deb12u2  deb",
      "semver   7.7.1             npm   ISC",
      "tzdata   2025b-0+deb12u2   deb",
      "zlib1g   1:1.2.13.dfsg-1   deb",
      "",
    ]);
    function rows(beginning: string): readonly string[] {
      const row = lines[6] ?? "";
      assert.ok(row.startsWith(beginning), row);
      return [row];
    }
  });

  it("a statement about another image is said out loud", async () => {
    const text = await read("packages", spdx, { subject: digestOf("a") });
    assert.ok(text.includes(`MISMATCH: it is attached to this image, but says it is about ${image}.`), text);
    assert.ok(!(await read("packages", spdx, { subject: image })).includes("MISMATCH"));
  });

  it("another document lists none, and says that it is of another kind", async () => {
    await assert.rejects(read("packages", slsa), (failure: unknown) => {
      return failure instanceof ContentError && failure.kind === "unknownMediaType";
    });
  });
});

describe("provenance", () => {
  it("is source, commit, builder, times, parameters and materials", async () => {
    const text = await read("provenance", slsa, { subject: image });
    for (const line of [
      /^Provenance \(SLSA 0\.2\) of h\.test\/team\/app@sha256:/m,
      /^Not verified: this is what the document says\.$/m,
      /^Source +https:\/\/github\.com\/example\/app$/m,
      /^Commit +0123456789abcdef0123456789abcdef01234567$/m,
      /^Builder +https:\/\/ci\.example\.com\/builder@v3$/m,
      /^Finished +.*2026/m,
      /^Parameters\n {2}args\.VERSION +1\.2\.3\n {2}target +release$/m,
      /^Materials\n {2}pkg:docker\/debian@12 +sha256:/m,
    ])
      assert.match(text, line);
    assert.ok(!text.includes("MISMATCH"));
    assert.match(await read("provenance", slsa, { subject: digestOf("a") }), /MISMATCH/);
  });
});

describe("signatures", () => {
  const sig = digestNamed(tagOf(".sig"));

  it("say first that they are not verified, then what they claim", async () => {
    const text = await read("signature", sig, { subject: image });
    const lines = text.split("\n");
    assert.match(lines[0] ?? "", /^2 signatures of h\.test\/team\/app@sha256:/);
    assert.match(lines[1] ?? "", /^NOT VERIFIED\./);
    assert.match(text, new RegExp(`^Digest +${image}$`, "m"));
    assert.match(text, /^Reference +127\.0\.0\.1:5057\/team\/app$/m);
    assert.match(
      text,
      /^Identity +https:\/\/github\.com\/example\/app\/\.github\/workflows\/release\.yml@refs\/heads\/main$/m,
    );
    assert.match(text, /^Vouched for by +https:\/\/token\.actions\.githubusercontent\.com$/m);
    assert.match(text, /^Identity +not said: a key alone, or no certificate that can be read$/m);
    assert.ok(!text.includes("MISMATCH"));
  });

  it("a claim of another digest is said out loud", async () => {
    const text = await read("signature", sig, { subject: digestOf("a") });
    assert.equal(text.match(/^MISMATCH: /gm)?.length, 2);
    assert.ok(text.includes(digestOf("a")));
  });

  for (const [name, type] of [
    ["JWS", "application/jose+json"],
    ["COSE", "application/cose"],
  ] as const)
    it(`of notation in ${name}; the manifest's own subject counts`, async () => {
      const text = await read("signature", referrerOfType(type), { subject: digestOf("a") });
      assert.match(text, /^Made with +notation$/m);
      assert.match(text, /^Identity +C=US, ST=WA, L=Seattle, O=Notary, CN=mooring\.test$/m);
      assert.ok(!text.includes("MISMATCH"));
    });

  it("an artifact without any says so", async () => {
    const text = await read("signature", digestNamed(tagOf(".sbom")));
    assert.match(text, /Nothing here is a signature/);
  });
});

describe("what is no image to run", () => {
  it("a build cache has its entries with sizes", async () => {
    const cache = makeBuildCache();
    const text = await readTree("contents", cache);
    assert.match(text, /^Build cache \(BuildKit\) of /);
    assert.match(text, /^1 entry · \d+ B compressed · 0 build steps recorded$/m);
    assert.match(text, new RegExp(`^0 +\\d+ B +0 +${cache.blobs[1]?.digest}$`, "m"));
  });

  const file = (mediaType: string): Content => jsonContent(mediaType, { x: 1 });
  const chart = jsonContent("application/vnd.cncf.helm.config.v1+json", {
    name: "app",
    version: "1.2.3",
    appVersion: "4",
  });

  it("a Helm chart has its name and versions", async () => {
    const layers = [file("application/vnd.cncf.helm.chart.content.v1.tar+gzip")];
    const text = await readTree("contents", makeManifest({ config: chart, layers }));
    assert.match(text, /^Helm chart of /);
    assert.match(text, /^Name +app\nVersion +1\.2\.3\nOf the application +4$/m);
  });

  it("R04: anything else has its type and its files", async () => {
    const config = jsonContent("application/vnd.example\u202E", {});
    const text = await readTree("contents", makeManifest({ config, layers: [file("text/x")] }));
    assert.match(text, /^Type application\/vnd\.example\\u\{202E\}$/m);
    assert.match(text, /^ *\d+ B {2}text\/x {2}sha256:/m);
    assert.match(text, /^It is no image to run\.$/m);
  });

  it("an index that holds no image, such as a list of referrers, by its children", async () => {
    assert.match(
      await read("contents", digestNamed(tagOf(""))),
      /^Artifact of [\s\S]*application\/vnd\.oci\.image\.manifest/,
    );
  });
});

describe("R10: hostile text", () => {
  it("is one visible line each, and no markup", async () => {
    const name = "\u001B[31mevil\u202E\n](command:x) <img src=x>";
    const sbom = jsonContent("application/spdx+json", {
      spdxVersion: "SPDX-2.3",
      packages: [{ name, versionInfo: name }],
    });
    const registry = new MemoryRegistry("h.test");
    const empty = jsonContent(mediaTypes.ociEmpty, {});
    const tree = makeManifest({ config: empty, layers: [sbom] });
    registry.fill("team/app", tree);
    const text = await read("packages", sbom.digest as Digest, {}, sourceOf(registry));
    const shown = "\\u{1B}[31mevil\\u{202E} ](command:x) <img src=x>";
    assert.equal(text.split("\n").at(-2), `${shown}  ${shown}`);
  });
});
