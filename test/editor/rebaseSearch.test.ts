import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { NetworkError, ScannerError } from "../../src/core/errors.ts";
import type { Report } from "../../src/core/scanning/finding.ts";
import { type RebaseParts, RebaseSearch } from "../../src/vscode/findings/rebaseSearch.ts";
import { type ManifestTree, makeImage } from "../support/images.ts";
import { modelOf, referenceTo } from "../support/model.ts";
import { finding, findingsParts, report, ToldScans, tool } from "./scanned.ts";

const tree = (name: string) => makeImage({ steps: [{ command: name }], config: { User: name } });
const trees: Readonly<Record<string, ManifestTree>> = {
  "12-slim": tree("moved"),
  "13-slim": tree("next"),
  "13": tree("of another line"),
};
const used = tree("used");
const image = await modelOf(tree("app"), "h.test/app:1");
const base = { reference: referenceTo(`h.test/debian:12-slim@${used.digest}`), layers: 1, steps: 1 };
const subject = { image, base, report: report([finding("CVE-1")]) };
const short = (one: ManifestTree | undefined) => one?.digest.slice(7, 10);
const asked = [used, trees["12-slim"], trees["13-slim"]].map((one) => `scan ${short(one)} by trivy`);

function openSearch(scans: ToldScans, change: Partial<RebaseParts> = {}, approved: string[] = []) {
  const requests: string[] = [];
  const kinds: string[] = [];
  const parts: RebaseParts = {
    ...findingsParts(scans, {}, approved),
    inspect: async ({ repository, tag = "", digest }) => {
      requests.push(digest === undefined ? tag : "used");
      const name = `${repository.registry}/${repository.path}:${tag}`;
      return modelOf((digest === undefined ? trees[tag] : undefined) ?? used, name);
    },
    tags: async () => {
      requests.push("tags");
      return Object.keys(trees);
    },
    ...change,
  };
  const search: RebaseSearch = new RebaseSearch(parts, () => kinds.push(search.of(subject).kind));
  return { search, requests, kinds };
}

/** What is known, when something was found. */
function found(search: RebaseSearch) {
  const state = search.of(subject);
  assert.ok(state.kind === "found", state.kind);
  return state;
}

describe("looking for newer bases", () => {
  it("asks the registry and for the program's version on request, and scans nothing", async () => {
    const scans = new ToldScans();
    const { search, requests, kinds } = openSearch(scans);
    assert.deepEqual([search.of(subject), requests], [{ kind: "open" }, []]);
    await search.find(subject);
    const { bases, reports, tool: named } = found(search);
    assert.deepEqual(
      bases.newer.map(({ reference }) => reference.tag),
      ["12-slim", "13-slim"],
    );
    assert.deepEqual([named.path, reports.size], ["/opt/trivy", 0]);
    assert.deepEqual(requests, ["used", "tags", "12-slim", "13-slim"]);
    assert.deepEqual([scans.asked, kinds], [["tools"], ["looking", "found"]]);
  });

  it("what fails is told, and can be tried again", async () => {
    const offline = new NetworkError("offline", "h.test");
    const { search } = openSearch(new ToldScans(), { tags: () => Promise.reject(offline) });
    await search.find(subject);
    assert.deepEqual(search.of(subject), { kind: "open", failure: offline });
    const missing = new ScannerError("notInstalled", "trivy");
    const scans = new ToldScans();
    scans.states = [{ name: "trivy", failure: missing }];
    const { search: other, requests } = openSearch(scans);
    await other.find(subject);
    assert.deepEqual([other.of(subject), requests], [{ kind: "open", failure: missing }, []]);
  });

  it("cancelling ends it, and shows no failure", async () => {
    const { search } = openSearch(new ToldScans(), {
      tags: (_, signal) =>
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    });
    for (const end of [() => search.cancel(subject), () => search.close()]) {
      const finding = search.find(subject);
      await turn();
      await turn();
      end();
      await finding;
      assert.deepEqual(search.of(subject), { kind: "open" });
    }
  });

  it("W13: in an untrusted window, and for reports from elsewhere, nothing is asked", async () => {
    const scans = new ToldScans();
    const { search, requests } = openSearch(scans, { mayRun: () => false });
    await search.find(subject);
    const { search: other, requests: others } = openSearch(scans);
    const attached = { ...subject.report, from: "attached" } as Report;
    for (const shown of [attached, report([], { scanner: { name: "Clair" } })])
      await other.find({ ...subject, report: shown });
    assert.deepEqual([requests, others, scans.asked], [[], [], []]);
  });
});

describe("scanning bases", () => {
  it("one after the other by the tool of the report that is shown, each stored; the path that was shown is approved", async () => {
    const scans = new ToldScans();
    const approved: string[] = [];
    let running = 0;
    scans.answer = async () => {
      assert.equal(++running, 1);
      await turn();
      running--;
      return report([]);
    };
    const { search } = openSearch(scans, {}, approved);
    await search.scan(subject);
    assert.deepEqual(scans.asked, []);
    await search.find(subject);
    await search.scan(subject);
    assert.deepEqual([scans.asked, approved], [["tools", ...asked], ["/opt/trivy"]]);
    assert.equal(scans.kept.size, 3);
    const { reports, running: left } = found(search);
    assert.deepEqual([reports.size, left], [3, undefined]);
  });

  it("by Grype, when the report is Grype's", async () => {
    const scans = new ToldScans();
    scans.states = [
      { name: "trivy", tool: tool("trivy") },
      { name: "grype", tool: tool("grype") },
    ];
    const { search } = openSearch(scans);
    const byGrype = { ...subject, report: report([], { scanner: { name: "Grype", version: "1" } }) };
    await search.find(byGrype);
    await search.scan(byGrype);
    assert.ok(scans.asked.slice(1).every((line) => line.endsWith("by grype")));
    // The other scanner's report has a search of its own.
    assert.equal(search.of(subject).kind, "open");
  });

  it("what is stored by the same scanner and database needs no scan; of another database it does", async () => {
    const scans = new ToldScans();
    scans.kept.set(used.digest, [report([finding("CVE-1")])]);
    scans.kept.set(trees["12-slim"]?.digest ?? "", [report([], { database: 499 })]);
    const { search } = openSearch(scans);
    await search.find(subject);
    assert.deepEqual([...found(search).reports.keys()], [used.digest]);
    await search.scan(subject);
    assert.deepEqual(scans.asked, ["tools", ...asked.slice(1)]);
  });

  it("cancelled, it keeps what was scanned, and goes on from there", async () => {
    const scans = new ToldScans();
    let isStuck = true;
    scans.answer = ({ digest }, { signal, onProgress }) => {
      if (digest === used.digest || !isStuck) return Promise.resolve(report([]));
      onProgress?.({ kind: "running", scanner: "trivy", tool: tool("trivy"), words: "Detecting" });
      return new Promise((_resolve, reject) =>
        signal?.addEventListener("abort", () => reject(signal.reason), { once: true }),
      );
    };
    const { search } = openSearch(scans);
    await search.find(subject);
    const scanning = search.scan(subject);
    while (found(search).running?.progress === undefined) await turn();
    // A second press does nothing.
    await search.scan(subject);
    assert.equal(found(search).running?.image.reference.tag, "12-slim");
    search.cancel(subject);
    await scanning;
    const { reports, running, failure } = found(search);
    assert.deepEqual([reports.size, running, failure], [1, undefined, undefined]);
    isStuck = false;
    await search.scan(subject);
    assert.equal(found(search).reports.size, 3);
    assert.deepEqual(scans.asked, ["tools", ...asked.slice(0, 2), ...asked.slice(1)]);
  });

  it("a scan that fails ends it with the failure, which the next one forgets", async () => {
    const scans = new ToldScans();
    const failure = new ScannerError("timeout", "trivy");
    let fails = true;
    scans.answer = async ({ digest }) => {
      if (fails && digest === trees["13-slim"]?.digest) throw failure;
      return report([]);
    };
    const { search } = openSearch(scans);
    await search.find(subject);
    await search.scan(subject);
    assert.deepEqual([found(search).failure, found(search).reports.size], [failure, 2]);
    fails = false;
    await search.scan(subject);
    assert.deepEqual([found(search).failure, found(search).reports.size], [undefined, 3]);
  });
});

it("references are copied with the tag and the digest that a pin has", async () => {
  const { search } = openSearch(new ToldScans());
  assert.equal(search.referenceAt(subject, 0), undefined);
  await search.find(subject);
  assert.equal(search.referenceAt(subject, 2), `h.test/debian:13-slim@${trees["13-slim"]?.digest}`);
  assert.equal(search.referenceAt(subject, 3), undefined);
});
