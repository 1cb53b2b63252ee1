import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Provenance } from "../../../src/core/attached/model.ts";
import { decodeProvenance } from "../../../src/core/attached/provenance.ts";
import { ContentError } from "../../../src/core/errors.ts";
import {
  blobAt,
  digestNamed,
  image,
  manifestAt,
  recordedDocument,
  tagOf,
} from "../../support/recordedArtifacts.ts";

const commit = "0123456789abcdef0123456789abcdef01234567";

function decodeStatement(predicateType: string, predicate: unknown): Provenance | undefined {
  const subject = [{ name: "x", digest: { sha256: "a".repeat(64) } }];
  const statement = { _type: "https://in-toto.io/Statement/v1", subject, predicateType, predicate };
  return decodeProvenance(Buffer.from(JSON.stringify(statement)), "it");
}

const v1 = (predicate: unknown) => decodeStatement("https://slsa.dev/provenance/v1", predicate);
const v02 = (predicate: unknown) => decodeStatement("https://slsa.dev/provenance/v0.2", predicate);

describe("provenance that real tools wrote", () => {
  it("of GitHub's runners for npm's package sigstore 2.0.0, SLSA 1 (from sigstore-go 0.7.0's test data)", () => {
    const read = decodeProvenance(recordedDocument("provenance1.bundle.json"), "it");
    assert.deepEqual(
      read && { ...read, subjects: read.subjects.length, source: read.source?.repository.href },
      {
        version: "1",
        subjects: 1,
        source: "https://github.com/sigstore/sigstore-js",
        builder: "https://github.com/actions/runner/github-hosted",
        buildType: "https://slsa-framework.github.io/github-actions-buildtypes/workflow/v1",
        invocation: "https://github.com/sigstore/sigstore-js/actions/runs/5904696764/attempts/1",
        started: undefined,
        finished: undefined,
        parameters: [
          ["workflow.ref", "refs/heads/main"],
          ["workflow.repository", "https://github.com/sigstore/sigstore-js"],
          ["workflow.path", ".github/workflows/release.yml"],
        ],
        materials: [
          {
            uri: "git+https://github.com/sigstore/sigstore-js@refs/heads/main",
            digest: "gitCommit:f0b49a04e5a62250e0f60fb128004a73110fe311",
          },
        ],
      },
    );
    assert.equal(read?.source?.commit, "f0b49a04e5a62250e0f60fb128004a73110fe311");
  });

  it("of the same for 1.3.0, SLSA 0.2", () => {
    const read = decodeProvenance(recordedDocument("provenance02.bundle.json"), "it");
    assert.deepEqual(
      [read?.version, read?.source?.repository.href, read?.source?.commit, read?.builder, read?.invocation],
      [
        "0.2",
        "https://github.com/sigstore/sigstore-js",
        "dae8bd8eb433a4147b4655c00fe73e0f22bc0fb1",
        "https://github.com/actions/runner",
        "4735384265-1",
      ],
    );
  });

  it("SLSA 0.2 in cosign's DSSE envelope", () => {
    const layer = manifestAt(digestNamed(tagOf(".att"))).layers[2];
    const read = decodeProvenance(blobAt(layer?.digest ?? ""), "it");
    assert.deepEqual(read?.subjects, [image]);
    assert.equal(read?.source?.repository.href, "https://github.com/example/app");
    assert.equal(read?.source?.commit, commit);
    assert.equal(read?.started, Date.UTC(2026, 0, 2, 3, 4, 5));
    assert.equal(read?.finished, Date.UTC(2026, 0, 2, 3, 6, 5));
    assert.deepEqual(read?.parameters, [
      ["args.VERSION", "1.2.3"],
      ["target", "release"],
    ]);
    assert.equal(read?.materials[0]?.digest, image);
  });
});

describe("BuildKit's provenance, by its documentation", () => {
  const vcs = { source: "https://github.com/example/app.git", revision: commit };

  it("SLSA 1: version control in the metadata, when the context is local", () => {
    const read = v1({
      buildDefinition: {
        buildType: "https://github.com/moby/buildkit/blob/master/docs/attestations/slsa-definitions.md",
        externalParameters: {
          configSource: { path: "Dockerfile" },
          request: { frontend: "dockerfile.v0", args: {} },
        },
        resolvedDependencies: [{ uri: "pkg:docker/alpine@latest", digest: { sha256: "b".repeat(64) } }],
      },
      runDetails: {
        builder: { id: "" },
        metadata: { startedOn: "2022-12-08T11:48:59.466513707Z", buildkit_metadata: { vcs } },
      },
    });
    assert.equal(read?.source?.repository.href, vcs.source);
    assert.equal(read?.source?.commit, commit);
    assert.equal(read?.builder, undefined);
    assert.equal(read?.started, Date.UTC(2022, 11, 8, 11, 48, 59, 466));
    assert.deepEqual(read?.parameters[1], ["request.frontend", "dockerfile.v0"]);
  });

  it("SLSA 0.2: a Git context is the config source", () => {
    const uri = "https://github.com/example/app.git#refs/heads/main";
    const read = v02({ invocation: { configSource: { uri, digest: { sha1: commit } } } });
    assert.equal(read?.source?.repository.href, "https://github.com/example/app.git");
    assert.equal(read?.source?.commit, commit);
  });

  it("SLSA 0.2: version control in the metadata", () => {
    const read = v02({
      metadata: { "https://mobyproject.org/buildkit@v1#metadata": { vcs }, buildInvocationID: "i" },
    });
    assert.deepEqual([read?.source?.commit, read?.invocation], [commit, "i"]);
  });
});

describe("sources that are not shown as such", () => {
  const uris = [
    "http://github.com/a/b",
    "git+ssh://git@github.com/a/b",
    "https://user:secret@github.com/a/b",
    "https://user@github.com/a/b",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "command:workbench.action.quit",
    "git@github.com:a/b.git",
    "",
    5,
    null,
  ];
  for (const uri of uris)
    it(String(uri), () => {
      assert.equal(v02({ invocation: { configSource: { uri } } })?.source, undefined);
      assert.equal(v1({ buildDefinition: { externalParameters: { source: uri } } })?.source, undefined);
    });

  it("a commit that is none is not taken", () => {
    for (const sha1 of ["main", "0123456", `${commit}\n`, commit.toUpperCase(), 5]) {
      const configSource = { uri: "https://h.test/a", digest: { sha1 } };
      const read = v02({ invocation: { configSource } });
      assert.deepEqual(
        [read?.source?.repository.href, read?.source?.commit],
        ["https://h.test/a", undefined],
      );
    }
  });

  it("a material of another repository does not give its commit", () => {
    const materials = [{ uri: "git+https://h.test/other@main", digest: { sha1: commit } }];
    assert.equal(
      v02({ invocation: { configSource: { uri: "https://h.test/a" } }, materials })?.source?.commit,
      undefined,
    );
    const own = [{ uri: "git+https://h.test/a.git@main", digest: { sha1: commit } }];
    assert.equal(
      v02({ invocation: { configSource: { uri: "https://h.test/a" } }, materials: own })?.source?.commit,
      commit,
    );
  });
});

describe("R08: provenance that is none, or hostile", () => {
  it("other predicates, and documents without a statement", () => {
    for (const type of [
      "https://slsa.dev/provenance/v0.1",
      "https://slsa.dev/provenance/v2",
      "https://x.test/https://slsa.dev/provenance/v1",
    ])
      assert.equal(decodeStatement(type, {}), undefined);
    assert.equal(decodeProvenance(Buffer.from("{}"), "it"), undefined);
    assert.throws(() => decodeProvenance(Buffer.from("x"), "it"), ContentError);
  });

  it("nonsense in fields makes them unknown", () => {
    for (const odd of [null, 5, "x", [], {}]) {
      const read = v1({ buildDefinition: odd, runDetails: odd });
      assert.deepEqual([read?.source, read?.builder, read?.materials], [undefined, undefined, []]);
      assert.deepEqual(v02({ builder: odd, invocation: odd, metadata: odd, materials: odd })?.parameters, []);
    }
  });

  it("at most 100 parameters and materials", () => {
    const many = Array.from({ length: 500 }, (_, number) => number);
    const read = v1({
      buildDefinition: {
        externalParameters: { many, more: { many } },
        resolvedDependencies: many.map((uri) => ({ uri: `${uri}` })),
      },
    });
    assert.deepEqual([read?.parameters.length, read?.materials.length], [100, 100]);
  });
});
