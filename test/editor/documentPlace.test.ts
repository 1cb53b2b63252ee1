import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type DocumentPlace,
  documentViews,
  formatPlace,
  parsePlace,
  type UriParts,
} from "../../src/vscode/attached/documentPlace.ts";
import { digestOf } from "../support/fakeRegistry.ts";

const digest = digestOf("a");
const repository = { registry: "h.test:5000", path: "team/app" };
const place: DocumentPlace = { repository, digest, view: "manifest", name: "app-1.27.manifest.json" };
const uri: UriParts = {
  scheme: "mooring",
  authority: "h.test:5000",
  path: `/team/app@${digest}/manifest/app-1.27.manifest.json`,
  query: "",
};

describe("places of documents", () => {
  it("are written and read back, with every view", () => {
    assert.deepEqual(formatPlace(place), uri);
    for (const view of documentViews)
      for (const more of [{}, { subject: digestOf("b") }]) {
        const written = { ...place, view, ...more };
        assert.deepEqual(parsePlace(formatPlace(written)), written);
      }
    const hub = { ...place, repository: { registry: "docker.io", path: "library/nginx" } };
    assert.deepEqual(parsePlace(formatPlace(hub)), hub);
    assert.deepEqual(parsePlace({ ...uri, authority: "H.test:5000" }), place);
  });

  const hostile: readonly (readonly [string, Partial<UriParts>])[] = [
    ["another scheme", { scheme: "file" }],
    ["no host", { authority: "" }],
    ["a login in the host", { authority: "user:pw@h.test" }],
    ["a host that is none", { authority: "h.test/../x" }],
    ["no repository", { path: `/@${digest}/manifest/x` }],
    ["a repository that climbs", { path: `/team/../../x@${digest}/manifest/x` }],
    ["an encoded slash", { path: `/team%2f..@${digest}/manifest/x` }],
    ["capitals", { path: `/Team/app@${digest}/manifest/x` }],
    ["no digest", { path: "/team/app/manifest/x" }],
    ["R06: a digest that is none", { path: "/team/app@sha256:abc/manifest/x" }],
    ["R06: a digest that climbs", { path: "/team/app@sha256:../../x/manifest/x" }],
    ["R06: a digest in capitals", { path: `/team/app@${digest.toUpperCase()}/manifest/x` }],
    ["a view that is none", { path: `/team/app@${digest}/secrets/x` }],
    ["a view of the prototype", { path: `/team/app@${digest}/constructor/x` }],
    ["no name", { path: `/team/app@${digest}/manifest/` }],
    ["a name with a slash", { path: `/team/app@${digest}/manifest/a/b` }],
    ["a name with a line end", { path: `/team/app@${digest}/manifest/a\n` }],
    ["a long name", { path: `/team/app@${digest}/manifest/${"a".repeat(256)}` }],
    ["another query", { query: "x=1" }],
    ["a subject that is none", { query: "subject=sha256:abc" }],
    ["more than a subject", { query: `subject=${digest}&x` }],
  ];
  for (const [name, parts] of hostile)
    it(`none: ${name}`, () => assert.equal(parsePlace({ ...uri, ...parts }), undefined));
});
