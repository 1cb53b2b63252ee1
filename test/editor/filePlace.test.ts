import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeName } from "../../src/core/files/names.ts";
import { sanitize } from "../../src/core/text.ts";
import {
  type FilePlace,
  type FileUri,
  formatFilePlace,
  parseFilePlace,
  shownPath,
} from "../../src/vscode/files/filePlace.ts";
import { digestOf } from "../support/fakeRegistry.ts";

const [manifest, layer] = [digestOf("a"), digestOf("b")];
const repository = { registry: "h.test:5000", path: "team/app" };
const ofImage: FilePlace = { view: "files", repository, manifest, parts: ["etc", "os-release"] };
const ofLayer: FilePlace = { ...ofImage, view: "layer", layer, entry: 17 };
const uri: FileUri = {
  scheme: "mooring",
  authority: "h.test:5000",
  path: `/team/app@${layer}/layer/etc/os-release`,
  query: `manifest=${manifest}&entry=17`,
};

/** How a name is written, after `/team/app@DIGEST/files/`. */
function written(name: string): string {
  const { path } = formatFilePlace({ ...ofImage, parts: [name] });
  return path.slice(`/team/app@${manifest}/files/`.length);
}

describe("places of files", () => {
  it("are written and read back, with every view", () => {
    assert.deepEqual(formatFilePlace(ofLayer), uri);
    for (const place of [ofLayer, ofImage, { ...ofImage, view: "absent" as const }])
      assert.deepEqual(parseFilePlace(formatFilePlace(place)), place);
    assert.deepEqual(parseFilePlace({ ...uri, authority: "H.test:5000" }), ofLayer);
    assert.deepEqual(parseFilePlace({ ...formatFilePlace(ofImage), query: "version=17" }), ofImage);
  });

  const names: readonly (readonly [name: string, written: string])[] = [
    ["os-release", "os-release"],
    ["naïve Grüße 日本 🐳", "naïve Grüße 日本 🐳"],
    ["a?b#c&d=e+f:g@h;i", "a?b#c&d=e+f:g@h;i"],
    ["100%", "100%25"],
    ["a%2Fb", "a%252Fb"],
    ["a\\b", "a%5Cb"],
    ["a\nb\tc\u0000d\u007f", "a%0Ab%09c%00d%7F"],
    [" a b  c ", "%20a b%20%20c%20"],
    [" ", "%20"],
    ["a\u00a0b\u2003c", "a%C2%A0b%E2%80%83c"],
    ["gpj.\u202eexe\u2066\u200b", "gpj.%E2%80%AEexe%E2%81%A6%E2%80%8B"],
    ["\ufeffa\u00ad", "%EF%BB%BFa%C2%AD"],
    ["tag\u{e0041}", "tag%F3%A0%81%81"],
    [decodeName(Buffer.of(0x61, 0xff, 0xc3, 0x28)), "a%FF%C3("],
    ["...", "..."],
    ["package.json", "package.json.mooring"],
    ["a.JSON", "a.JSON.mooring"],
    ["Untitled.ipynb", "Untitled.ipynb.mooring"],
    [".babelrc", ".babelrc.mooring"],
    ["composer.lock", "composer.lock.mooring"],
    ["a.json.mooring", "a.json.mooring.mooring"],
    ["a.mooring", "a.mooring.mooring"],
    ["json", "json"],
    ["Cargo.lock", "Cargo.lock"],
    ["a.json ", "a.json%20"],
  ];
  for (const [name, expected] of names)
    it(`a name is seen as what it is: ${expected}`, () => {
      assert.equal(written(name), expected);
      const place = { ...ofImage, parts: ["d", name] };
      assert.deepEqual(parseFilePlace(formatFilePlace(place)), place);
    });

  it("a folder's name has no ending for JSON", () => {
    const { path } = formatFilePlace({ ...ofImage, parts: ["a.json", "b"] });
    assert.ok(path.endsWith("/files/a.json/b"));
    assert.equal(shownPath(["a.json", "b.json"]), "/a.json/b.json");
  });

  it("R10, R12: names of any bytes are each written in one way of their own, and nothing of them is hidden", () => {
    const random = numbers(20261124);
    const seen = new Map<string, string>();
    for (let count = 0; count < 4000; count++) {
      const name = decodeName(hostileBytes(random));
      const place: FilePlace = { ...ofImage, parts: [name] };
      const written = formatFilePlace(place);
      assert.deepEqual(parseFilePlace(written), place, JSON.stringify(name));
      assert.equal(sanitize(written.path), written.path);
      assert.equal(seen.get(written.path) ?? name, name);
      seen.set(written.path, name);
    }
  });

  const hostile: readonly (readonly [string, Partial<FileUri>])[] = [
    ["another scheme", { scheme: "file" }],
    ["no host", { authority: "" }],
    ["a login in the host", { authority: "user:pw@h.test" }],
    ["a repository that climbs", { path: `/team/../x@${layer}/layer/a` }],
    ["R06: a digest that is none", { path: "/team/app@sha256:abc/layer/a" }],
    ["R06: a manifest that is none", { query: "manifest=sha256:abc&entry=1" }],
    ["a view that is none", { path: `/team/app@${layer}/layers/a` }],
    ["a view of the documents", { path: `/team/app@${layer}/blob/a` }],
    ["no name", { path: `/team/app@${layer}/layer/` }],
    ["a name that climbs", { path: `/team/app@${layer}/layer/a/../b` }],
    ["a name that stays", { path: `/team/app@${layer}/layer/./a` }],
    ["an empty name", { path: `/team/app@${layer}/layer/a//b` }],
    ["a slash at the end", { path: `/team/app@${layer}/layer/a/` }],
    ["an encoded slash", { path: `/team/app@${layer}/layer/a%2Fb` }],
    ["encoded climbing", { path: `/team/app@${layer}/layer/%2E%2E/b` }],
    ["a letter written as its byte", { path: `/team/app@${layer}/layer/%61` }],
    ["a byte in small letters", { path: `/team/app@${layer}/layer/a%ff` }],
    ["a percent sign alone", { path: `/team/app@${layer}/layer/a%` }],
    ["a backslash", { path: `/team/app@${layer}/layer/a\\b` }],
    ["a line end", { path: `/team/app@${layer}/layer/a\n` }],
    ["JSON without its ending", { path: `/team/app@${layer}/layer/a.json` }],
    ["the ending of JSON without JSON", { path: `/team/app@${layer}/layer/a.txt.mooring` }],
    ["a long path", { path: `/team/app@${layer}/layer/${"a".repeat(20_000)}` }],
    ["no query", { query: "" }],
    ["an entry that is none", { query: `manifest=${manifest}&entry=-1` }],
    ["an entry in another way", { query: `manifest=${manifest}&entry=01` }],
    ["more than an entry", { query: `manifest=${manifest}&entry=1&x` }],
    ["a query of an image's file", { path: `/team/app@${manifest}/files/a` }],
    ["another query of an image's file", { path: `/team/app@${manifest}/files/a`, query: "version=1&x" }],
  ];
  for (const [name, parts] of hostile)
    it(`none: ${name}`, () => assert.equal(parseFilePlace({ ...uri, ...parts }), undefined));
});

/** Pieces that names are made of to deceive, and any bytes. */
const pieces = [
  "%",
  "%2F",
  "%00",
  "..",
  ".",
  " ",
  "\\",
  "?",
  "#",
  "\n",
  "\u202e",
  "é",
  "a",
  ".json",
  ".mooring",
];

function hostileBytes(random: () => number): Buffer {
  const count = 1 + Math.floor(random() * 6);
  const parts = Array.from({ length: count }, () =>
    random() < 0.6
      ? Buffer.from(pieces[Math.floor(random() * pieces.length)] ?? "")
      : Buffer.from([Math.floor(random() * 256)].filter((byte) => byte !== 0x2f)),
  );
  const bytes = Buffer.concat(parts);
  const isNone = bytes.length === 0 || bytes.equals(Buffer.from(".")) || bytes.equals(Buffer.from(".."));
  return isNone ? Buffer.from("x") : bytes;
}

/** The same numbers from 0 to 1 every time. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
