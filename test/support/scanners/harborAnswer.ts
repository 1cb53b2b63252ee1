/** What Harbor's own Trivy says of the Debian image: a fake's words, in the shape of its scanners' specification. */
import type { HarborScan } from "../harborData.ts";
import type { ManifestTree } from "../images.ts";
import { trivyAnswer } from "./trivyAnswer.ts";

const scanner = { name: "Trivy", vendor: "Aqua Security", version: "v0.51.1" };

/** A scan that was done before anybody asked, of the image that has this version of OpenSSL. */
export function harborAnswer(image: ManifestTree, openssl: string): HarborScan {
  const vulnerabilities = trivyAnswer(image, openssl).Results.flatMap(({ Vulnerabilities }) =>
    Vulnerabilities.map((found) => ({
      id: found["VulnerabilityID"],
      package: found["PkgName"],
      version: found["InstalledVersion"],
      fix_version: found["FixedVersion"] ?? "",
      severity: `${found["Severity"]}`.replace(/(?<=.).+/, (rest) => rest.toLowerCase()),
      description: found["Description"],
      links: [found["PrimaryURL"]],
    })),
  );
  return {
    begun: true,
    overviews: [{ report_id: "1", scan_status: "Success", complete_percent: 100, scanner }],
    report: { generated_at: "2026-11-24T12:00:00Z", scanner, severity: "Critical", vulnerabilities },
  };
}
