/** A report of Trivy with so many findings, and with texts as long as they are for Debian's packages on average. */
export function largeReport(findings: number): Uint8Array<ArrayBuffer> {
  const description = "A flaw was found in the way that things are done. ".repeat(12);
  const vulnerabilities = Array.from({ length: findings }, (_, at) => ({
    VulnerabilityID: `CVE-2024-${at}`,
    PkgName: `package-${at % 700}`,
    PkgIdentifier: { PURL: `pkg:deb/debian/package-${at % 700}@1.2.${at % 9}` },
    InstalledVersion: `1.2.${at % 9}`,
    FixedVersion: "1.3",
    Status: "fixed",
    Layer: { DiffID: `sha256:${"d".repeat(64)}` },
    PrimaryURL: `https://avd.aquasec.com/nvd/cve-2024-${at}`,
    Title: `package-${at % 700}: something about ${at}`,
    Description: description,
    Severity: ["LOW", "MEDIUM", "HIGH", "CRITICAL"][at % 4],
    CVSS: { nvd: { V3Vector: "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", V3Score: 7.5 } },
    References: Array.from({ length: 5 }, (_, link) => `https://example.com/${at}/${link}`),
  }));
  const results = [{ Class: "os-pkgs", Type: "debian", Vulnerabilities: vulnerabilities }];
  return Buffer.from(JSON.stringify({ SchemaVersion: 2, Results: results }));
}
