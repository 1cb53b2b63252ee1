import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { connect } from "../../src/cli/wire.ts";
import { mooring } from "../cli/fakes.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import { pushReports } from "../support/recordedReports.ts";

let registry: TestRegistry;
before(async () => {
  registry = await startRegistry();
  await pushReports({ url: registry.url, repository: "team/app" });
});
after(() => registry.stop());

describe("reports that real tools attached, at docker-registry", () => {
  it("are found and read, and the registry is not asked for what it does not have", async () => {
    const nowhere = join(import.meta.dirname, "none");
    const world = connect({ DOCKER_CONFIG: nowhere, REGISTRY_AUTH_FILE: nowhere }, "test", () => {});
    const { code, stdout, stderr } = await mooring(
      ["reports", `${registry.host}/team/app:1`, "--json"],
      world,
    );
    assert.deepEqual([code, stderr], [1, ""]);
    const { reports }: { reports: { scanner: string; findings: { id: string }[] }[] } = JSON.parse(stdout);
    assert.deepEqual(
      reports.map(({ scanner, findings }) => [scanner, ...findings.map(({ id }) => id)]),
      Array.from({ length: 5 }, () => ["Trivy", "CVE-2021-44906", "CVE-2025-0395"]),
    );
  });
});
