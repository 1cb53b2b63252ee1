/** What registries' own scanners found, loaded on first need. One module for all: each that is loaded by itself makes chunks. */
export { readEcrScan, startEcrScan } from "./ecrFindings.ts";
export { readHarborScan, startHarborScan } from "./harborFindings.ts";
export { readZotScan } from "./zotFindings.ts";
