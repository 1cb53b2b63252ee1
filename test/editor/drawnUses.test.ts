import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DrawnUses } from "../../src/vscode/registries/drawnUses.ts";

describe("a tag's row is drawn anew", () => {
  it("only when other files name it than when it was drawn last", () => {
    const drawn = new DrawnUses();
    assert.equal(drawn.isOld("a", []), false, "no file names it, and none did");
    assert.equal(drawn.isOld("a", ["compose.yaml"]), true);
    drawn.drawn("a", ["compose.yaml"]);
    assert.equal(drawn.isOld("a", ["compose.yaml"]), false);
    assert.equal(drawn.isOld("a", ["compose.yaml", "Dockerfile"]), true);
    assert.equal(drawn.isOld("b", []), false, "each row for itself");
    assert.equal(drawn.isOld("a", []), true);
    drawn.drawn("a", []);
    assert.equal(drawn.isOld("a", []), false);
  });
});
