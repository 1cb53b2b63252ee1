import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { AwsAccount } from "../../../src/core/catalog/awsAccount.ts";
import { openCatalog } from "../../../src/core/catalog/open.ts";
import { CredentialError } from "../../../src/core/errors.ts";
import { explainInOne } from "../../../src/core/explain.ts";
import { awsEnvironment, fakeKeys } from "../../support/awsEnvironment.ts";
import { type FakeAws, fakeAws } from "../../support/fakeAws.ts";
import { digestOf, FakeRegistry } from "../../support/fakeRegistry.ts";

const registryId = "123456789012";
const host = `${registryId}.dkr.ecr.eu-west-1.amazonaws.com`;
const image = digestOf("a");
const layer = digestOf("b");
const input = { registryId, repositoryName: "team/app", imageId: { imageDigest: image } };
/** Seconds since 1970, as AWS writes times. */
const [scannedAt, sourceAt] = [1_772_323_200, 1_772_236_800];
const times = { imageScanCompletedAt: scannedAt, vulnerabilitySourceUpdatedAt: sourceAt };
const complete = { status: "COMPLETE", description: "The scan was completed successfully." };

async function scannerOf(t: TestContext, aws: FakeAws, keys: Readonly<Record<string, string>> = fakeKeys) {
  await awsEnvironment(t, keys);
  const { scanner } = openCatalog({
    kind: "ecr",
    host,
    base: new URL(`https://${host}/`),
    distribution: new FakeRegistry({}).distribution(host),
    send: aws.send,
    credential: async () => ({ kind: "anonymous" }),
    aws: new AwsAccount({ kind: "ecr", host, send: aws.send, mayUse: async () => true }),
  });
  assert.ok(scanner?.start);
  return { read: scanner.read, start: scanner.start };
}

const basic = (name: string, ...attributes: readonly (readonly [string, string])[]) => ({
  name,
  description: "a description",
  uri: `https://security-tracker.debian.org/tracker/${name}`,
  severity: "INFORMATIONAL",
  attributes: attributes.map(([key, value]) => ({ key, value })),
});

describe("what ECR's basic scanning found", () => {
  it("comes by pages, with packages as attributes", async (t) => {
    const aws = fakeAws({
      "ecr.DescribeImageScanFindings": [
        {
          imageScanStatus: complete,
          imageScanFindings: {
            ...times,
            findings: [
              basic(
                "CVE-2019-1",
                ["package_name", "glibc"],
                ["package_version", "2.36-9"],
                ["CVSS2_SCORE", "5"],
                ["CVSS3_SCORE", "7.1"],
                ["CVSS3_VECTOR", "CVSS:3.1/AV:L"],
              ),
            ],
          },
          nextToken: "t",
        },
        {
          imageScanStatus: complete,
          imageScanFindings: { findings: [basic("CVE-2019-0", ["package_name", "a"]), basic("CVE-2019-2")] },
        },
      ],
    });
    const { read } = await scannerOf(t, aws);
    const more = { aliases: [], severity: "negligible", references: [], description: "a description" };
    assert.deepEqual(await read("team/app", image), {
      kind: "done",
      report: {
        scanner: { name: "ECR" },
        created: scannedAt * 1000,
        database: sourceAt * 1000,
        findings: [
          {
            ...more,
            id: "CVE-2019-0",
            package: "a",
            version: "",
            url: "https://security-tracker.debian.org/tracker/CVE-2019-0",
          },
          {
            ...more,
            id: "CVE-2019-1",
            package: "glibc",
            version: "2.36-9",
            url: "https://security-tracker.debian.org/tracker/CVE-2019-1",
            cvss: { score: 7.1, vector: "CVSS:3.1/AV:L" },
          },
        ],
        omitted: 0,
      },
    });
    assert.deepEqual(
      aws.calls.map((call) => call.input),
      [{}, { nextToken: "t" }].map((token) => ({ ...input, maxResults: 1000, ...token })),
    );
  });

  it("H14: ends where the same page is told for ever", async (t) => {
    const page = { imageScanStatus: complete, imageScanFindings: { findings: [] }, nextToken: "t" };
    const aws = fakeAws({ "ecr.DescribeImageScanFindings": () => page });
    const { read } = await scannerOf(t, aws);
    assert.equal((await read("team/app", image)).kind, "done");
    assert.equal(aws.calls.length, 2);
  });
});

describe("what Amazon Inspector found", () => {
  const finding = {
    findingArn: "arn:aws:inspector2:1",
    title: "CVE-2023-1 - openssl",
    description: "a description",
    type: "PACKAGE_VULNERABILITY",
    severity: "UNTRIAGED",
    status: "ACTIVE",
    fixAvailable: "YES",
    scoreDetails: { cvss: { score: 1, scoreSource: "NVD", scoringVector: "V", version: "3.1" } },
    packageVulnerabilityDetails: {
      vulnerabilityId: "CVE-2023-1",
      sourceUrl: "https://nvd.nist.gov/vuln/detail/CVE-2023-1",
      relatedVulnerabilities: ["DSA-1"],
      referenceUrls: ["https://one.test/", "javascript:alert(1)"],
      cvss: [
        { baseScore: 5, scoringVector: "AV:N", source: "NVD", version: "2.0" },
        { baseScore: 7.5, scoringVector: "CVSS:3.1/AV:N", source: "NVD", version: "3.1" },
      ],
      vulnerablePackages: [
        {
          name: "openssl-libs",
          version: "1.0.2k",
          release: "19.amzn2",
          epoch: 1,
          arch: "X86_64",
          packageManager: "OS",
          fixedInVersion: "1:1.0.2k-24.amzn2.0.6",
          sourceLayerHash: layer,
        },
        {
          name: "lodash",
          version: "4.0.0",
          epoch: 0,
          filePath: "srv/package.json",
          fixedInVersion: "NotAvailable",
        },
      ],
    },
  };
  const more = {
    id: "CVE-2023-1",
    aliases: ["DSA-1"],
    severity: "unknown",
    references: ["https://one.test/"],
    title: "CVE-2023-1 - openssl",
    description: "a description",
    url: "https://nvd.nist.gov/vuln/detail/CVE-2023-1",
    cvss: { score: 7.5, vector: "CVSS:3.1/AV:N", source: "NVD" },
  };

  it("is one finding for each package of a vulnerability, with file and layer", async (t) => {
    const hidden = { ...finding, status: "SUPPRESSED" };
    const aws = fakeAws({
      "ecr.DescribeImageScanFindings": [
        {
          imageScanStatus: { status: "ACTIVE" },
          imageScanFindings: { ...times, enhancedFindings: [finding, hidden] },
        },
      ],
    });
    const { read } = await scannerOf(t, aws);
    const state = await read("team/app", image);
    assert.ok(state.kind === "done");
    assert.equal(state.report.scanner.name, "Amazon Inspector");
    assert.deepEqual(state.report.findings, [
      { ...more, package: "lodash", version: "4.0.0", path: "srv/package.json" },
      {
        ...more,
        package: "openssl-libs",
        version: "1:1.0.2k-19.amzn2",
        fixed: "1:1.0.2k-24.amzn2.0.6",
        layer: { diffId: layer, digest: layer },
      },
    ]);
  });
});

describe("the state of a scan at ECR", () => {
  const told = (status: string, findings: object = {}) => ({
    imageScanStatus: { status, description: `about ${status}` },
    imageScanFindings: findings,
  });
  for (const [what, answer, kind, detail] of [
    [
      "was never asked for",
      { error: "ScanNotFoundException", message: "Image scan does not exist" },
      "none",
      undefined,
    ],
    ["goes on", told("IN_PROGRESS"), "running", undefined],
    ["waits", told("PENDING"), "running", undefined],
    ["failed", told("FAILED"), "failed", "about FAILED"],
    ["cannot be", { imageScanStatus: { status: "UNSUPPORTED_IMAGE" } }, "failed", "UNSUPPORTED_IMAGE"],
    ["is over", told("SCAN_ELIGIBILITY_EXPIRED"), "failed", "about SCAN_ELIGIBILITY_EXPIRED"],
    ["is over and left findings", told("SCAN_ELIGIBILITY_EXPIRED", times), "done", undefined],
    ["is not told", {}, "failed", ""],
  ] as const)
    it(`that ${what}`, async (t) => {
      const { read } = await scannerOf(t, fakeAws({ "ecr.DescribeImageScanFindings": [answer] }));
      const state = await read("team/app", image);
      assert.deepEqual([state.kind, "detail" in state ? state.detail : undefined], [kind, detail]);
    });

  it("of an image that is not there is a failure", async (t) => {
    const aws = fakeAws({ "ecr.DescribeImageScanFindings": [{ error: "ImageNotFoundException" }] });
    const { read } = await scannerOf(t, aws);
    await assert.rejects(read("team/app", image), { kind: "notFound", code: "MANIFEST_UNKNOWN" });
  });

  it("needs AWS's own credentials", async (t) => {
    const { read, start } = await scannerOf(t, fakeAws({}), {});
    await assert.rejects(read("team/app", image), CredentialError);
    await assert.rejects(start("team/app", image), CredentialError);
  });
});

describe("asking ECR for a scan", () => {
  it("names the image by its digest", async (t) => {
    const aws = fakeAws({ "ecr.StartImageScan": [{ imageScanStatus: { status: "IN_PROGRESS" } }] });
    await (await scannerOf(t, aws)).start("team/app", image);
    assert.deepEqual(aws.calls[0]?.input, input);
  });

  for (const [error, words] of [
    ["LimitExceededException", /scans an image once a day/],
    ["UnsupportedImageTypeException", /cannot scan this/],
    ["ValidationException", /scans images by itself/],
    ["AccessDeniedException", /AWS does not allow this login/],
  ] as const)
    it(`refused with ${error} says why`, async (t) => {
      const { start } = await scannerOf(t, fakeAws({ "ecr.StartImageScan": () => ({ error }) }));
      await assert.rejects(start("team/app", image), (failure) => {
        assert.match(explainInOne(failure), words);
        return true;
      });
    });
});
