import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { ContainerFile } from "../../src/cli/files.ts";
import { sarifOf } from "../../src/cli/sarif.ts";
import { readerFor } from "../../src/core/documents/readers.ts";
import { check } from "../../src/core/pinning/check.ts";

/** The report of one file that says `a: {image: nginx:1}` in its second line, behind a ship. */
async function report(path: string) {
  const text = "services:\r\n  \u{1F6A2}: {image: nginx:1}\r\n";
  const reading = readerFor("compose")(text);
  const file: ContainerFile = { path, kind: "compose", text, hasByteOrderMark: true, reading };
  const [findings = []] = await check([{ text, occurrences: reading.occurrences }], undefined);
  return sarifOf([{ file, findings }], { cwd: "/repo/app", version: "1.2.3" });
}

it("says which format it is, which tool made it, and how columns count", async () => {
  const { version, $schema, runs } = await report("compose.yaml");
  assert.equal(version, "2.1.0");
  assert.match($schema, /^https:.*sarif-2\.1\.0\.json$/);
  const [run] = runs;
  assert.equal(run?.columnKind, "utf16CodeUnits");
  assert.deepEqual([run?.tool.driver.name, run?.tool.driver.version], ["Mooring", "1.2.3"]);
});

it("has a rule for every code, with its level", async () => {
  const [run] = (await report("compose.yaml")).runs;
  assert.deepEqual(
    run?.tool.driver.rules.map(({ id, defaultConfiguration }) => [id, defaultConfiguration.level]),
    [
      ["unpinned", "note"],
      ["moved", "note"],
      ["missing", "error"],
      ["platform-missing", "warning"],
      ["tag-digest-mismatch", "warning"],
      ["single-platform", "note"],
      ["unreachable", "warning"],
    ],
  );
  for (const { shortDescription } of run?.tool.driver.rules ?? [])
    assert.match(shortDescription.text, /^[A-Z].*\.$/);
});

it("a finding stands at its characters, columns in UTF-16 units without the byte order mark", async () => {
  const { runs } = await report("compose.yaml");
  const [result] = runs[0]?.results ?? [];
  assert.deepEqual([result?.ruleId, result?.ruleIndex, result?.level], ["unpinned", 0, "note"]);
  assert.match(result?.message.text ?? "", /^nginx:1 names whatever/);
  assert.deepEqual(result?.locations[0]?.physicalLocation.region, {
    ...{ startLine: 2, startColumn: 15, endLine: 2, endColumn: 22 },
    snippet: { text: "nginx:1" },
  });
});

describe("files are named as URIs, below the working directory relative to it", () => {
  const inside = (uri: string) => ({ uri, uriBaseId: "%SRCROOT%" });
  const table: readonly (readonly [path: string, location: object])[] = [
    ["compose.yaml", inside("compose.yaml")],
    ["./a b/c#.yaml", inside("a%20b/c%23.yaml")],
    ["/repo/app/x/compose.yaml", inside("x/compose.yaml")],
    ["../other/compose.yaml", { uri: "file:///repo/other/compose.yaml" }],
    ["/etc/compose.yaml", { uri: "file:///etc/compose.yaml" }],
  ];
  for (const [path, location] of table)
    it(path, async () => {
      const { runs } = await report(path);
      assert.deepEqual(runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation, location);
    });
});
