/** Scans beside the scanner alone, and reports of many findings; left out on a machine without Go. */
import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { anonymous } from "../../src/core/auth/credential.ts";
import { openDerived } from "../../src/core/content/derived.ts";
import { isDigest } from "../../src/core/reference/digest.ts";
import { openScans } from "../../src/core/scanning/openScans.ts";
import { decodeTrivyReport } from "../../src/core/scanning/trivyReport.ts";
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
const mostTime = 1000;
const mostHeap = 150;

/** Both parts; the first needs the real Trivy. */
export async function scanning(rig: Rig): Promise<readonly Section[]> {
  return [...(await besideTrivy(rig)), await large()];
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
    const scans = openScans({
      env,
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
    const [own, peer]: [number[], number[]] = [[], []];
    await scans.scan(target);
    for (let round = 0; round < rounds; round++) {
      own.push((await watched(() => scans.scan(target))).time);
      peer.push((await watched(() => run(join(bin, "trivy"), [...args, reference], { env }))).time);
    }
    const before = asked;
    const again = await watched(() => scans.known(digest));
    assert.equal(again.result.length, 1);
    return [
      {
        title: `A scan by Trivy, median of ${rounds}`,
        figures: [
          milliseconds("scanned, with the version before and the database's time after", median(own)),
          milliseconds("trivy by itself", median(peer)),
          ratio("scanned to trivy by itself", median(own), median(peer), 2),
          milliseconds("a second look", again.time),
          count("a second look: logins looked up, and so processes and requests", asked - before, 0),
        ],
      },
    ];
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

async function large(): Promise<Section> {
  const bytes = largeReport(many);
  const before = heap();
  const read = await watched(async () => decodeTrivyReport(bytes, "the report"));
  const kept = (heap() - before) / 1e6;
  assert.equal(read.result.findings.length, many);
  return {
    title: `A report of ${many.toLocaleString("en")} findings, ${(bytes.length / 1e6).toFixed(0)} MB`,
    figures: [
      milliseconds("read", read.time, { words: `at most ${mostTime} ms`, met: read.time <= mostTime }),
      {
        name: "kept",
        value: `${kept.toFixed(0)} MB`,
        aim: { words: `at most ${mostHeap} MB`, met: kept <= mostHeap },
      },
    ],
  };
}
