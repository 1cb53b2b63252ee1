/** The scanners that Mooring can run, in the order in which they are looked for. */
export const scannerNames = ["trivy", "grype"] as const;

export type ScannerName = (typeof scannerNames)[number];

/** Names as people write them. */
export const scannerTitles: { readonly [Name in ScannerName]: string } = { trivy: "Trivy", grype: "Grype" };
