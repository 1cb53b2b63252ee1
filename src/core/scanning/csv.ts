/**
 * Findings as a table for spreadsheets.
 * https://www.rfc-editor.org/rfc/rfc4180
 */
import { sanitize } from "../text.ts";
import type { Finding, Report } from "./finding.ts";

/** Tells the layer that a finding came with: `2`; empty when that is not known. */
export type LayerOf = (finding: Finding) => string;

const columns: readonly (readonly [string, (finding: Finding) => string | undefined])[] = [
  ["severity", ({ severity }) => severity],
  ["id", ({ id }) => id],
  ["package", (finding) => finding.package],
  ["installed", ({ version }) => version],
  ["fixed", ({ fixed }) => fixed],
  ["status", ({ status }) => status],
  ["cvss", ({ cvss }) => cvss?.score.toFixed(1)],
  ["path", ({ path }) => path],
  ["title", ({ title }) => title],
  ["url", ({ url }) => url],
  ["purl", ({ purl }) => purl],
];

/** One line for each finding under a line of names, with a byte order mark, by which Excel knows UTF-8. */
export function formatCsv({ findings }: Pick<Report, "findings">, layerOf: LayerOf): string {
  const lines = [
    [...columns.map(([name]) => name), "layer"],
    ...findings.map((finding) => [...columns.map(([, read]) => read(finding) ?? ""), layerOf(finding)]),
  ];
  return `\uFEFF${lines.map((cells) => cells.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** A cell that no spreadsheet takes for a formula: those begin with one of `=+-@`. */
function cell(text: string): string {
  const shown = sanitize(text);
  const inert = /^[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return `"${inert.replaceAll('"', '""')}"`;
}
