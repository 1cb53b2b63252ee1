/**
 * SARIF as scanners of images write it. The format has no fields for packages and versions: Trivy and Grype say them in
 * lines of text, `Package: libc6`.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { type Fields, toArray, toObject, toSize, toText, toTexts, toTime } from "../oci/fields.ts";
import {
  cvss,
  filled,
  firstFilled,
  firstLink,
  objects,
  optional,
  packagePath,
  purlType,
  titled,
} from "./fields.ts";
import {
  type Finding,
  type FindingSeverity,
  mostFindings,
  parseSeverity,
  type Report,
  sortFindings,
} from "./finding.ts";

const mostRuns = 20;

/** Reads a SARIF log; undefined when the document is none. What is no vulnerability is left out. */
export function readSarifReport(document: Fields): Report | undefined {
  if (toArray(document["runs"]) === undefined || !(toText(document["version"]) ?? "").startsWith("2."))
    return undefined;
  const runs = objects(document["runs"]).slice(0, mostRuns);
  const drivers = runs.map((run) => toObject(toObject(run["tool"])?.["driver"]) ?? {});
  const [driver = {}] = drivers;
  const all = runs.flatMap((run, at) => {
    const ruleOf = rulesOf(drivers[at] ?? {});
    return objects(run["results"]).map((result) => ({ result, rule: ruleOf(result) }));
  });
  const [invocation] = objects(runs[0]?.["invocations"]);
  return {
    scanner: {
      name: titled(filled(driver["name"]) ?? "SARIF"),
      ...optional({ version: firstFilled(driver["semanticVersion"], driver["version"]) }),
    },
    ...optional({ created: toTime(invocation?.["endTimeUtc"]) }),
    findings: sortFindings(all.slice(0, mostFindings).flatMap(({ result, rule }) => toFinding(result, rule))),
    omitted: Math.max(0, all.length - mostFindings),
  };
}

/** Finds a result's rule: by its place where that has the result's own id, else by the id. */
function rulesOf(driver: Fields): (result: Fields) => Fields {
  const rules = toArray(driver["rules"]) ?? [];
  const byId = new Map(objects(rules).map((rule) => [toText(rule["id"]), rule]));
  return (result) => {
    const placed = toObject(rules[toSize(result["ruleIndex"]) ?? -1]);
    const id = toText(result["ruleId"]);
    return placed !== undefined && placed["id"] === id ? placed : (byId.get(id) ?? {});
  };
}

const vulnerability = /\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})\b/;

function toFinding(result: Fields, rule: Fields): readonly Finding[] {
  const message = textOf(result["message"]);
  const lines = new Map([...linesOf(textOf(rule["help"])), ...linesOf(message)]);
  const line = (...names: readonly string[]) => firstFilled(...names.map((name) => lines.get(name)));
  // Grype has one rule for several versions of a package.
  const [, found, at] = /\bpackage: (\S+), version (\S+) was found\b/.exec(message) ?? [];
  const rulesName = toText(result["ruleId"]) ?? "";
  const id = line("vulnerability") ?? vulnerability.exec(rulesName)?.[0];
  const name = found ?? line("package");
  if (id === undefined || (name === undefined && !vulnerability.test(id))) return [];
  const properties = toObject(rule["properties"]) ?? {};
  const purls = toTexts(properties["purls"]) ?? [];
  return [
    {
      id,
      aliases: [],
      package: name ?? "",
      version: at ?? line("installed version", "version") ?? "",
      severity: severityOf(line("severity"), Number(properties["security-severity"] ?? Number.NaN)),
      references: [],
      ...optional({
        fixed: line("fixed version", "fix version"),
        title: filled(textOf(rule["shortDescription"])),
        description: filled(textOf(rule["fullDescription"])),
        url: firstLink(rule["helpUri"]),
        cvss: cvss(properties["cvssv3_baseScore"], properties["cvssv3_vector"], undefined),
        purl: purls.length === 1 ? filled(purls[0]) : undefined,
        path: packagePath(pathOf(result, rule), line("type") ?? purlType(purls[0])),
      }),
    },
  ];
}

/** The lines `Name: value`; Trivy and Grype say the vulnerability without a colon. */
function linesOf(text: string): ReadonlyMap<string, string> {
  const pairs = text.split("\n", 20).flatMap((line) => {
    const [, name = "", value = ""] = /^(Vulnerability|[A-Z][A-Za-z ]{0,30}:) (.*)$/.exec(line) ?? [];
    return name === "" ? [] : [[name.replace(":", "").toLowerCase(), value.trim()] as const];
  });
  return new Map(pairs);
}

/** Grype writes low for what is negligible or unknown, too; its score then is 0. */
function severityOf(word: string | undefined, score: number): FindingSeverity {
  const said = parseSeverity(word);
  if (said === "low" && score === 0) return "unknown";
  if (said !== "unknown" || word !== undefined || !(score > 0)) return said;
  return score >= 9 ? "critical" : score >= 7 ? "high" : score >= 4 ? "medium" : "low";
}

/** Where the package lies. Trivy gives packages of the system the image's name for a path. */
function pathOf(result: Fields, rule: Fields): string | undefined {
  const [location] = objects(result["locations"]);
  const [logical] = objects(location?.["logicalLocations"]);
  if (logical !== undefined) return filled(logical["name"]);
  if (rule["name"] === "OsPackageVulnerability") return undefined;
  const physical = toObject(location?.["physicalLocation"]);
  return filled(toObject(physical?.["artifactLocation"])?.["uri"]);
}

function textOf(message: unknown): string {
  return toText(toObject(message)?.["text"]) ?? "";
}
