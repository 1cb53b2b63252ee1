import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { newerOptions } from "../../src/vscode/pins/newerChoice.ts";
import { digestOf } from "../support/fakeRegistry.ts";

describe("newer tags as options", () => {
  const now = Date.UTC(2024, 10, 24);
  const day = 24 * 60 * 60_000;

  it("say what they are the newest of, and what their list told", () => {
    const options = newerOptions(
      "1.27.3",
      [
        { name: "1.27.5", facts: { pushed: now - 6 * day, size: 71_400_000, digest: digestOf("a") } },
        { name: "1.29.1" },
        { name: "1.28.0" },
        { name: "2.0.0", facts: {} },
      ],
      now,
    );
    assert.deepEqual(
      options.map(({ label, description }) => `${label}: ${description}`),
      [
        "1.27.5: newest of 1.27 · pushed 6 days ago · 71.4 MB · sha256:aaaaaaaaaaaa",
        "1.29.1: newest of 1",
        "2.0.0: newest",
        "1.28.0: ",
      ],
    );
  });

  it("are a hundred at most", () => {
    const many = Array.from({ length: 300 }, (_, number) => ({ name: `1.0.${number}` }));
    const options = newerOptions("1.0.0", many, now);
    assert.equal(options.length, 100);
    assert.deepEqual([options[0]?.value, options[0]?.description], ["1.0.299", "newest"]);
  });
});
