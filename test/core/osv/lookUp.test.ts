import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { RegistryError } from "../../../src/core/errors.ts";
import { fetchSend } from "../../../src/core/http/fetchSend.ts";
import { toOsv } from "../../../src/core/osv/ecosystem.ts";
import { type LookUpOptions, lookUp } from "../../../src/core/osv/lookUp.ts";
import { readOsvRecord } from "../../../src/core/osv/record.ts";
import type { InstalledPackage } from "../../../src/core/packages/model.ts";
import type { Digest } from "../../../src/core/reference/digest.ts";
import { digestOf } from "../../support/fakeRegistry.ts";
import { type OsvData, startOsv } from "../../support/osvServer.ts";
import { answer, scriptedSend } from "../../support/scriptedSend.ts";

const debian = { id: "debian", version: "12", name: undefined };
const layer = digestOf("a");

function installed(type: string, name: string, version: string, source = name): InstalledPackage {
  const rest = { licenses: [], supplier: undefined, architecture: undefined };
  return {
    ...rest,
    name,
    version,
    type,
    purl: `pkg:${type}/${name}@${version}`,
    source: { name: source, version },
    path: "/status",
    layer,
    layerNumber: 1,
  };
}

/** As OSV.dev has GitHub's advisory of minimist, shortened. */
const ghsa = {
  id: "GHSA-xvch-5gv4-984h",
  summary: "Prototype Pollution in minimist",
  details: "Minimist prior to 1.2.6 and 0.2.4 is vulnerable to Prototype Pollution.",
  aliases: ["CVE-2021-44906"],
  modified: "2026-01-02T03:04:05.678901Z",
  database_specific: { severity: "CRITICAL", github_reviewed: true },
  references: [
    { type: "ADVISORY", url: "https://nvd.nist.gov/vuln/detail/CVE-2021-44906" },
    { type: "WEB", url: "javascript:alert(1)" },
  ],
  affected: [
    {
      package: { name: "minimist", ecosystem: "npm", purl: "pkg:npm/minimist" },
      ranges: [
        { type: "SEMVER", events: [{ introduced: "1.0.0" }, { fixed: "1.2.6" }] },
        { type: "SEMVER", events: [{ introduced: "0" }, { fixed: "0.2.4" }] },
        { type: "GIT", events: [{ introduced: "0" }, { fixed: "abcdef" }] },
      ],
    },
    { package: { name: "other", ecosystem: "npm" }, ranges: [{ type: "SEMVER", events: [{ fixed: "9" }] }] },
  ],
  severity: [{ type: "CVSS_V3", score: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" }],
};
/** As OSV.dev has one vulnerability of Debian, and an advisory about two. */
const debianCve = (id: string, fixed?: string, more: object = {}) => ({
  id: `DEBIAN-${id}`,
  upstream: [id],
  affected: [
    {
      package: { name: "glibc", ecosystem: "Debian:12" },
      ranges: [{ type: "ECOSYSTEM", events: [{ introduced: "0" }, ...(fixed ? [{ fixed }] : [])] }],
    },
  ],
  ...more,
});
const dsa = {
  id: "DSA-1-1",
  upstream: ["CVE-2024-1111", "CVE-2024-2222"],
  affected: [{ package: { name: "glibc", ecosystem: "Debian:12" } }],
};
const glibc = "Debian:12 glibc 2.36-9";

async function ask(
  t: TestContext,
  data: OsvData,
  packages: readonly InstalledPackage[],
  { pageSize, ...options }: LookUpOptions & { pageSize?: number } = {},
) {
  const server = await startOsv(data, pageSize === undefined ? {} : { pageSize });
  t.after(() => server.stop());
  const osv = { base: server.base, send: fetchSend("Mooring/test") };
  const { report, skipped } = await lookUp(osv, packages, debian, { now: () => 7, ...options });
  return { server, report, skipped, osv };
}

describe("what OSV.dev knows of packages", () => {
  it("is a finding for each vulnerability, by the name of its CVE", async (t) => {
    const data = { [ghsa.id]: { affects: ["npm minimist 1.2.5"], record: ghsa } };
    const { report, skipped, server } = await ask(t, data, [
      installed("npm", "minimist", "1.2.5"),
      installed("npm", "ms", "2.1.3"),
      installed("rpm", "bash", "5.2"),
    ]);
    assert.deepEqual(report, {
      scanner: { name: "OSV.dev" },
      created: 7,
      findings: [
        {
          id: "CVE-2021-44906",
          aliases: ["GHSA-xvch-5gv4-984h"],
          package: "minimist",
          version: "1.2.5",
          severity: "critical",
          url: "https://osv.dev/vulnerability/GHSA-xvch-5gv4-984h",
          references: ["https://nvd.nist.gov/vuln/detail/CVE-2021-44906"],
          fixed: "1.2.6, 0.2.4",
          title: ghsa.summary,
          description: ghsa.details,
          cvss: { score: 9.8, vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H" },
          purl: "pkg:npm/minimist@1.2.5",
          path: "/status",
          layer: { digest: layer },
        },
      ],
      omitted: 0,
    });
    assert.equal(skipped, 1);
    assert.deepEqual(server.requests, ["POST 2", "GET GHSA-xvch-5gv4-984h"]);
  });

  it("is told names, versions and ecosystems, and nothing else", async (t) => {
    const { server } = await ask(t, {}, [installed("deb", "libc6", "2.36-9", "glibc")]);
    assert.deepEqual(
      server.told.map((body) => JSON.parse(body)),
      [{ queries: [{ package: { ecosystem: "Debian:12", name: "glibc" }, version: "2.36-9" }] }],
    );
  });

  it("is asked once for packages of one source, and found in each", async (t) => {
    const data = {
      "DEBIAN-CVE-2024-1111": {
        affects: [glibc],
        record: debianCve("CVE-2024-1111", "2.36-9+deb12u4"),
      },
    };
    const packages = ["libc6", "libc-bin"].map((name) => installed("deb", name, "2.36-9", "glibc"));
    const { report, server } = await ask(t, data, packages);
    assert.deepEqual(
      report.findings.map(({ id, package: name, fixed, severity }) => [id, name, fixed, severity]),
      [
        ["CVE-2024-1111", "libc-bin", "2.36-9+deb12u4", "unknown"],
        ["CVE-2024-1111", "libc6", "2.36-9+deb12u4", "unknown"],
      ],
    );
    assert.deepEqual(server.requests, ["POST 1", "GET DEBIAN-CVE-2024-1111"]);
  });

  it("comes by pages and by batches of a thousand", async (t) => {
    const ids = Array.from({ length: 5 }, (_, at) => `CVE-2024-${1000 + at}`);
    const data = Object.fromEntries(
      ids.map((id) => [`DEBIAN-${id}`, { affects: [glibc], record: debianCve(id) }]),
    );
    const many = Array.from({ length: 1500 }, (_, at) => installed("npm", `p${at}`, "1.0.0"));
    const packages = [...many, installed("deb", "libc6", "2.36-9", "glibc")];
    const { report, server } = await ask(t, data, packages, { pageSize: 2 });
    assert.deepEqual(report.findings.map(({ id }) => id).sort(), ids);
    const batches = server.requests.filter((request) => request.startsWith("POST"));
    assert.deepEqual(batches, ["POST 1000", "POST 501", "POST 1", "POST 1"]);
  });

  it("is one finding where several records tell of it", async (t) => {
    const pysec = {
      ...ghsa,
      id: "PYSEC-1",
      aliases: ["CVE-2021-44906"],
      database_specific: {},
      severity: [],
    };
    const record = (id: string, fields: object) => ({
      [id]: { affects: [glibc], record: { ...fields, id } },
    });
    const data = {
      ...record("PYSEC-1", pysec),
      ...record(ghsa.id, ghsa),
      ...record("DSA-1-1", dsa),
      ...record("DEBIAN-CVE-2024-1111", debianCve("CVE-2024-1111")),
      ...record("DEBIAN-CVE-2024-2222", debianCve("CVE-2024-2222")),
      ...record("DSA-2-1", { ...dsa, upstream: ["CVE-2024-2222", "CVE-2024-3333"] }),
    };
    const { report } = await ask(t, data, [installed("deb", "libc6", "2.36-9", "glibc")]);
    assert.deepEqual(
      report.findings.map(({ id, severity }) => `${id} ${severity}`),
      ["CVE-2021-44906 critical", "CVE-2024-1111 unknown", "CVE-2024-2222 unknown", "DSA-2-1 unknown"],
    );
  });

  it("is not asked again for records that did not change", async (t) => {
    const kept = new Map<Digest, Uint8Array>();
    const store = {
      get: async (digest: Digest) => kept.get(digest),
      put: async (digest: Digest, bytes: Uint8Array) => kept.set(digest, bytes).size > 0,
    };
    const record = debianCve("CVE-2024-1111");
    const packages = [installed("deb", "libc6", "2.36-9", "glibc")];
    for (const [modified, asked] of [
      ["1", 2],
      ["1", 1],
      ["2", 2],
    ] as const) {
      const data = { "DEBIAN-CVE-2024-1111": { affects: [glibc], record, modified } };
      const server = await startOsv(data);
      t.after(() => server.stop());
      // The port is a part of where it is.
      const send = fetchSend("Mooring/test");
      const base = new URL("http://osv.test/");
      const osv = {
        base,
        send: (call: Parameters<typeof send>[0]) =>
          send({ ...call, url: new URL(call.url.pathname, server.base) }),
      };
      const { report } = await lookUp(osv, packages, debian, { store });
      assert.deepEqual([report.findings.length, server.requests.length], [1, asked]);
    }
  });

  it("leaves out a record that is gone", async (t) => {
    const { report } = await ask(t, { "GHSA-1": { affects: [glibc] } }, [
      installed("deb", "libc6", "2.36-9", "glibc"),
    ]);
    assert.deepEqual(report.findings, []);
  });

  it("is not asked when there is nothing to ask", async () => {
    const { send } = scriptedSend();
    const osv = { base: new URL("https://osv.test/"), send };
    const { report, skipped } = await lookUp(osv, [installed("rpm", "a", "1")], undefined);
    assert.deepEqual([report.findings, skipped], [[], 1]);
  });

  for (const [what, response, expected] of [
    ["it fails", answer(500, "down"), { kind: "unavailable" }],
    ["it refuses", answer(429, null, { "retry-after": "120" }), { kind: "rateLimited" }],
    ["it is no OSV.dev", answer(200, "<html>"), { kind: "malformed" }],
    ["results are missing", answer(200, '{"results":[]}'), { kind: "unexpected" }],
  ] as const)
    it(`is a failure when ${what}`, async () => {
      const { send } = scriptedSend(response);
      const osv = { base: new URL("https://osv.test/"), send };
      await assert.rejects(lookUp(osv, [installed("npm", "a", "1")], undefined), expected);
    });

  it("H14 R06: pages without end, and ids that are none, lead nowhere", async () => {
    let asked = 0;
    const page = JSON.stringify({ results: [{ vulns: [{ id: "../../x" }], next_page_token: "t" }] });
    const send = async () => {
      asked++;
      return answer(200, page);
    };
    const osv = { base: new URL("https://osv.test/"), send };
    const { report } = await lookUp(osv, [installed("npm", "a", "1")], undefined);
    assert.deepEqual([asked, report.findings, report.omitted], [60, [], 1]);
  });

  it("I1: ends with the signal's reason", async (t) => {
    const signal = AbortSignal.abort(new Error("enough"));
    const packages = [installed("npm", "a", "1")];
    await assert.rejects(ask(t, {}, packages, { signal }), (failure) => {
      return failure instanceof Error && !(failure instanceof RegistryError);
    });
  });
});

describe("how OSV.dev names a package", () => {
  const system = (id: string, version?: string) => ({ id, version, name: undefined });
  for (const [type, os, name, version, expected] of [
    ["deb", system("debian", "12"), "libc6", "2.36", "Debian:12 glibc 2.36"],
    ["deb", system("debian"), "libc6", "2.36", undefined],
    ["deb", undefined, "libc6", "2.36", undefined],
    ["deb", system("ubuntu", "22.04"), "libc6", "2.36", "Ubuntu:22.04:LTS glibc 2.36"],
    ["deb", system("ubuntu", "23.10"), "libc6", "2.36", "Ubuntu:23.10 glibc 2.36"],
    ["apk", system("alpine", "3.19.1"), "libc6", "1", "Alpine:v3.19 glibc 1"],
    ["apk", system("wolfi", "20230201"), "libc6", "1", "Wolfi glibc 1"],
    ["npm", undefined, "@s/a", "1", "npm glibc 1"],
    ["golang", undefined, "stdlib", "v1.22.3", "Go glibc 1.22.3"],
    ["pypi", undefined, "A", "1", "PyPI glibc 1"],
    ["golang", undefined, "x", "", undefined],
    ["rpm", system("rocky", "9.3"), "bash", "5", undefined],
  ] as const)
    it(`${type} ${os?.id} ${os?.version}: ${expected}`, () => {
      const asked = toOsv(installed(type, name, version, "glibc"), os);
      assert.equal(asked && [asked.ecosystem, asked.name, asked.version].join(" "), expected);
    });
});

describe("the severity of a record", () => {
  const about = { ecosystem: "npm", name: "a", version: "1" };
  const vector = (score: string, type = "CVSS_V3") => ({ severity: [{ type, score }] });
  const affected = (fields: object) => ({
    affected: [{ package: { ecosystem: "npm", name: "a" }, ...fields }],
  });
  for (const [what, fields, severity] of [
    ["of GitHub", { database_specific: { severity: "MODERATE" } }, "medium"],
    ["of Debian", affected({ ecosystem_specific: { urgency: "unimportant" } }), "negligible"],
    [
      "that Debian did not yet assign",
      affected({ ecosystem_specific: { urgency: "not yet assigned" } }),
      "unknown",
    ],
    ["of Ubuntu", { severity: [{ type: "Ubuntu", score: "low" }] }, "low"],
    ["of a score", vector("CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H"), "high"],
    ["of a score of nothing", vector("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N"), "negligible"],
    [
      "of a score beside the package",
      affected(vector("CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N")),
      "low",
    ],
    [
      "of another package",
      { affected: [{ package: { ecosystem: "npm", name: "b" }, severity: [{ score: "high" }] }] },
      "unknown",
    ],
    [
      "of CVSS 4 alone",
      vector("CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", "CVSS_V4"),
      "unknown",
    ],
    ["that is absent", {}, "unknown"],
  ] as const)
    it(`${what} is ${severity}`, () => {
      assert.equal(readOsvRecord({ id: "X-1", ...fields }, "X-1", about)?.severity, severity);
    });

  it("is of no record that was withdrawn or is another", () => {
    assert.equal(readOsvRecord({ id: "X-1", withdrawn: "2026-01-01T00:00:00Z" }, "X-1", about), undefined);
    assert.equal(readOsvRecord({ id: "X-2" }, "X-1", about), undefined);
  });
});
