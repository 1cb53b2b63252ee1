/** One finding in full, as the image details show it. Pure; knows no VS Code. */
import type { Base } from "../../core/image/base.ts";
import type { ImageModel } from "../../core/image/model.ts";
import type { Cvss, Finding } from "../../core/scanning/finding.ts";
import { sanitize, sanitizeLines } from "../../core/text.ts";
import type { FindingDetails } from "../../protocol/findings.ts";
import { stepFinder } from "./findingPlaces.ts";
import { statusText } from "./reportView.ts";

/** Addresses of one finding that are shown. */
const mostLinks = 20;

/** The finding at `place` of a report. */
export function findingDetails(
  finding: Finding,
  { report, place }: { readonly report: string; readonly place: number },
  image: ImageModel,
  base: Base | undefined,
): FindingDetails {
  const step = stepFinder(image)(finding);
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["Package", finding.package],
    ["Installed", finding.version],
    ["Fixed in", finding.fixed],
    ["Status", statusText(finding.status)],
    ["CVSS", finding.cvss && scoreText(finding.cvss)],
    ["Also called", finding.aliases.join(", ")],
    ["Path", finding.path],
    ["Layer", step?.layer && layerText(step.layer.number, image, base)],
    ["Package URL", finding.purl],
  ];
  const title = [finding.id, finding.title].filter((text) => text !== undefined).join(": ");
  return {
    report,
    finding: place,
    title: sanitize(title, 300),
    severity: finding.severity,
    facts: facts.flatMap(([key, value = ""]) => (value === "" ? [] : [{ key, value: sanitize(value, 500) }])),
    description: sanitizeLines(finding.description ?? ""),
    ...(step?.createdBy !== undefined && { command: sanitizeLines(step.createdBy) }),
    links: linksOf(finding).map((link) => sanitize(link, 500)),
  };
}

/** The addresses of a finding that may be opened, in the order of its details' `links`. */
export function linksOf({ url, references }: Finding): readonly string[] {
  return [...new Set([...(url === undefined ? [] : [url]), ...references])].slice(0, mostLinks);
}

/** `9.8 (CVSS:3.1/AV:N, nvd)`. */
function scoreText({ score, vector, source }: Cvss): string {
  const more = [vector, source].filter((text) => text !== undefined).join(", ");
  return more === "" ? score.toFixed(1) : `${score.toFixed(1)} (${more})`;
}

/** `2 of 7, from the base image`. */
function layerText(number: number, { steps }: ImageModel, base: Base | undefined): string {
  const count = steps.filter(({ layer }) => layer !== undefined).length;
  const from = base === undefined ? "" : number <= base.layers ? ", from the base image" : ", its own";
  return `${number} of ${count}${from}`;
}
