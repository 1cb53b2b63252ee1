import { test } from "node:test";
import { readDockerfile } from "../../../src/core/documents/dockerfile.ts";
import { checkReading } from "../../support/readings.ts";

type Case = readonly [promise: string, flags: string, expected: readonly string[]];

const cases: readonly Case[] = [
  ["its from", "--mount=type=bind,from=«a:1»,target=/x", ["pinnable a:1"]],
  ["its from in any case", "--mount=FROM=«a»", ["pinnable a"]],
  [
    "every mount",
    "--mount=type=cache,target=/x --mount=from=«a» --mount=from=«b»",
    ["pinnable a", "pinnable b"],
  ],
  ["mounts among other flags", "--network=none --mount=from=«a» --security=insecure", ["pinnable a"]],
  ["the last from", "--mount=from=b,from=«a»,rw", ["pinnable a"]],
  ["a mount in quotes", '--mount="type=bind,from=«a:1»"', ["pinnable a:1"]],
  ["nothing behind a word in quotes", "'--mount=x' --mount=from=b", []],
  ["a field in quotes of its own", `--mount='type=bind,"from=«a:1»",target=/x'`, ["pinnable a:1"]],
  ["a doubled quote for what it is", `--mount='"from=«a""b»"'`, ["invalid (notAReference)"]],
  ["no from in a quoted field that goes on", `--mount='"from=a"b'`, []],
  ["no from behind a quote inside a field", `--mount='x",from=a'`, []],
  ["no from in a field that is not closed", `--mount='"from=a'`, []],
  ["no from without a value", "--mount=from=,target=/x --mount=from", []],
  ["no from that only ends like one", "--mount=xfrom=a", []],
  ["no key with blanks", "--mount='type=bind, from=a'", []],
  ["no variables", "--mount=from=«$X»", ["invalid (notAReference)"]],
  ["the image 0, since a mount has no stage numbers", "--mount=from=«0»", ["pinnable 0"]],
  ["nothing for other flags", "--mounts=from=a --device=from=b", []],
  ["nothing for a mount behind the command", "x --mount=from=a", []],
];
for (const [promise, flags, expected] of cases)
  test(`a mount has ${promise}`, () => {
    checkReading(readDockerfile, `FROM «scratch»\nRUN ${flags} x`, ["scratch", ...expected]);
  });

test("a mount may stand on a continued line", () => {
  checkReading(readDockerfile, "RUN --mount=type=cache,target=/x \\\n    --mount=from=«a» \\\n  x", [
    "pinnable a",
  ]);
});
