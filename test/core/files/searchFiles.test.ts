import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mergeLayers } from "../../../src/core/files/imageTree.ts";
import { listFiles, matchFiles } from "../../../src/core/files/searchFiles.ts";
import { listArchive } from "../../support/layerTrees.ts";
import { tar } from "../../support/tar.ts";

async function filesOf(...layers: readonly (readonly string[])[]) {
  const lists = layers.map(async (paths, place) => {
    const archive = tar(paths.map((path) => (path.endsWith("/") ? { path } : { path, content: "" })));
    return { number: place + 1, index: await listArchive(archive) };
  });
  const { root } = await mergeLayers(await Promise.all(lists));
  return listFiles(root);
}

describe("finding files of an image", () => {
  it("lists files in the order of their paths, not folders, and not what was removed", async () => {
    const files = await filesOf(["b/", "b/two", "a", "b/gone"], ["b/.wh.gone", "c"]);
    assert.deepEqual(
      files.map(({ path }) => path),
      ["/a", "/b/two", "/c"],
    );
  });

  const paths = ["etc/os-release", "etc/OS/readme", "usr/lib/os-release", "opt/os/x", "home/my-os", "os"];
  const matches: readonly (readonly [text: string, found: readonly string[]])[] = [
    ["os", ["/os", "/etc/os-release", "/usr/lib/os-release", "/home/my-os", "/opt/os/x", "/etc/OS/readme"]],
    ["OS-REL", ["/etc/os-release", "/usr/lib/os-release"]],
    ["lib rel", ["/usr/lib/os-release"]],
    ["/etc/os", ["/etc/OS/readme", "/etc/os-release"]],
    ["  x ", ["/opt/os/x"]],
    ["none", []],
  ];
  for (const [text, found] of matches)
    it(`"${text}" is in ${found.length} paths, the names that begin with it first`, async () => {
      const files = await filesOf(paths);
      assert.deepEqual(
        matchFiles(files, text, 100).map(({ path }) => path),
        found,
      );
      assert.deepEqual(
        matchFiles(files, text, 1).map(({ path }) => path),
        found.slice(0, 1),
      );
    });
});
