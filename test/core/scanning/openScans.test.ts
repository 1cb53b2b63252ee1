import assert from "node:assert/strict";
import { chmod, mkdir, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import type { Credential } from "../../../src/core/auth/credential.ts";
import { openDerived } from "../../../src/core/content/derived.ts";
import { ScannerError } from "../../../src/core/errors.ts";
import { digestOf } from "../../../src/core/oci/verify.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import { ignoreFileIn } from "../../../src/core/scanning/ignoreFile.ts";
import { openScans, type ScanSources } from "../../../src/core/scanning/openScans.ts";
import type { ScannerName } from "../../../src/core/scanning/scanner.ts";
import type { ScanProgress, Scans } from "../../../src/core/scanning/scans.ts";
import { type FakeScanners, failing, fakeScanners, printing } from "../../support/fakeScanners.ts";
import { allEnded, linesOf } from "../../support/processes.ts";
import { shown } from "../../support/scriptedSend.ts";

/** For tests that wait for processes to end: one that never does fails the test. */
const patient = { timeout: 30_000 };
const digest: Digest = `sha256:${"a".repeat(64)}`;
const target = { repository: { registry: "r.test:5000", path: "team/app" }, digest };
const name = `r.test:5000/team/app@${digest}`;
const password = "canary-\u00e4\"$%'7f";
const basic: Credential = { kind: "basic", username: "alice", password };

const reports = {
  trivy: {
    SchemaVersion: 2,
    Trivy: { Version: "0.74.0" },
    CreatedAt: "2026-11-24T08:00:00Z",
    Results: [{ Vulnerabilities: [{ VulnerabilityID: "CVE-1", PkgName: "zlib1g", Severity: "HIGH" }] }],
  },
  grype: {
    matches: [
      {
        vulnerability: { id: "CVE-2", severity: "Low" },
        artifact: { name: "apt", version: "2", type: "deb" },
      },
    ],
    descriptor: {
      name: "grype",
      version: "0.121.2",
      timestamp: "2026-11-24T09:00:00Z",
      db: { status: { built: "2026-11-23T00:00:00Z" } },
    },
  },
} as const;

type World = {
  readonly scans: Scans;
  readonly fakes: FakeScanners;
  /** The images that logins were looked up for. */
  readonly asked: readonly string[];
};

async function world(
  t: TestContext,
  more: (fakes: FakeScanners) => Partial<ScanSources> = () => ({}),
): Promise<World> {
  const fakes = await fakeScanners(t);
  const asked: string[] = [];
  const scans = openScans({
    env: environmentOf(fakes),
    path: () => undefined,
    workspaceFolders: () => [],
    access: async ({ registry, path }, image) => {
      asked.push(`${registry}/${path}@${image}`);
      return { base: new URL(`https://${registry}/`), credential: basic };
    },
    stored: openDerived(join(fakes.folder, "stored"), "scans", { maxBytes: 10_000_000 }),
    ...more(fakes),
  });
  t.after(() => scans.close());
  return { scans, fakes, asked };
}

function environmentOf({ bin, folder }: FakeScanners) {
  return { PATH: `${bin}:/usr/bin:/bin`, HOME: folder };
}

const failureOf = async (work: Promise<unknown>): Promise<ScannerError> => {
  const outcome = await work.catch((error: unknown) => error);
  assert.ok(outcome instanceof ScannerError, shown(outcome));
  assert.doesNotMatch(shown(outcome), /canary/);
  return outcome;
};
const privateFolders = async () => (await readdir(tmpdir())).filter((one) => one.startsWith("mooring-scan-"));

describe("a scan", () => {
  it("by Trivy: the report, with the time of the database, which Trivy tells apart", async (t) => {
    const { scans, fakes, asked } = await world(t);
    await fakes.make("trivy", printing(reports.trivy));
    const report = await scans.scan(target);
    assert.deepEqual(
      [report.scanner, report.created, report.database, report.findings.map(({ id }) => id)],
      [{ name: "Trivy", version: "0.74.0" }, Date.UTC(2026, 10, 24, 8), Date.UTC(2026, 10, 20, 6), ["CVE-1"]],
    );
    assert.deepEqual(asked, [name]);
    assert.deepEqual(await fakes.runs(), ["version", "scan", "version"]);
    assert.deepEqual((await fakes.last()).argv.slice(-2), ["--", name]);
  });

  it("by a Trivy whose version is known runs nothing else", async (t) => {
    const { scans, fakes } = await world(t);
    await fakes.make("trivy", `${printing(reports.trivy)}\nexit\n${"#".repeat(1024 * 1024)}`);
    const database = join(fakes.folder, ".cache", "trivy", "db");
    await mkdir(database, { recursive: true });
    await writeFile(join(database, "metadata.json"), '{"UpdatedAt":"2026-11-23T00:00:00Z"}');
    for (const _ of [1, 2]) assert.equal((await scans.scan(target)).database, Date.UTC(2026, 10, 23));
    assert.deepEqual(await fakes.runs(), ["version", "scan", "scan"]);
  });

  it("by Grype, when it alone is there, or is asked for", async (t) => {
    const { scans, fakes } = await world(t);
    await fakes.make("grype", printing(reports.grype));
    for (const scanner of ["auto", "grype"] as const) {
      const report = await scans.scan(target, { scanner });
      assert.deepEqual(
        [report.scanner, report.database, report.findings.map(({ id }) => id)],
        [{ name: "Grype", version: "0.121.2" }, Date.UTC(2026, 10, 23), ["CVE-2"]],
      );
    }
    assert.deepEqual(await fakes.runs(), ["version", "scan", "version", "scan"]);
    assert.deepEqual((await fakes.last()).argv.slice(-2), ["--", `registry:${name}`]);
  });

  it("by Trivy leaves out what the file names that the window has, and says so; Grype has no such file", async (t) => {
    const { scans, fakes } = await world(t, ({ folder }) => ({ ignoreFile: () => ignoreFileIn(folder) }));
    const own = join(fakes.folder, "own.trivyignore");
    for (const path of [own, join(fakes.folder, ".trivyignore")]) await writeFile(path, "CVE-9\n");
    await fakes.make("trivy", printing(reports.trivy));
    await fakes.make("grype", printing(reports.grype));
    for (const ignoreFile of [own, undefined]) {
      const report = await scans.scan(target, { scanner: "trivy", ...(ignoreFile && { ignoreFile }) });
      const { argv } = await fakes.last();
      assert.equal(argv[argv.indexOf("--ignorefile") + 1], ignoreFile ?? join(fakes.folder, ".trivyignore"));
      const name = ignoreFile === own ? "own.trivyignore" : ".trivyignore";
      assert.deepEqual(report.ignoreFile, { name, digest: digestOf(Buffer.from("CVE-9\n")) });
    }
    assert.equal((await scans.known(digest))[0]?.ignoreFile?.name, ".trivyignore");
    assert.equal((await scans.scan(target, { scanner: "grype" })).ignoreFile, undefined);
    assert.ok(!(await fakes.last()).argv.includes("--ignorefile"));
  });

  it("is for the platform that is asked for", async (t) => {
    const { scans, fakes } = await world(t);
    await fakes.make("trivy", printing(reports.trivy));
    const platform = { os: "linux", architecture: "arm64", variant: "v8" };
    await scans.scan({ ...target, platform });
    const { argv } = await fakes.last();
    assert.equal(argv[argv.indexOf("--platform") + 1], "linux/arm64/v8");
    assert.equal((await scans.known(digest, platform)).length, 1);
    assert.deepEqual(await scans.known(digest), []);
  });

  it("S10 V19: tells where the program is before it runs, then what it says", async (t) => {
    const { scans, fakes } = await world(t);
    const words = "2026-11-24T23:05:12Z\tINFO\t[vuln] Vulnerability scanning is enabled";
    const path = await fakes.make("trivy", printing(reports.trivy, words));
    const told: ScanProgress[] = [];
    await scans.scan(target, { onProgress: (progress) => told.push(progress) });
    const [first, ...rest] = told;
    assert.ok(first?.kind === "running");
    assert.deepEqual([first.tool.path, first.tool.version, first.words], [path, "0.74.0", undefined]);
    assert.deepEqual(
      rest.map((progress) => progress.kind === "running" && progress.words),
      ["[vuln] Vulnerability scanning is enabled"],
    );
  });

  it("without certificates gets its database before, by the way of all others", async (t) => {
    const access = async () => ({ base: new URL("https://r.test:5000/"), credential: basic, insecure: true });
    const { scans, fakes } = await world(t, () => ({ access }));
    await fakes.make("trivy", printing(reports.trivy));
    await scans.scan(target);
    assert.deepEqual(await fakes.runs(), ["version", "database", "scan", "version"]);
    assert.ok((await fakes.last()).argv.includes("--skip-db-update"));
  });

  it("knows what a registry by a path is not good for, before it runs anything", async (t) => {
    const access = async () => ({ base: new URL("https://r.test:5000/prefix/"), credential: basic });
    const { scans, fakes } = await world(t, () => ({ access }));
    await fakes.make("trivy", printing(reports.trivy));
    assert.equal((await failureOf(scans.scan(target))).trouble, "pathPrefix");
    assert.deepEqual(await fakes.runs(), ["version"]);
  });
});

describe("a second look", () => {
  it("starts nothing and asks nobody, in the next process too", async (t) => {
    const { scans, fakes, asked } = await world(t);
    await fakes.make("trivy", printing(reports.trivy));
    await fakes.make("grype", printing(reports.grype));
    const made = [await scans.scan(target, { scanner: "grype" }), await scans.scan(target)];
    const [runs, questions] = [await fakes.runs(), asked.length];
    const stored = openDerived(join(fakes.folder, "stored"), "scans", { maxBytes: 10_000_000 });
    const next = await world(t, () => ({ stored }));
    for (const look of [scans, next.scans]) assert.deepEqual(await look.known(digest), made);
    assert.deepEqual([await fakes.runs(), asked.length, next.asked], [runs, questions, []]);
  });

  it("of another image, or of a store that was damaged, knows nothing", async (t) => {
    const { scans, fakes } = await world(t);
    await fakes.make("trivy", printing(reports.trivy));
    await scans.scan(target);
    assert.deepEqual(await scans.known(`sha256:${"b".repeat(64)}`), []);
    const folder = join(fakes.folder, "stored", "scans", "sha256");
    for (const file of await readdir(folder)) await writeFile(join(folder, file), "{}");
    assert.deepEqual(await scans.known(digest), []);
  });

  it("C03: what another Mooring kept in another shape is not misread", async (t) => {
    const other = new TextEncoder().encode(JSON.stringify({ format: 2, report: { findings: "none" } }));
    const stored = { get: async () => other, put: async () => true, clear: async () => {} };
    const { scans } = await world(t, () => ({ stored }));
    assert.deepEqual(await scans.known(digest), []);
  });
});

describe("S09 I4: a login", () => {
  for (const scanner of ["trivy", "grype"] as const)
    it(`reaches ${scanner} by a private file for that host alone, which is gone afterwards`, async (t) => {
      const secrets = Object.fromEntries(
        ["AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "TRIVY_PASSWORD", "TRIVY_TOKEN", "DOCKER_AUTH_CONFIG"]
          .concat(["GRYPE_REGISTRY_AUTH_PASSWORD", "REGISTRY_AUTH_FILE", "NODE_OPTIONS", "LD_PRELOAD"])
          .map((variable) => [variable, "canary"]),
      );
      const { scans, fakes } = await world(t, (made) => ({ env: { ...secrets, ...environmentOf(made) } }));
      await fakes.make(scanner, printing(reports[scanner]));
      await scans.scan(target, { scanner });
      const { argv, environment, login, modes, cwd, around } = await fakes.last();
      const auth = Buffer.from(`alice:${password}`).toString("base64");
      assert.deepEqual(JSON.parse(login), { auths: { "r.test:5000": { auth } } });
      assert.deepEqual([modes, around, environment["HOME"]], ["600\n700", "", cwd]);
      for (const text of [...argv, ...Object.values(environment)]) assert.doesNotMatch(text, /canary|alice/);
      assert.ok(cwd.startsWith(join(tmpdir(), "mooring-scan-")));
      assert.equal((await privateFolders()).includes(basename(dirname(cwd))), false);
    });

  it("that a process left behind when it was killed is removed, that of a process at work is not", async (t) => {
    const { scans, fakes } = await world(t);
    await fakes.make("trivy", printing(reports.trivy));
    const [old, young] = [join(tmpdir(), "mooring-scan-old"), join(tmpdir(), "mooring-scan-young")];
    t.after(() => rm(young, { recursive: true, force: true }));
    for (const folder of [old, young]) await mkdir(folder, { recursive: true });
    const twoHoursAgo = Date.now() / 1000 - 2 * 60 * 60;
    await utimes(old, twoHoursAgo, twoHoursAgo);
    await scans.scan(target);
    const left = await privateFolders();
    assert.deepEqual([left.includes("mooring-scan-old"), left.includes("mooring-scan-young")], [false, true]);
  });

  it("is not looked up when there is no scanner", async (t) => {
    const { scans, asked } = await world(t);
    await failureOf(scans.scan(target));
    assert.deepEqual(asked, []);
  });

  it("that cannot be read ends the scan before it begins", async (t) => {
    const access = () => Promise.reject(new Error("no login"));
    const { scans, fakes } = await world(t, () => ({ access }));
    await fakes.make("trivy", printing(reports.trivy));
    await assert.rejects(scans.scan(target), /no login/);
    assert.deepEqual(await fakes.runs(), ["version"]);
  });
});

describe("S02: what is no report", () => {
  const text = JSON.stringify(reports.trivy);
  const table: readonly (readonly [what: string, script: string, kind: ScannerError["kind"]])[] = [
    ["nothing", "exit 0", "malformedOutput"],
    ["half a report", `printf '%s' '${text.slice(0, 100)}'`, "malformedOutput"],
    ["another document", "echo '{}'", "malformedOutput"],
    ["the other scanner's", `echo '${JSON.stringify(reports.grype)}'`, "malformedOutput"],
    ["a warning before the report", `echo 'a new release is out'; echo '${text}'`, "malformedOutput"],
    ["no UTF-8", "printf '\\377\\376\\200'", "malformedOutput"],
    ["a bomb", "exec cat /dev/zero", "tooMuchOutput"],
  ];
  for (const [what, script, kind] of table)
    it(`${what}: said, and what was known stays known`, async (t) => {
      const { scans, fakes } = await world(t);
      await fakes.make("trivy", printing(reports.trivy));
      const known = await scans.scan(target);
      await fakes.make("trivy", script);
      assert.equal((await failureOf(scans.scan(target))).kind, kind);
      assert.deepEqual(await scans.known(digest), [known]);
    });

  it("on standard error a bomb does no harm", async (t) => {
    const { scans, fakes } = await world(t);
    await fakes.make("trivy", `head -c 5000000 /dev/zero | tr '\\0' x >&2\n${printing(reports.trivy)}`);
    assert.equal((await scans.scan(target)).findings.length, 1);
  });
});

it("S04: a program that ends with 1 because it found something has not failed", async (t) => {
  const { scans, fakes } = await world(t);
  await fakes.make("trivy", `${printing(reports.trivy)}\nexit 1`);
  await fakes.make("grype", `${printing(reports.grype)}\nexit 2`);
  for (const scanner of ["trivy", "grype"] as const)
    assert.equal((await scans.scan(target, { scanner })).findings.length, 1);
});

it("S03: a failure has the tool's own words, and no login in them", async (t) => {
  const { scans, fakes } = await world(t);
  const auth = Buffer.from(`alice:${password}`).toString("base64");
  const said = `GET https://alice:${encodeURIComponent(password)}@r.test/v2/?token=canary: UNAUTHORIZED (Basic ${auth})`;
  await fakes.make("trivy", failing(`2026-11-24T23:05:12Z\tFATAL\tFatal error\t${said}, with ${password}`));
  const { kind, trouble, detail, exitCode } = await failureOf(scans.scan(target));
  assert.deepEqual([kind, trouble, exitCode], ["failed", "login", 1]);
  assert.equal(detail, "GET https://…@r.test/v2/?… UNAUTHORIZED (Basic …), with …");
  assert.doesNotMatch(detail, new RegExp(auth));
});

describe("S05 S11: a scan that is given up", () => {
  const hanging = (file: string) =>
    `sh -c 'echo $$ >> ${file}; exec sleep 1000' & echo $$ >> ${file}; echo "$DOCKER_CONFIG" > ${file}.login; wait`;
  const endings: readonly (readonly [string, (scans: Scans, controller: AbortController) => void])[] = [
    ["by its signal", (_, controller) => controller.abort()],
    ["by closing all", (scans) => scans.close()],
  ];
  for (const [how, end] of endings)
    it(`${how}: no process and no file of it is left`, patient, async (t) => {
      const { scans, fakes } = await world(t);
      const file = join(fakes.folder, "pids");
      await fakes.make("trivy", hanging(file));
      const controller = new AbortController();
      const scan = scans.scan(target, { signal: controller.signal });
      const pids = await linesOf(file, 2);
      const [login = ""] = await linesOf(`${file}.login`, 1);
      end(scans, controller);
      await assert.rejects(scan, { name: "AbortError" });
      await allEnded(pids);
      await assert.rejects(readdir(login), { code: "ENOENT" });
    });

  it("in time: said so", patient, async (t) => {
    const { scans, fakes } = await world(t);
    const file = join(fakes.folder, "pids");
    await fakes.make("trivy", hanging(file));
    const tool = await scans.tools();
    t.mock.timers.enable({ apis: ["setTimeout"] });
    const scan = failureOf(scans.scan(target));
    const pids = await linesOf(file, 2);
    t.mock.timers.tick(5 * 60_000);
    assert.equal((await scan).kind, "timeout");
    await allEnded(pids);
    assert.equal(tool.length, 2);
  });
});

describe("S06", () => {
  it("a program that is killed is told from one that failed", async (t) => {
    const { scans, fakes } = await world(t);
    await fakes.make("trivy", "kill -9 $$");
    const { kind, trouble, detail } = await failureOf(scans.scan(target));
    assert.deepEqual([kind, trouble, detail], ["failed", "killed", "SIGKILL"]);
  });

  it("one scan at a time by each tool; the other waits and says so", patient, async (t) => {
    const { scans, fakes } = await world(t);
    const gate = join(fakes.folder, "gate");
    const scan = `mkdir ${gate} || exit 7; echo in >> ${gate}.in; while [ ! -e ${gate}.open ]; do sleep 0.01; done; rmdir ${gate}`;
    await fakes.make("trivy", `${scan}\n${printing(reports.trivy)}`);
    await fakes.make("grype", printing(reports.grype));
    const told: string[] = [];
    const { promise: waiting, resolve } = Promise.withResolvers<void>();
    const onProgress = ({ kind }: ScanProgress) => {
      told.push(kind);
      if (kind === "waiting") resolve();
    };
    const first = scans.scan(target);
    await linesOf(`${gate}.in`, 1);
    const second = scans.scan(target, { onProgress });
    const given = new AbortController();
    const third = scans.scan(target, { signal: given.signal });
    third.catch(() => {});
    await waiting;
    assert.equal((await scans.scan(target, { scanner: "grype" })).scanner.name, "Grype");
    given.abort();
    await assert.rejects(third, { name: "AbortError" });
    assert.deepEqual(told, ["waiting"]);
    await writeFile(`${gate}.open`, "");
    await Promise.all([first, second]);
    assert.deepEqual(told, ["waiting", "running"]);
    assert.deepEqual((await fakes.runs()).filter((run) => run === "scan").length, 3);
  });
});

describe("S01 S10 A16 V16: which program is run", () => {
  type Place = (fakes: FakeScanners, workspace: string) => Promise<Partial<ScanSources>>;
  const refused: readonly (readonly [what: string, place: Place])[] = [
    [
      "on PATH, but in the workspace",
      async ({ make }, workspace) => ({ env: { PATH: await made(make, workspace) } }),
    ],
    [
      "in the workspace's root, with . on PATH",
      async ({ make }, workspace) => {
        await made(make, workspace);
        return { env: { PATH: ".::relative" } };
      },
    ],
    [
      "linked to from PATH",
      async ({ make, bin }, workspace) => {
        await symlink(join(await made(make, workspace), "trivy"), join(bin, "trivy"));
        return { env: { PATH: bin } };
      },
    ],
    [
      "in the workspace, by the setting",
      async ({ make }, workspace) => {
        const path = join(await made(make, workspace), "trivy");
        return { path: () => path };
      },
    ],
    [
      "relative, by the setting",
      async ({ make }, workspace) => {
        await made(make, workspace);
        return { path: () => "./trivy" };
      },
    ],
    ["a folder, by the setting", async ({ folder }) => ({ path: () => folder })],
    [
      "not executable, by the setting",
      async ({ make, folder }) => {
        const path = await make("trivy", "exit 0", { folder });
        await chmod(path, 0o644);
        return { path: () => path };
      },
    ],
    ["gone, by the setting", async ({ folder }) => ({ path: () => join(folder, "trivy.exe") })],
  ];
  const made = async (make: FakeScanners["make"], folder: string) => {
    await make("trivy", printing(reports.trivy), { folder });
    return folder;
  };
  for (const [what, place] of refused)
    it(`not one that is ${what}`, async (t) => {
      const fakes = await fakeScanners(t);
      const workspace = join(fakes.folder, "workspace");
      await mkdir(workspace);
      const sources = await place(fakes, workspace);
      const { scans } = await world(t, () => ({ workspaceFolders: () => [workspace], ...sources }));
      const from = process.cwd();
      process.chdir(workspace);
      t.after(() => process.chdir(from));
      const failure = await failureOf(scans.scan(target, { scanner: "trivy" }));
      assert.equal(failure.kind, "notInstalled");
      assert.deepEqual(await fakes.runs(), []);
    });

  it("none at all: neither is installed", async (t) => {
    const { scans } = await world(t);
    const { kind, scanner, path } = await failureOf(scans.scan(target));
    assert.deepEqual([kind, scanner, path], ["notInstalled", "auto", undefined]);
  });

  it("the setting's before the one on PATH", async (t) => {
    const { scans, fakes } = await world(t, ({ folder }) => ({
      path: (scanner: ScannerName) => join(folder, "own", scanner),
    }));
    await fakes.make("trivy", "exit 9");
    const path = await fakes.make("trivy", printing(reports.trivy), { folder: join(fakes.folder, "own") });
    assert.equal((await scans.scan(target)).findings.length, 1);
    const [trivy] = await scans.tools();
    assert.deepEqual(trivy, {
      name: "trivy",
      tool: { name: "trivy", path, version: "0.74.0", database: Date.UTC(2026, 10, 20, 6), isTainted: false },
    });
  });

  it("a program that cannot start here is told from none", async (t) => {
    const { scans, fakes } = await world(t);
    await writeFile(join(fakes.bin, "trivy"), "#!/nowhere/sh\n", { mode: 0o755 });
    const [trivy, grype] = await scans.tools();
    assert.ok(trivy && "failure" in trivy && grype && "failure" in grype);
    assert.deepEqual([trivy.failure.detail, trivy.failure.path], ["ENOENT", join(fakes.bin, "trivy")]);
    assert.deepEqual([grype.failure.detail, grype.failure.path], [undefined, undefined]);
  });

  for (const [version, isTainted] of [
    ["0.69.3", false],
    ["0.69.4", true],
    ["v0.69.6", true],
    ["0.69.40", false],
    ["0.70.0", false],
  ] as const)
    it(`V19 Trivy ${version}: ${isTainted ? "not run" : "run"}`, async (t) => {
      const { scans, fakes } = await world(t);
      const answer = JSON.stringify({ Version: version });
      await fakes.make("trivy", printing(reports.trivy), { version: answer });
      if (!isTainted) await scans.scan(target);
      else assert.equal((await failureOf(scans.scan(target))).kind, "tainted");
      assert.equal((await fakes.runs()).includes("scan"), !isTainted);
    });
});
