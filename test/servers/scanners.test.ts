/** The real Trivy and Grype on real images of docker-registry, beside what they print by themselves. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect } from "../../src/cli/wire.ts";
import { anonymous, type Credential } from "../../src/core/auth/credential.ts";
import { openDerived } from "../../src/core/content/derived.ts";
import { ScannerError } from "../../src/core/errors.ts";
import { isDigest } from "../../src/core/reference/digest.ts";
import { compareFindings } from "../../src/core/scanning/compare.ts";
import type { Finding, Report } from "../../src/core/scanning/finding.ts";
import { openScans, type ScanSources } from "../../src/core/scanning/openScans.ts";
import { type ScannerName, scannerNames } from "../../src/core/scanning/scanner.ts";
import type { ScanProgress, Scans } from "../../src/core/scanning/scans.ts";
import { mooring } from "../cli/fakes.ts";
import { makeCertificate } from "../support/certificate.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import type { Owner } from "../support/faultServer.ts";
import { temporaryFolder } from "../support/folder.ts";
import { type ManifestTree, makeImage, makeIndex } from "../support/images.ts";
import { run } from "../support/program.ts";
import { authorize, push } from "../support/push.ts";
import { debianBases, pushDebianBases } from "../support/scanners/debianBases.ts";
import { debianImage, opensslVersions } from "../support/scanners/debianImage.ts";
import { type RealScanners, realScanners } from "../support/scanners/realScanners.ts";
import { scratchFolder } from "../support/scratch.ts";
import { startSecureFront } from "../support/secureFront.ts";

const login = { user: "alice", password: "canary: h\u00f6rse" };
const basic: Credential = { kind: "basic", username: login.user, password: login.password };
const [old, now] = [debianImage(opensslVersions.old), debianImage(opensslVersions.upgraded)];
const arm64 = debianImage(opensslVersions.old, {
  platform: { os: "linux", architecture: "arm64", variant: "v8" },
});
const many = makeIndex([old, arm64]);

let open: TestRegistry;
let guarded: TestRegistry;
let real: RealScanners;
const ends: (() => unknown)[] = [];
const shared: Owner = { after: (end) => ends.push(end) };
before(async () => {
  open = await startRegistry();
  guarded = await startRegistry({ auth: { kind: "htpasswd", users: { [login.user]: login.password } } });
  for (const [tag, tree] of Object.entries({ old, now, many }))
    await push({ url: open.url, repository: "team/app" }, tree, [tag]);
  await push({ url: open.url, repository: "clean" }, makeImage(), ["1"]);
  const authorization = await authorize(guarded.url, "team/app", login);
  await push({ url: guarded.url, repository: "team/app", authorization }, old, ["1"]);
  real = await realScanners(shared, open);
});
after(async () => {
  for (const end of ends) await end();
  await Promise.all([open.stop(), guarded.stop()]);
});

/** Scanners that keep their reports in a folder of their own. */
async function scansOf(owner: Owner, more: Partial<ScanSources> = {}): Promise<Scans> {
  const { path, remove } = await temporaryFolder("reports");
  const scans = openScans({
    env: real.env,
    path: () => undefined,
    workspaceFolders: () => [],
    access: async ({ registry }) => ({ base: new URL(`http://${registry}/`), credential: anonymous }),
    stored: openDerived(path, "scans", { maxBytes: 10_000_000 }),
    ...more,
  });
  owner.after(async () => {
    scans.close();
    await remove();
  });
  return scans;
}

function targetOf({ digest }: ManifestTree, host = open.host, path = "team/app") {
  assert.ok(isDigest(digest));
  return { repository: { registry: host, path }, digest };
}

type Row = readonly (string | undefined)[];

/** What the program prints by itself, read without any of our code: a row for each finding. */
async function ownRows(scanner: ScannerName, { digest }: ManifestTree): Promise<readonly Row[]> {
  const image = `${open.host}/team/app@${digest}`;
  const args = {
    trivy: ["image", "--quiet", "--format", "json", "--scanners", "vuln", "--image-src", "remote", image],
    grype: [`registry:${image}`, "--quiet", "--output", "json"],
  };
  const report = JSON.parse(await run(join(real.bin, scanner), args[scanner], { env: real.env }));
  return (scanner === "trivy" ? trivyRows : grypeRows)(report).toSorted();
}

// biome-ignore lint/suspicious/noExplicitAny: a document of another program, read as it is.
type Json = any;

const trivyRows = ({ Results }: Json): Row[] =>
  Results.flatMap(({ Vulnerabilities = [] }: Json) => Vulnerabilities).map((found: Json) => [
    found.VulnerabilityID,
    found.PkgName,
    found.InstalledVersion,
    found.FixedVersion,
    found.Severity.toLowerCase(),
    found.Layer.DiffID,
    found.Title,
    found.Description,
    found.PkgIdentifier.PURL,
  ]);

const grypeRows = ({ matches }: Json): Row[] =>
  matches.map(({ vulnerability, artifact }: Json) => [
    vulnerability.id,
    artifact.name,
    artifact.version,
    vulnerability.fix.versions.join(", ") || undefined,
    vulnerability.severity.toLowerCase(),
    artifact.locations[0].layerID,
    undefined,
    vulnerability.description,
    artifact.purl,
  ]);

const rowOf = (finding: Finding): Row => [
  finding.id,
  finding.package,
  finding.version,
  finding.fixed,
  finding.severity,
  finding.layer?.diffId,
  finding.title,
  finding.description,
  finding.purl,
];

const privateFolders = async () =>
  (await readdir(tmpdir())).filter((name) => name.startsWith("mooring-scan-"));

/** Found by both, by the name that each calls it. */
const common = ["CVE-2011-3374", "CVE-2023-38545", "CVE-2023-4911", "CVE-2023-5363", "CVE-2024-5535"];
const expected: { readonly [Name in ScannerName]: readonly string[] } = {
  trivy: [...common, "CVE-2020-28500", "CVE-2021-23337", "CVE-2021-44906", "CVE-2023-45853"],
  grype: [...common, "GHSA-29mw-wpgm-hmr9", "GHSA-35jh-r3h4-6jhm", "GHSA-xvch-5gv4-984h"],
};

for (const scanner of scannerNames)
  describe(`the real ${scanner}`, () => {
    let reports: readonly [Report, Report];
    const told: ScanProgress[] = [];
    let scans: Scans;
    before(async () => {
      scans = await scansOf(shared);
      const onProgress = (progress: ScanProgress) => told.push(progress);
      const first = await scans.scan(targetOf(old), { scanner, onProgress });
      reports = [first, await scans.scan(targetOf(now), { scanner })];
    });

    it("finds what it finds by itself, one for one, no loss and no double", async () => {
      const [{ findings }] = reports;
      assert.deepEqual(findings.map(({ id }) => id).toSorted(), expected[scanner].toSorted());
      assert.deepEqual(findings.map(rowOf).toSorted(), await ownRows(scanner, old));
    });

    it("is told apart by its version and the time of its database, and says what it does", async () => {
      const [report] = reports;
      assert.equal(report.scanner.version, scanner === "trivy" ? "0.74.0" : "0.121.2");
      assert.ok(Math.abs(Date.now() - (report.database ?? 0)) < 3_600_000);
      assert.ok(told.some((progress) => progress.kind === "running" && progress.words !== undefined));
      assert.deepEqual(await scans.known(targetOf(old).digest), [report]);
    });

    it("knows the layer and the file that brought each", () => {
      const [{ findings }] = reports;
      const config = JSON.parse(Buffer.from(old.blobs[0]?.bytes ?? []).toString());
      const layers: readonly string[] = config.rootfs.diff_ids;
      const placeOf = (name: string) => {
        const { path, layer } = findings.find((finding) => finding.package === name) ?? {};
        return [path, layers.indexOf(layer?.diffId ?? "")];
      };
      assert.deepEqual(placeOf("libssl3"), [undefined, 1]);
      assert.deepEqual(placeOf("lodash"), ["srv/app/node_modules/lodash/package.json", 2]);
    });

    it("of a rebuilt image with one package upgraded: exactly that finding is fixed", () => {
      const [before, after] = reports;
      const { fixed, introduced, unchanged } = compareFindings(before.findings, after.findings);
      assert.deepEqual(
        fixed.map((finding) => [finding.id, finding.package]),
        [["CVE-2023-5363", "libssl3"]],
      );
      assert.deepEqual([introduced, unchanged.length], [[], before.findings.length - 1]);
    });

    it("of an image for another machine, by its own digest and by that of its index", async (t) => {
      const scans = await scansOf(t);
      const platform = { os: "linux", architecture: "arm64", variant: "v8" };
      for (const target of [targetOf(arm64), { ...targetOf(many), platform }]) {
        const { findings } = await scans.scan(target, { scanner });
        assert.equal(findings.length, expected[scanner].length);
      }
    });

    it("finds nothing in an image without packages", async (t) => {
      const { findings } = await (await scansOf(t)).scan(targetOf(makeImage(), open.host, "clean"), {
        scanner,
      });
      assert.deepEqual(findings, []);
    });

    it("gets into a registry with the login, not without, and leaves nothing behind", async (t) => {
      const folders = await privateFolders();
      const target = targetOf(old, guarded.host);
      const scanAs = async (credential: Credential) => {
        const access = async () => ({ base: new URL(guarded.url), credential });
        return (await scansOf(t, { access })).scan(target, { scanner });
      };
      assert.equal((await scanAs(basic)).findings.length, expected[scanner].length);
      const failure = await scanAs(anonymous).catch((error: unknown) => error);
      assert.ok(failure instanceof ScannerError);
      assert.deepEqual([failure.kind, failure.trouble], ["failed", "login"]);
      assert.deepEqual(await privateFolders(), folders);
    });

    it("trusts a registry's own authority, or none when the user says so, and nobody else", async (t) => {
      const certificate = await makeCertificate(t);
      const front = await startSecureFront(open.url, certificate);
      t.after(front.stop);
      const caFile = join(await scratchFolder(t), "ca.pem");
      await writeFile(caFile, certificate.cert);
      const base = new URL(`https://${front.host}/`);
      const scan = async (how: object) => {
        const access = async () => ({ base, credential: anonymous, ...how });
        return (await scansOf(t, { access })).scan(targetOf(old, front.host), { scanner });
      };
      for (const how of [{ caFile }, { insecure: true }])
        assert.equal((await scan(how)).findings.length, expected[scanner].length);
      await assert.rejects(scan({}), { name: "ScannerError", trouble: "certificate" });
    });

    it("without a database says so", async (t) => {
      const env = { ...real.env, HOME: await scratchFolder(t), TRIVY_SKIP_DB_UPDATE: "true" };
      const scans = await scansOf(t, { env });
      await assert.rejects(scans.scan(targetOf(old), { scanner }), {
        name: "ScannerError",
        kind: "failed",
        trouble: "databaseMissing",
      });
    });
  });

it("mooring scan and compare --findings, from the command line", async (t) => {
  const cwd = await scratchFolder(t);
  const warn = (sentence: string) => assert.fail(sentence);
  const ask = (...argv: readonly string[]) => mooring(argv, { cwd, ...connect(real.env, "test", warn) });
  const scanned = await ask("scan", `${open.host}/team/app:old`, "--json");
  assert.equal(scanned.code, 1);
  const { digest, scanner, findings } = JSON.parse(scanned.stdout);
  assert.deepEqual([digest, scanner, findings.length], [old.digest, "Trivy", expected.trivy.length]);
  const compared = await ask(
    "compare",
    `${open.host}/team/app:old`,
    `${open.host}/team/app:now`,
    "--findings",
  );
  assert.match(compared.stdout, /\nfixed +high +CVE-2023-5363 +libssl3 /);
  assert.match(compared.stdout, /\n1 finding fixed, 0 introduced, 8 unchanged \(Trivy, database of /);
  await writeFile(join(cwd, ".trivyignore"), "CVE-2023-5363\n");
  const ignored = JSON.parse((await ask("scan", `${open.host}/team/app:old`, "--json")).stdout);
  assert.equal(ignored.findings.length, expected.trivy.length - 1);
});

for (const scanner of scannerNames)
  it(`mooring scan --rebase: what the real ${scanner} finds in a base and in those that could take its place`, async (t) => {
    const cwd = await scratchFolder(t);
    const warn = (sentence: string) => assert.fail(sentence);
    await pushDebianBases(open);
    const argv = ["scan", `${open.host}/team/app:1`, "--rebase", "--scanner", scanner, "--json"];
    const { code, stdout } = await mooring(argv, { cwd, ...connect(real.env, "test", warn) });
    assert.equal(code, 1);
    const { rebase } = JSON.parse(stdout);
    const { used, moved, best } = debianBases;
    assert.equal(rebase.base.reference, `${open.host}/debian:12-slim@${used.tree.digest}`);
    const [own, newest] = rebase.newer;
    assert.deepEqual([own.digest, newest.digest], [moved.tree.digest, best.tree.digest]);
    // OpenSSL's upgrade fixes CVE-2023-5363; without OpenSSL its other one is gone, too, and curl's has come.
    assert.deepEqual([own.fixed.high, own.introduced.high], [1, 0]);
    assert.deepEqual([newest.fixed.high, newest.introduced.critical], [1, 1]);
    // Grype tells nothing of zlib, without which the newest has as few as the own tag.
    assert.deepEqual([own.best, newest.best], scanner === "trivy" ? [false, true] : [true, false]);
    assert.equal(rebase.alike, true);
  });
