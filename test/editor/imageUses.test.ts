import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseReference, type Reference } from "../../src/core/reference/reference.ts";
import { ImageUses } from "../../src/vscode/documents/imageUses.ts";
import { digest, usesOf } from "./uses.ts";

function reference(text: string): Reference {
  const parsed = parseReference(text);
  assert.ok(parsed.ok, text);
  return parsed.reference;
}

/** What a file says, the tag of a row, and whether the file uses it. */
const cases: readonly (readonly [file: string, row: string, isUsed: boolean])[] = [
  ["nginx:1.27", "docker.io/library/nginx:1.27", true],
  ["nginx:1.27", "nginx:1.28", false],
  ["nginx", "nginx:latest", true],
  [`nginx:1.27@${digest}`, "nginx:1.27", true],
  [`nginx@${digest}`, "nginx:latest", false],
  ["h.test:5000/team/app:1", "h.test:5000/team/app:1", true],
  ["h.test:5000/team/app:1", "h.test/team/app:1", false],
  ["h.test/team/app:1", "h.test/app:1", false],
];

describe("the tags that files of the workspace use", () => {
  for (const [file, row, isUsed] of cases)
    it(`${file} ${isUsed ? "uses" : "does not use"} ${row}`, () => {
      const uses = new ImageUses();
      uses.set("Dockerfile", usesOf(`FROM ${file}`));
      assert.deepEqual(uses.filesNaming(reference(row)), isUsed ? ["Dockerfile"] : []);
    });

  it("come with the files that name them, and go with them", () => {
    const uses = new ImageUses();
    const one = reference("app:1");
    uses.set("b/Dockerfile", usesOf("FROM app:1\nFROM app:1"));
    uses.set("a.yaml", usesOf("FROM app:1\nFROM app:2"));
    assert.deepEqual(uses.filesNaming(one), ["a.yaml", "b/Dockerfile"]);
    uses.set("a.yaml", usesOf("FROM app:2"));
    assert.deepEqual(uses.filesNaming(one), ["b/Dockerfile"]);
    assert.equal(uses.delete("b/Dockerfile"), true);
    assert.deepEqual(uses.filesNaming(one), []);
    assert.deepEqual(uses.filesNaming(reference("app:2")), ["a.yaml"]);
  });

  it("changed when a file holds something else, or has it elsewhere", () => {
    const uses = new ImageUses();
    assert.equal(uses.set("Dockerfile", []), false);
    assert.equal(uses.set("Dockerfile", usesOf("FROM app:1")), true);
    assert.equal(uses.set("Dockerfile", usesOf("FROM app:1\nRUN x")), false);
    assert.equal(uses.set("Dockerfile", usesOf("\nFROM app:1")), true);
    assert.equal(uses.set("Dockerfile", usesOf(`\nFROM app:1@${digest}`)), true);
    assert.equal(uses.set("Dockerfile", []), true);
    assert.equal(uses.delete("Dockerfile"), false);
    assert.deepEqual([...uses.files()], []);
  });
});
