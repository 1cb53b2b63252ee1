import assert from "node:assert/strict";
import { it } from "node:test";
import type { Contents } from "../../src/core/attached/contents.ts";
import type { CacheEntry } from "../../src/core/attached/model.ts";
import { ContentError } from "../../src/core/errors.ts";
import { contentsOf } from "../../src/vscode/details/detailsContents.ts";
import { descriptor, digestOf } from "./imageModel.ts";

function view(contents: Contents) {
  const linkTo = (url: string) => (url.startsWith("https:") ? 7 : undefined);
  const shown = contentsOf({ kind: "read", contents }, { now: 3_600_000, linkTo });
  assert.ok(shown.kind === "read");
  return shown.view;
}

const entry = (size: number | undefined, change: Partial<CacheEntry> = {}): CacheEntry => ({
  digest: digestOf("a"),
  size,
  created: 0,
  parent: undefined,
  records: 1,
  ...change,
});
const cache = (entries: readonly CacheEntry[], hidden = 0): Contents => ({
  kind: "buildCache",
  cache: { entries, records: 2, size: 300, hidden },
});

it("a build cache: its entries, the largest first, with what they lie on and their shares", () => {
  const { title, text, rows, cut } = view(cache([entry(100), entry(300, { parent: 0, records: 2 })]));
  assert.deepEqual(
    [title, text],
    ["Build cache (BuildKit)", "2 entries · 300 B compressed · 2 build steps recorded"],
  );
  assert.deepEqual(
    rows.map(({ name, size, share, note }) => [name, size, share, note]),
    [
      ["1", "300 B", 0.75, "on 0 · 2 steps · 1 hour ago"],
      ["0", "100 B", 0.25, "1 step · 1 hour ago"],
    ],
  );
  assert.equal(cut, undefined);
});

it("sizes that are not known have no share and come last; a parent that is not there is none", () => {
  const odd = entry(undefined, { parent: 9, created: undefined });
  const { rows } = view(cache([odd, entry(0)]));
  assert.deepEqual(
    rows.map(({ size, share, note }) => [size, share, note]),
    [
      ["0 B", undefined, "1 step · 1 hour ago"],
      ["–", undefined, "1 step"],
    ],
  );
});

it("X04: of very many the largest are shown, and the others counted", () => {
  const { rows, cut } = view(
    cache(
      Array.from({ length: 600 }, (_, at) => entry(at)),
      400,
    ),
  );
  assert.deepEqual([rows.length, rows[0]?.size], [500, "599 B"]);
  assert.equal(cut, "The largest 500 of 1,000 are shown.");
});

it("a Helm chart: what it says of itself, https addresses as links, and its files", () => {
  const chart = {
    name: "shop\u202E",
    version: "1.2.3",
    appVersion: undefined,
    description: "",
    kind: undefined,
    home: "https://a.test",
    sources: ["git://b.test"],
    dependencies: [{ name: "db", version: undefined }],
  };
  const { title, facts, rows, text } = view({ kind: "chart", chart, files: [descriptor("a", 100, "x/y")] });
  assert.deepEqual([title, text], ["Helm chart", "1 file · 100 B"]);
  assert.deepEqual(
    facts.map(({ key, value, link }) => [key, value, link]),
    [
      ["Name", "shop\\u{202E}", undefined],
      ["Version", "1.2.3", undefined],
      ["Home", "https://a.test", 7],
      ["Source", "git://b.test", undefined],
      ["Depends on", "db", undefined],
    ],
  );
  assert.deepEqual(
    rows.map(({ note, share }) => [note, share]),
    [["x/y", 1]],
  );
});

it("anything else by its type, with its files by their titles", () => {
  const annotations = new Map([["org.opencontainers.image.title", "a.txt"]]);
  const files = [{ ...descriptor("a", 100, "text/plain"), annotations }];
  const { title, facts, rows } = view({ kind: "artifact", type: "application/x", files });
  assert.deepEqual([title, facts[0]?.value, rows[0]?.name], ["Artifact", "application/x", "a.txt"]);
  const known = view({ kind: "artifact", type: "application/vnd.docker.plugin.v1+json", files: [] });
  assert.deepEqual([known.title, known.text], ["Docker plugin", "It has no files."]);
});

it("a failure says what and what next", () => {
  const failure = new ContentError("malformed", "the contents");
  const shown = contentsOf({ kind: "failed", failure }, { now: 0, linkTo: () => undefined });
  assert.ok(shown.kind === "failed" && shown.problem !== "");
});
