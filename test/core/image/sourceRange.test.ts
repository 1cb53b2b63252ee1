import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sourceRange } from "../../../src/core/image/sourceRange.ts";
import { config, image } from "../../editor/imageModel.ts";

const [a, b] = ["d21b4f2d90a1abb712a610678872e804267f4815", "7ac31e0"];

function built(source: string | undefined, revision: string | undefined) {
  const labels = new Map(
    Object.entries({ source, revision }).flatMap(([name, value]) =>
      value === undefined ? [] : [[`org.opencontainers.image.${name}`, value]],
    ),
  );
  return image({ config: { ...config, labels } });
}

describe("the page that compares the sources", () => {
  const table: readonly (readonly [source: string, expected: string | undefined])[] = [
    ["https://github.com/acme/app", `https://github.com/acme/app/compare/${a}...${b}`],
    ["https://github.com/acme/app.git", `https://github.com/acme/app/compare/${a}...${b}`],
    [
      `https://github.com/acme/app.git#${a}:mainline/debian`,
      `https://github.com/acme/app/compare/${a}...${b}`,
    ],
    ["https://github.com/acme/app/tree/main/image", `https://github.com/acme/app/compare/${a}...${b}`],
    ["https://codeberg.org/acme/app", `https://codeberg.org/acme/app/compare/${a}...${b}`],
    ["https://gitea.com/acme/app", `https://gitea.com/acme/app/compare/${a}...${b}`],
    [
      "https://gitlab.com/acme/tools/app/-/tree/main",
      `https://gitlab.com/acme/tools/app/-/compare/${a}...${b}`,
    ],
    ["https://gitlab.com/acme", undefined],
    ["https://github.com/acme", undefined],
    ["https://git.example.com/acme/app", undefined],
    ["https://github.com.evil.test/acme/app", undefined],
    ["https://github.com:444/acme/app", undefined],
    ["https://constructor/acme/app", undefined],
    ["https://user:secret@github.com/acme/app", undefined],
  ];
  for (const [source, expected] of table)
    it(source, () => {
      const range = sourceRange(built(source, a), built(source, b));
      assert.deepEqual([range?.old.revision, range?.now.revision], [a, b]);
      assert.equal(range?.url, expected);
    });

  it("there is none for other revisions than commits, equal ones, or another repository", () => {
    const at = (revision: string, name = "app") => built(`https://github.com/acme/${name}`, revision);
    for (const [old, now] of [
      [at("v1.0"), at("v1.1")],
      [at(a), at("../../evil")],
      [at(a), at(`${b}-dirty`)],
      [at(a), at(a)],
      [at(a), at(b, "other")],
    ] as const) {
      const range = sourceRange(old, now);
      assert.ok(range !== undefined && !("url" in range));
    }
  });
});

it("there is no range unless both tell an https source and a revision", () => {
  const whole = built("https://github.com/acme/app", a);
  for (const half of [
    built(undefined, b),
    built("https://github.com/acme/app", undefined),
    built("https://github.com/acme/app", ""),
    built("http://github.com/acme/app", b),
    built("javascript:alert(1)", b),
    built("git@github.com:acme/app", b),
  ]) {
    assert.equal(sourceRange(whole, half), undefined);
    assert.equal(sourceRange(half, whole), undefined);
  }
});

it("annotations come before labels", () => {
  const annotations = new Map([["org.opencontainers.image.revision", b]]);
  const labelled = built("https://github.com/acme/app", a);
  assert.equal(sourceRange(labelled, { ...labelled, annotations })?.now.revision, b);
});
