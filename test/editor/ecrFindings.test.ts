import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { AwsAccount } from "../../src/core/catalog/awsAccount.ts";
import { openCatalog } from "../../src/core/catalog/open.ts";
import type { ImageModel } from "../../src/core/image/model.ts";
import type { FindingRow } from "../../src/protocol/findings.ts";
import { findingChanges } from "../../src/vscode/compare/compareFindings.ts";
import { PairFindings } from "../../src/vscode/compare/pairFindings.ts";
import { ImageFindings } from "../../src/vscode/findings/imageFindings.ts";
import { lookForReports } from "../../src/vscode/findings/lookForReports.ts";
import { findingRows } from "../../src/vscode/findings/reportView.ts";
import { awsEnvironment, fakeKeys } from "../support/awsEnvironment.ts";
import { fakeAws } from "../support/fakeAws.ts";
import { MemoryRegistry } from "../support/memoryRegistry.ts";
import { modelOf } from "../support/model.ts";
import { debianImage, opensslVersions } from "../support/scanners/debianImage.ts";
import { trivyAnswer } from "../support/scanners/trivyAnswer.ts";
import { findingsParts, ToldScans } from "./scanned.ts";

const host = "123456789012.dkr.ecr.eu-west-1.amazonaws.com";

/** An image at ECR, and what its basic scanning says of it: moto says the same of all. */
function atEcr(openssl: string) {
  const tree = debianImage(openssl);
  const findings = trivyAnswer(tree, openssl).Results.flatMap(({ Vulnerabilities }) =>
    Vulnerabilities.map((found) => ({
      name: found["VulnerabilityID"],
      description: found["Description"],
      uri: found["PrimaryURL"],
      severity: found["Severity"],
      attributes: [
        { key: "package_name", value: found["PkgName"] },
        { key: "package_version", value: found["InstalledVersion"] },
      ],
    })),
  );
  const complete = { status: "COMPLETE", description: "The scan was completed successfully." };
  const times = { imageScanCompletedAt: 1_772_323_200, vulnerabilitySourceUpdatedAt: 1_772_236_800 };
  return { tree, answer: { imageScanStatus: complete, imageScanFindings: { ...times, findings } } };
}

const [old, now] = [atEcr(opensslVersions.old), atEcr(opensslVersions.upgraded)];

async function start(t: TestContext) {
  await awsEnvironment(t, fakeKeys);
  const registry = new MemoryRegistry(host);
  for (const { tree } of [old, now]) registry.fill("team/app", tree);
  const { distribution } = registry;
  const attached = {
    lists: distribution,
    manifest: ({ path }: { path: string }, digest: Parameters<typeof distribution.manifest>[1]) =>
      distribution.manifest(path, digest),
    blob: async () => assert.fail("nothing is attached"),
  };
  const look = async (image: ImageModel, signal: AbortSignal) => {
    const { answer } = image.manifest.digest === old.tree.digest ? old : now;
    const { send } = fakeAws({ "ecr.DescribeImageScanFindings": [answer] });
    const { scanner } = openCatalog({
      kind: "ecr",
      host,
      base: new URL(`https://${host}/`),
      distribution,
      send,
      credential: async () => ({ kind: "anonymous" }),
      aws: new AwsAccount({ kind: "ecr", host, send, mayUse: async () => true }),
    });
    return lookForReports({ attached, scanner }, image, signal);
  };
  const models = await Promise.all([old, now].map(({ tree }) => modelOf(tree, `${host}/team/app:1`)));
  const [before = assert.fail(), after = assert.fail()] = models;
  return { parts: findingsParts(new ToldScans(), { look, mayRun: () => false }), before, after };
}

describe("what ECR's scanning found, in the editor", () => {
  it("is shown on request, and one finding is opened", async (t) => {
    const { parts, before } = await start(t);
    const findings = new ImageFindings(parts, () => {});
    findings.show(before);
    await turn();
    await findings.look();
    const { report } = findings.state;
    assert.ok(report !== undefined);
    const rows: readonly FindingRow[] = JSON.parse(
      new TextDecoder().decode(await findingRows(report, before)),
    );
    assert.equal(rows.length, 9);
    const place = rows.findIndex(({ id }) => id === "CVE-2023-5363");
    findings.chooseFinding(place);
    assert.equal(findings.state.chosen, place);
    assert.equal(report.findings[place]?.package, "libssl3");
  });

  it("of both images tells that exactly what the upgrade mends is fixed", async (t) => {
    const { parts, before, after } = await start(t);
    const pair = new PairFindings(parts, () => {});
    pair.show(before, after);
    await turn();
    await pair.look();
    const { text, rows } = findingChanges(pair.state, 0);
    assert.deepEqual(
      rows.map(({ mark, id, package: name }) => [mark, id, name]),
      [["removed", "CVE-2023-5363", "libssl3"]],
    );
    assert.equal(text, "1 fixed, 0 introduced, 8 unchanged.");
  });
});
