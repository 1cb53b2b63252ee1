import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { NetworkError, ScannerError } from "../../src/core/errors.ts";
import { outcomesOf } from "../../src/core/rebase/outcome.ts";
import type { Finding, Report } from "../../src/core/scanning/finding.ts";
import type { DetailsRebase } from "../../src/protocol/rebase.ts";
import type { RebaseState } from "../../src/vscode/findings/rebaseSearch.ts";
import { type RebaseContext, rebaseOf } from "../../src/vscode/findings/rebaseView.ts";
import { makeImage } from "../support/images.ts";
import { modelOf } from "../support/model.ts";
import { finding, report, tool } from "./scanned.ts";

const imageOf = (user: string, name: string) => modelOf(makeImage({ config: { User: user } }), name);
const used = await imageOf("used", `h.test/debian:12-slim@sha256:${"a".repeat(64)}`);
const moved = await imageOf("moved", "h.test/debian:12-slim");
const next = await imageOf("next", "h.test/debian:13-slim");
const bases = { used, newer: [moved, next], passed: [] };
const base = { reference: used.reference, layers: 1, steps: 1 };
const line = { kind: "found", text: "Base: h.test/debian:12-slim", title: "", rows: 1 } as const;
const context: RebaseContext = { base, line, report: report([]), mayRun: true };
const trivy = tool("trivy", { version: "0.74.0" });

const found = (...lists: readonly (readonly Finding[])[]) => {
  const images = [used, moved, next];
  const reports = lists.flatMap((findings, at) => {
    const digest = images[at]?.manifest.digest;
    return digest === undefined ? [] : [[digest, report(findings)] as const];
  });
  const known = new Map(reports);
  const outcomes = outcomesOf(bases, known);
  return { kind: "found", bases, tool: trivy, reports: known, outcomes } as const;
};

const high = finding("CVE-1");
const low = finding("CVE-2", { severity: "low" });
const critical = finding("CVE-3", { severity: "critical" });

/** The view of what was found. */
function viewOf(state: RebaseState): DetailsRebase & { readonly kind: "found" } {
  const view = rebaseOf(state, context);
  assert.ok(view?.kind === "found");
  return view;
}

describe("before it is asked", () => {
  const open: RebaseState = { kind: "open" };

  it("there is nothing to ask without a base, a report or a program", () => {
    for (const change of [{ line: undefined }, { report: undefined }, { mayRun: false }])
      assert.equal(rebaseOf(open, { ...context, ...change }), undefined);
  });

  it("the base comes first, as the layers say it", () => {
    const text = "Finding where it ends asks h.test.";
    const unknown = { ...context, base: undefined };
    for (const kind of ["open", "finding"] as const)
      assert.deepEqual(rebaseOf(open, { ...unknown, line: { kind, text } }), {
        kind: "base",
        text,
        isFinding: kind === "finding",
      });
  });

  it("a report of this machine's scanner comes first", () => {
    const attached = { ...report([]), from: "attached" } as Report;
    for (const shown of [attached, report([], { scanner: { name: "Clair" } })])
      assert.equal(rebaseOf(open, { ...context, report: shown })?.kind, "unscanned");
  });

  it("the button says whom it asks; and why it came to nothing", () => {
    assert.deepEqual(rebaseOf(open, context), {
      kind: "open",
      text: "Asks h.test for newer tags in the line of the base h.test/debian:12-slim; scans nothing yet.",
    });
    const failed = rebaseOf({ ...open, failure: new NetworkError("offline", "h.test") }, context);
    assert.ok(failed?.kind === "open");
    assert.match(failed.problem ?? "", /h\.test/);
  });
});

describe("what was found", () => {
  it("without newer images: says so, and has nothing to scan", () => {
    const passed = [
      { tag: "14-slim", why: "missing" },
      { tag: "13-slim", why: "otherPlatform" },
    ] as const;
    assert.deepEqual(viewOf({ ...found(), bases: { used, newer: [], passed } }), {
      kind: "found",
      text: "There is no newer image in the line of the base h.test/debian:12-slim.",
      notes: ["The tag 14-slim names nothing.", "The tag 13-slim has no image for this platform."],
      rows: [],
    });
  });

  it("says how many scans by which program, of which references, before any", () => {
    const { text, scan, rows, notes } = viewOf(found());
    assert.equal(text, "2 images could take the place of h.test/debian:12-slim.");
    assert.deepEqual(scan, {
      kind: "idle",
      label: "Scan 3 images",
      text: "3 scans by Trivy 0.74.0 (/opt/trivy), one after the other: h.test/debian:12-slim as it is used, h.test/debian:12-slim as it is now, h.test/debian:13-slim.",
    });
    assert.deepEqual(notes, []);
    assert.deepEqual(
      rows.map(({ name, role, isBest, findings, change }) => [name, role, isBest, findings, change]),
      [
        ["h.test/debian:12-slim", "as it is used", false, undefined, undefined],
        ["h.test/debian:12-slim", "the same tag now", false, undefined, undefined],
        ["h.test/debian:13-slim", "newer", false, undefined, undefined],
      ],
    );
    assert.equal(rows[1]?.digest, moved.descriptor.digest);
  });

  it("while it runs: which of how many, and the program's words, sanitised", () => {
    const running = {
      image: moved,
      progress: { kind: "running", scanner: "trivy", tool: trivy, words: "Detecting\u202e" },
    } as const;
    assert.deepEqual(viewOf({ ...found([high]), running }).scan, {
      kind: "running",
      text: "Scan 2 of 3: Trivy 0.74.0 reads h.test/debian:12-slim as it is now: Detecting\\u{202E}",
    });
  });

  it("when it was ended: the scans that are left, and why", () => {
    const { scan } = viewOf({ ...found([high]), failure: new ScannerError("timeout", "trivy") });
    assert.ok(scan?.kind === "idle");
    assert.equal(scan.label, "Scan 2 images");
    assert.match(scan.problem ?? "", /^Trivy did not end in time/);
  });
});

describe("the result", () => {
  it("names the best, and has for each what is fixed and what comes, by severity", () => {
    const { text, notes, scan, rows } = viewOf(found([high, low], [low], [critical]));
    assert.equal(
      text,
      "h.test/debian:12-slim as it is now has the fewest findings: 1 of the base's would be fixed, 0 introduced.",
    );
    assert.equal(scan, undefined);
    assert.deepEqual(notes, [
      "All by Trivy 0.74.0 with its database of 1 Jan 1970. What stands upon the base is not counted.",
    ]);
    assert.deepEqual(
      rows.map(({ isBest, findings, change }) => [isBest, findings, change]),
      [
        [
          false,
          [
            { severity: "high", count: 1 },
            { severity: "low", count: 1 },
          ],
          undefined,
        ],
        [true, [{ severity: "low", count: 1 }], { fixed: [{ severity: "high", count: 1 }], introduced: [] }],
        [
          false,
          [{ severity: "critical", count: 1 }],
          {
            fixed: [
              { severity: "high", count: 1 },
              { severity: "low", count: 1 },
            ],
            introduced: [{ severity: "critical", count: 1 }],
          },
        ],
      ],
    );
  });

  it("none is better; and as long as scans are left, it is so far alone", () => {
    const textOf = (...lists: readonly (readonly Finding[])[]) => viewOf(found(...lists)).text;
    assert.equal(textOf([low], [low], [high]), "None has fewer findings than the base as it is used.");
    assert.equal(textOf([low], [low]), "So far, none has fewer findings than the base as it is used.");
    assert.match(textOf([low], []), /^So far, h\.test\/debian:12-slim as it is now has the fewest findings/);
  });

  it("what was found by another version or database is doubted", () => {
    const state = found([low], [low]);
    const other = report([], { database: 7 });
    const reports = new Map([...state.reports, [next.manifest.digest, other] as const]);
    assert.match(viewOf({ ...state, reports }).notes[0] ?? "", /database changed meanwhile/);
  });
});
