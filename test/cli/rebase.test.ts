import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { anonymous } from "../../src/core/auth/credential.ts";
import { openDistribution } from "../../src/core/registry/open.ts";
import { openScans } from "../../src/core/scanning/openScans.ts";
import { failing, fakeScanners } from "../support/fakeScanners.ts";
import { fakeSend } from "../support/fakeSend.ts";
import { treeAnswers } from "../support/fakeTree.ts";
import { type ManifestTree, makeImage } from "../support/images.ts";
import { builtOnDebian, debianBases, scriptOfDebianBases } from "../support/scanners/debianBases.ts";
import { scratchFolder } from "../support/scratch.ts";
import { mooring } from "./fakes.ts";

const app = builtOnDebian("r.test/debian:12-slim");
const { used, moved, next, best } = debianBases;
const all = { "12-slim": moved.tree, "13-slim": next.tree, "14-slim": best.tree, "15": next.tree };

/** A fake Trivy, and `r.test` with `app:1` and the bases; `script` is what the program does instead. */
async function world(
  t: TestContext,
  {
    image = app,
    tags = all,
    script = scriptOfDebianBases(app),
  }: { image?: ManifestTree; tags?: Readonly<Record<string, ManifestTree>>; script?: string } = {},
) {
  const fakes = await fakeScanners(t);
  await fakes.make("trivy", script);
  const { send } = fakeSend("https://r.test", {
    ...treeAnswers("app", image, ["1"]),
    ...treeAnswers("debian", used.tree),
    ...Object.assign({}, ...Object.entries(tags).map(([tag, tree]) => treeAnswers("debian", tree, [tag]))),
    "GET /v2/debian/tags/list?n=1000": { body: { name: "debian", tags: Object.keys(tags) } },
  });
  const scans = openScans({
    env: { PATH: fakes.bin },
    path: () => undefined,
    workspaceFolders: () => [],
    access: async () => ({ base: new URL("https://r.test/"), credential: anonymous }),
    stored: { get: async () => undefined, put: async () => false, clear: async () => {} },
  });
  t.after(() => scans.close());
  const cwd = await scratchFolder(t);
  const distribution = () => openDistribution({ registry: "r.test", base: new URL("https://r.test/"), send });
  const run = (...argv: readonly string[]) =>
    mooring(["scan", "r.test/app:1", "--rebase", ...argv], { cwd, distribution, scans });
  const scanned = async () => (await fakes.runs()).filter((kind) => kind === "scan").length;
  return { run, scanned, cwd };
}

describe("scan --rebase", () => {
  it("scans the base and what could take its place, and says what each would change", async (t) => {
    const { run, scanned } = await world(t);
    const { code, stdout, stderr } = await run();
    assert.equal(code, 1);
    assert.deepEqual(stdout.split("\n").slice(-10), [
      "2 critical, 2 high, 1 low",
      "",
      "BASE                                FINDINGS                   FIXED               INTRODUCED  DIGEST",
      `r.test/debian:12-slim  as used      2 critical, 2 high, 1 low                                  ${used.tree.digest}`,
      `r.test/debian:12-slim  its tag now  2 critical, 1 high, 1 low  1 high              none        ${moved.tree.digest}`,
      `r.test/debian:14-slim  newer, best  1 critical, 1 high, 1 low  2 critical, 1 high  1 critical  ${best.tree.digest}`,
      `r.test/debian:13-slim  newer        2 critical, 1 high, 1 low  1 critical, 1 high  1 critical  ${next.tree.digest}`,
      "",
      `r.test/debian:14-slim@${best.tree.digest} has the fewest findings (Trivy, database of 20 Nov 2026).`,
      "",
    ]);
    assert.equal(await scanned(), 5);
    // What it costs is said before it is begun.
    const names = ["12-slim", "12-slim", "14-slim", "13-slim"].map((tag) => `r.test/debian:${tag}`);
    assert.match(stderr, /^mooring: running Trivy/);
    assert.ok(
      stderr.includes(
        `scanning 4 bases, too: ${names[0]}@${used.tree.digest}, ${names.slice(1).join(", ")}\n`,
      ),
    );
  });

  it("prints JSON", async (t) => {
    const { run } = await world(t);
    const { rebase, findings } = JSON.parse((await run("--json")).stdout);
    const none = { critical: 0, high: 0, medium: 0, low: 0, negligible: 0, unknown: 0 };
    assert.equal(findings.length, 5);
    assert.deepEqual(rebase, {
      base: {
        reference: `r.test/debian:12-slim@${used.tree.digest}`,
        digest: used.tree.digest,
        counts: { ...none, critical: 2, high: 2, low: 1 },
      },
      newer: [
        {
          reference: `r.test/debian:12-slim@${moved.tree.digest}`,
          digest: moved.tree.digest,
          counts: { ...none, critical: 2, high: 1, low: 1 },
          fixed: { ...none, high: 1 },
          introduced: none,
          best: false,
        },
        {
          reference: `r.test/debian:14-slim@${best.tree.digest}`,
          digest: best.tree.digest,
          counts: { ...none, critical: 1, high: 1, low: 1 },
          fixed: { ...none, critical: 2, high: 1 },
          introduced: { ...none, critical: 1 },
          best: true,
        },
        {
          reference: `r.test/debian:13-slim@${next.tree.digest}`,
          digest: next.tree.digest,
          counts: { ...none, critical: 2, high: 1, low: 1 },
          fixed: { ...none, critical: 1, high: 1 },
          introduced: { ...none, critical: 1 },
          best: false,
        },
      ],
      alike: true,
      passed: [],
    });
  });

  it("leaves out of the bases what it leaves out of the image", async (t) => {
    const { run } = await world(t);
    const { rebase } = JSON.parse((await run("--json", "--ignore-unfixed")).stdout);
    // Neither apt's nor zlib's has a fix.
    assert.deepEqual([rebase.base.counts.critical, rebase.base.counts.low], [1, 0]);
    assert.deepEqual(rebase.newer[1].fixed.critical, 1);
  });

  it("of the newest base, which did not move, scans the image alone", async (t) => {
    const { run, scanned } = await world(t, { tags: { "12-slim": used.tree, "11-slim": next.tree } });
    const { code, stdout } = await run();
    assert.equal(code, 1);
    assert.match(stdout, /\n\nThere is no newer image in the line of the base r\.test\/debian:12-slim\.\n$/);
    const { rebase } = JSON.parse((await run("--json")).stdout);
    assert.deepEqual([rebase.base.counts, rebase.newer], [null, []]);
    assert.equal(await scanned(), 2);
  });

  it("says when none has fewer findings, and what was passed over", async (t) => {
    const arm = makeImage({ platform: { os: "linux", architecture: "arm64" } });
    const worse = builtOnDebian("r.test/debian:12-slim");
    const { run } = await world(t, { tags: { "12-slim": used.tree, "13-slim": worse, "14-slim": arm } });
    const { stdout } = await run();
    assert.match(
      stdout,
      /\nNo newer base has fewer findings than r\.test\/debian:12-slim as it is used \(Trivy, /,
    );
    assert.match(stdout, /\nThe tag 14-slim has no image for the platform\.\n$/);
  });

  const unknown: readonly (readonly [what: string, image: ManifestTree, problem: RegExp])[] = [
    ["that names no base", makeImage(), /r\.test\/app:1 does not say what its base is/],
    [
      "whose base nothing proves",
      makeImage({ annotations: { "org.opencontainers.image.base.name": "r.test/debian:12-slim" } }),
      /names r\.test\/debian:12-slim as its base, but no image there has only layers/,
    ],
  ];
  for (const [what, image, problem] of unknown)
    it(`of an image ${what} ends with 2 and scans nothing`, async (t) => {
      const { run, scanned } = await world(t, { image });
      const { code, stdout, stderr } = await run();
      assert.deepEqual([code, stdout, await scanned()], [2, "", 0]);
      assert.match(stderr, problem);
    });

  it("when a scan of a base fails, says so and shows nothing", async (t) => {
    const script = `case "$1" in *${app.digest}) ;; *) ${failing("no space left on device")}\n;; esac\n${scriptOfDebianBases(app)}`;
    const { run } = await world(t, { script });
    const { code, stdout, stderr } = await run();
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /there is no room left on the disk/);
  });

  it("does not go with --sarif", async (t) => {
    const { run, scanned } = await world(t);
    const { code, stderr } = await run("--sarif");
    assert.deepEqual([code, await scanned()], [2, 0]);
    assert.match(stderr, /--sarif does not go with --rebase/);
  });

  it("tells Trivy of .trivyignore for the bases, too", async (t) => {
    const script = `case " $(tr '\\0' ' ' < "$LOG/argv") " in *" --ignorefile "*) ;; *) refuse "without a file" ;; esac\n${scriptOfDebianBases(app)}`;
    const { run, cwd, scanned } = await world(t, { script });
    await writeFile(join(cwd, ".trivyignore"), "CVE-1\n");
    assert.deepEqual([(await run()).code, await scanned()], [1, 5]);
  });
});
