import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeChart } from "../../../src/core/attached/chart.ts";
import { ContentError } from "../../../src/core/errors.ts";

const decode = (document: unknown) => decodeChart(Buffer.from(JSON.stringify(document)), "it");

describe("Helm charts, by their documentation", () => {
  it("have the facts of their Chart.yaml", () => {
    const chart = decode({
      apiVersion: "v2",
      name: "app",
      version: "1.2.3+build",
      appVersion: "4.5",
      description: "An app.",
      type: "application",
      home: "https://h.test",
      sources: ["https://h.test/source"],
      dependencies: [{ name: "db", version: "^1" }, { name: "own" }, {}, 5],
    });
    assert.deepEqual(chart, {
      name: "app",
      version: "1.2.3+build",
      appVersion: "4.5",
      description: "An app.",
      kind: "application",
      home: "https://h.test",
      sources: ["https://h.test/source"],
      dependencies: [
        { name: "db", version: "^1" },
        { name: "own", version: undefined },
      ],
    });
  });

  it("R08: nonsense makes facts unknown", () => {
    const { name, version, sources, dependencies } = decode({
      name: 5,
      version: "",
      sources: 5,
      dependencies: {},
    });
    assert.deepEqual([name, version, sources, dependencies], ["", undefined, [], []]);
    assert.throws(() => decode([]), ContentError);
  });
});
