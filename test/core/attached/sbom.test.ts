import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Package, Sbom } from "../../../src/core/attached/model.ts";
import { decodeSbom } from "../../../src/core/attached/sbom.ts";
import { ContentError } from "../../../src/core/errors.ts";
import {
  blobAt,
  digestNamed,
  image,
  manifestAt,
  recordedDocument,
  referrerOfType,
  tagOf,
} from "../../support/recordedArtifacts.ts";

function decode(bytes: Uint8Array): Sbom {
  return decodeSbom(bytes, "it") ?? assert.fail("no SBOM");
}

function decodeObject(document: unknown): Sbom | undefined {
  return decodeSbom(Buffer.from(JSON.stringify(document)), "it");
}

function shown({ name, version, type, licenses, supplier }: Package): string {
  return [name, version, type, licenses.join(";"), supplier].join(" | ");
}

const attestations = manifestAt(digestNamed(tagOf(".att"))).layers;

/** Real documents: how many packages, and one of them. */
const documents: readonly (readonly [origin: string, bytes: Uint8Array, head: string, some: string])[] = [
  [
    "npm 11's SPDX",
    recordedDocument("npm.spdx.json"),
    "SPDX 2.3 attached-fixture@1.0.0 npm/cli-11.19.1 18",
    "@isaacs/cliui | 8.0.2 | npm | ISC | ",
  ],
  [
    "npm 11's CycloneDX",
    recordedDocument("npm.cdx.json"),
    "CycloneDX 1.5 att-npm2 npm cli 11.19.1 18",
    "@isaacs/cliui | 8.0.2 | npm | ISC | ",
  ],
  [
    "syft's SPDX, bare",
    blobAt(manifestAt(digestNamed(tagOf(".sbom"))).layers[0]?.digest ?? ""),
    "SPDX 2.3 127.0.0.1:5057/team/app syft-[not provided] 6",
    "libc6 | 2.36-9+deb12u14 | deb |  | ",
  ],
  [
    "syft's CycloneDX, as ORAS attached it",
    blobAt(manifestAt(referrerOfType("application/vnd.cyclonedx+json")).layers[0]?.digest ?? ""),
    "CycloneDX 1.6 127.0.0.1:5057/team/app syft [not provided] 7",
    "semver | 7.7.1 | npm | ISC | ",
  ],
  [
    "syft's SPDX in a statement in cosign's DSSE envelope",
    blobAt(attestations[0]?.digest ?? ""),
    "SPDX 2.3 127.0.0.1:5057/team/app syft-[not provided] 6",
    "tzdata | 2025b-0+deb12u2 | deb |  | ",
  ],
  [
    "syft's CycloneDX in a statement in cosign's DSSE envelope",
    blobAt(attestations[1]?.digest ?? ""),
    "CycloneDX 1.6 127.0.0.1:5057/team/app syft [not provided] 7",
    "debian | 12 | operating-system |  | ",
  ],
];

describe("SBOMs that real tools wrote", () => {
  for (const [origin, bytes, head, some] of documents)
    it(origin, () => {
      const { format, version, name, tools, packages, hidden, created } = decode(bytes);
      assert.equal([format, version, name, tools.join(","), packages.length].join(" "), head);
      assert.ok(packages.map(shown).includes(some), packages.map(shown).join("\n"));
      assert.equal(hidden, 0);
      assert.ok(created !== undefined && created > Date.UTC(2026, 0, 1));
    });

  it("in a statement they say whom they are about, alone they do not", () => {
    const [statement, alone] = [documents[4], documents[2]].map((entry) => entry && decode(entry[1]));
    assert.deepEqual(statement?.subjects, [image]);
    assert.equal(alone?.subjects, undefined);
  });

  it("the package database's own names and versions are all there", () => {
    const packages = decode(documents[2]?.[1] ?? new Uint8Array()).packages.map(({ name, purl }) => [
      name,
      purl,
    ]);
    assert.deepEqual(
      packages.map(([name]) => name),
      ["bash", "libc6", "libssl3", "semver", "tzdata", "zlib1g"],
    );
    assert.ok(packages.every(([name, purl]) => purl?.includes(`/${name}@`)));
  });
});

describe("SPDX 2, by its specification", () => {
  const spdx = (packages: readonly unknown[], rest: object = {}) =>
    decodeObject({ spdxVersion: "SPDX-2.2", packages, ...rest })?.packages.map(shown);

  it("a concluded licence goes before the declared one; what is not asserted is not said", () => {
    assert.deepEqual(
      spdx([
        {
          name: "a",
          licenseConcluded: "MIT",
          licenseDeclared: "ISC",
          supplier: "Organization: Example, Inc",
        },
        { name: "b", licenseConcluded: "NOASSERTION", licenseDeclared: "ISC", supplier: "NOASSERTION" },
        { name: "c", licenseConcluded: "NONE", versionInfo: "", originator: "Person: Ann (a@b.test)" },
      ]),
      ["a |  |  | MIT | Example, Inc", "b |  |  | ISC | ", "c |  |  |  | Ann (a@b.test)"],
    );
  });

  const listed = [
    { name: "root", SPDXID: "R" },
    { name: "a", SPDXID: "A" },
  ];
  const describes = (...ids: readonly string[]) => ({
    relationships: ids.map((id) => ({
      spdxElementId: "SPDXRef-DOCUMENT",
      relationshipType: "DESCRIBES",
      relatedSpdxElement: id,
    })),
  });
  const cases: readonly (readonly [string, object, number])[] = [
    ["documentDescribes", { documentDescribes: ["R"] }, 1],
    ["a relationship", describes("R"), 1],
    ["both", { documentDescribes: ["R"], ...describes("R") }, 1],
    ["several described: all are packages", describes("R", "A"), 2],
    ["none described", {}, 2],
  ];
  for (const [name, rest, count] of cases)
    it(`what the list is of is no package in it: ${name}`, () =>
      assert.equal(spdx(listed, rest)?.length, count));

  it("but when it is the only one, it is shown", () => {
    assert.equal(spdx(listed.slice(0, 1), describes("R"))?.length, 1);
  });
});

describe("CycloneDX, by its specification", () => {
  const cyclonedx = (components: unknown) =>
    decodeObject({ bomFormat: "CycloneDX", specVersion: "1.6", components })?.packages.map(shown);

  it("groups, nested components, expressions, suppliers; files are no packages", () => {
    assert.deepEqual(
      cyclonedx([
        { type: "library", group: "@x", name: "a", version: "1", purl: "pkg:npm/%40x/a@1" },
        {
          type: "application",
          name: "b",
          licenses: [{ expression: "MIT OR ISC" }, { license: { name: "Own" } }, { license: {} }],
          supplier: { name: "Ann" },
          components: [
            { type: "library", name: "inner" },
            { type: "file", name: "/f" },
          ],
        },
        { type: "library", name: "c", publisher: "Bob" },
      ]),
      [
        "@x/a | 1 | npm |  | ",
        "b |  | application | MIT OR ISC;Own | Ann",
        "inner |  | library |  | ",
        "c |  | library |  | Bob",
      ],
    );
  });
});

describe("R08: documents that are none, or hostile", () => {
  const none: readonly (readonly [string, unknown])[] = [
    ["SPDX 3", { spdxVersion: "SPDX-3.0", packages: [] }],
    ["a syft document", { artifacts: [], schema: {} }],
    ["CycloneDX without a version", { bomFormat: "CycloneDX", components: [] }],
    [
      "a statement of another predicate",
      { _type: "https://in-toto.io/Statement/v1", predicateType: "x", predicate: {} },
    ],
  ];
  for (const [name, document] of none) it(name, () => assert.equal(decodeObject(document), undefined));

  it("no JSON, or JSON that is no object", () => {
    for (const text of ["", "<bom/>", "SPDXVersion: SPDX-2.3", "[]", `${"[".repeat(200)}${"]".repeat(200)}`])
      assert.throws(() => decodeSbom(Buffer.from(text), "it"), ContentError);
  });

  it("an envelope whose payload is no JSON", () => {
    const envelope = { payloadType: "application/vnd.in-toto+json", payload: "!!", signatures: [] };
    assert.throws(() => decodeObject(envelope), ContentError);
  });

  it("nonsense in fields makes them unknown", () => {
    const odd = [null, 5, "x", [], {}, { name: 5 }, { name: "" }];
    const packages = [
      ...odd,
      { name: "a", versionInfo: {}, externalRefs: [null, { referenceType: "purl" }] },
    ];
    const spdx = decodeObject({ spdxVersion: "SPDX-2.3", packages, relationships: {}, creationInfo: [] });
    assert.deepEqual(spdx?.packages.map(shown), ["a |  |  |  | "]);
    const components = [...odd, { name: "a", type: 5, licenses: {}, components: "x", purl: "npm/a" }];
    const cyclonedx = decodeObject({ bomFormat: "CycloneDX", specVersion: "1.6", components, metadata: 1 });
    assert.deepEqual(cyclonedx?.packages.map(shown), ["a |  |  |  | "]);
    assert.equal(Object.getPrototypeOf({}), Object.prototype);
  });

  it("of more packages than are read, the rest is counted", () => {
    const packages = Array.from({ length: 50_002 }, (_, number) => ({ name: `p${number}` }));
    for (const document of [
      { spdxVersion: "SPDX-2.3", packages },
      { bomFormat: "CycloneDX", specVersion: "1.6", components: packages },
    ]) {
      const sbom = decodeObject(document);
      assert.deepEqual([sbom?.packages.length, sbom?.hidden], [50_000, 2]);
    }
  });
});
