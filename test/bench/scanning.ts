/** Scans beside the scanner alone, and reports of many findings; left out on a machine without Go. */
import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { anonymous } from "../../src/core/auth/credential.ts";
import { openDerived } from "../../src/core/content/derived.ts";
import { isDigest } from "../../src/core/reference/digest.ts";
import { compareFindings } from "../../src/core/scanning/compare.ts";
import { openScans } from "../../src/core/scanning/openScans.ts";
import { readReport } from "../../src/core/scanning/readReport.ts";
import { keepReport, readReports } from "../../src/core/scanning/reportStore.ts";
import { findingRows, reportView } from "../../src/vscode/findings/reportView.ts";
import { image as makeModel } from "../editor/imageModel.ts";
import { buildGoServers, findGo } from "../goServers.mjs";
import { NotHere } from "../setup.mjs";
import { startRegistry } from "../support/dockerRegistry.ts";
import { largeReport } from "../support/largeReport.ts";
import { run } from "../support/program.ts";
import { push } from "../support/push.ts";
import { debianImage, opensslVersions } from "../support/scanners/debianImage.ts";
import { realScanners } from "../support/scanners/realScanners.ts";
import { count, median, milliseconds, ratio, type Section } from "./figures.ts";
import type { Rig } from "./rig.ts";
import { heap, watched } from "./watched.ts";

const rounds = 5;
const many = 50_000;
const mostLate = 50;
const mostHeap = 150;

/** Both parts; the first needs the real Trivy. */
export async function scanning(rig: Rig): Promise<readonly Section[]> {
  return [...(await besideTrivy(rig)), await large(rig)];
}

async function besideTrivy(rig: Rig): Promise<readonly Section[]> {
  try {
    findGo();
  } catch (failure) {
    if (failure instanceof NotHere) return [];
    throw failure;
  }
  buildGoServers(["trivy", "trivyDatabase", "grype", "grypeDatabase"]);
  const registry = await startRegistry();
  const ends: (() => unknown)[] = [registry.stop];
  try {
    const image = debianImage(opensslVersions.old);
    const { digest } = image;
    assert.ok(isDigest(digest));
    await push({ url: registry.url, repository: "app" }, image);
    const { env, bin } = await realScanners({ after: (end) => ends.push(end) }, registry);
    const folder = await mkdtemp(join(rig.folder, "scans-"));
    let asked = 0;
    const open = (own: Readonly<Record<string, string>>) =>
      openScans({
        env: own,
        path: () => undefined,
        workspaceFolders: () => [],
        access: async () => {
          asked++;
          return { base: new URL(registry.url), credential: anonymous };
        },
        stored: openDerived(folder, "scans", { maxBytes: 1e8 }),
      });
    const target = { repository: { registry: registry.host, path: "app" }, digest };
    const args = ["image", "--format", "json", "--scanners", "vuln", "--image-src", "remote"];
    const reference = `${registry.host}/app@${digest}`;
    const byItself = (cache: Readonly<Record<string, string>>) =>
      run(join(bin, "trivy"), [...args, reference], { env: { ...env, ...cache } });
    const timeOfScan = async (work: () => Promise<unknown>) => (await watched(work)).time;
    const [first, firstPeer]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      // With an empty cache: the database is fetched and the layers are read.
      const caches = { own: await emptyCache(folder), peer: await emptyCache(folder) };
      const fresh = open({ ...env, ...caches.own });
      first.push(await timeOfScan(() => fresh.scan(target)));
      firstPeer.push(await timeOfScan(() => byItself(caches.peer)));
    }
    const [own, peer]: [number[], number[]] = [[], []];
    const scans = open(env);
    await scans.scan(target);
    for (let round = 0; round < rounds; round++) {
      own.push(await timeOfScan(() => scans.scan(target)));
      peer.push(await timeOfScan(() => byItself({})));
    }
    const before = asked;
    const again = await watched(() => scans.known(digest));
    assert.equal(again.result.length, 1);
    return [
      {
        title: `A scan by Trivy, median of ${rounds}`,
        figures: [
          milliseconds("the first, with the version before; the database is a few kilobytes", median(first)),
          milliseconds("  trivy by itself, its cache empty, too", median(firstPeer)),
          ratio("  ratio", median(first), median(firstPeer), 2),
          milliseconds("the second", median(own)),
          milliseconds("  trivy by itself, its cache full, too", median(peer)),
          ratio("  ratio", median(own), median(peer), 1.2),
          milliseconds("a second look", again.time),
          count("a second look: logins looked up, and so processes and requests", asked - before, 0),
        ],
      },
    ];
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function emptyCache(folder: string): Promise<{ XDG_CACHE_HOME: string }> {
  return { XDG_CACHE_HOME: await mkdtemp(join(folder, "cache-")) };
}

/** What becomes of a long report here: it is read, kept, read again, compared and made ready for the page. */
async function large(rig: Rig): Promise<Section> {
  const bytes = largeReport(many);
  const image = makeModel();
  const parsed = await watched(async () => JSON.parse(new TextDecoder().decode(bytes)).Results.length);
  const size = (bytes.length / 1e6).toFixed(0);
  const before = heap();
  const read = await watched(() => readReport("trivy", bytes, "the report"));
  const kept = (heap() - before) / 1e6;
  const report = read.result;
  assert.equal(report.findings.length, many);
  const stored = openDerived(await mkdtemp(join(rig.folder, "reports-")), "scans", { maxBytes: 1e9 });
  const target = { digest: image.manifest.digest };
  const put = await watched(() => keepReport(stored, target, "trivy", report));
  const got = await watched(() => readReports(stored, target.digest, undefined));
  assert.equal(got.result[0]?.findings.length, many);
  const rows = await watched(() => findingRows(report, image));
  const view = await watched(async () => reportView(report, image, undefined, 0));
  const other = got.result[0]?.findings ?? [];
  const compared = await watched(async () => compareFindings(other, report.findings));
  assert.equal(compared.result.unchanged.length, many);
  return {
    title: `A report of ${many.toLocaleString("en")} findings, ${size} MB, beside JSON.parse of it`,
    figures: [
      milliseconds("JSON.parse, which holds all else up for as long", parsed.time),
      ...[
        ["read in a thread", read, 8] as const,
        ["kept on the disk", put, 4] as const,
        ["read from the disk", got, 3] as const,
        ["made into rows of the page", rows, 1] as const,
        ["counted for the page", view, 0.5] as const,
        ["compared with another", compared, 1] as const,
      ].flatMap(([name, { time, late }, most]) => [
        milliseconds(name, time),
        ratio("  ratio", time, parsed.time, most),
        milliseconds("  how late the event loop was, 99th percentile", late, {
          words: `at most ${mostLate} ms`,
          met: late <= mostLate,
        }),
      ]),
      {
        name: "memory that it takes",
        value: `${kept.toFixed(0)} MB`,
        aim: { words: `at most ${mostHeap} MB`, met: kept <= mostHeap },
      },
    ],
  };
}
