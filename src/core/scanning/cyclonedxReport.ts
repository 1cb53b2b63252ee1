/** The vulnerabilities of a CycloneDX document. https://cyclonedx.org/docs/1.6/json/#vulnerabilities */
import { type Fields, toArray, toObject, toText, toTime } from "../oci/fields.ts";
import {
  cvss,
  digest,
  filled,
  firstFilled,
  firstLink,
  links,
  objects,
  optional,
  packagePath,
  purlType,
  titled,
} from "./fields.ts";
import {
  type Cvss,
  type Finding,
  mostFindings,
  parseSeverity,
  type Report,
  sortFindings,
} from "./finding.ts";

/** States in which a vulnerability does no harm here. */
const harmless: ReadonlySet<unknown> = new Set([
  "resolved",
  "resolved_with_pedigree",
  "false_positive",
  "not_affected",
]);

/** Reads a document that says what is wrong; undefined for another one, such as a mere list of packages. */
export function readCyclonedxReport(document: Fields): Report | undefined {
  if (document["bomFormat"] !== "CycloneDX" || toArray(document["vulnerabilities"]) === undefined)
    return undefined;
  const about = toObject(document["metadata"]) ?? {};
  const tools = toObject(about["tools"])?.["components"] ?? about["tools"];
  const [tool = {}] = objects(tools);
  const components = new Map(objects(document["components"]).map((part) => [toText(part["bom-ref"]), part]));
  const all = objects(document["vulnerabilities"])
    .filter((vulnerability) => !harmless.has(toObject(vulnerability["analysis"])?.["state"]))
    .flatMap((vulnerability) =>
      objects(vulnerability["affects"]).map(({ ref }) => ({
        vulnerability,
        component: components.get(toText(ref)) ?? {},
      })),
    );
  return {
    scanner: {
      name: titled(filled(tool["name"]) ?? "CycloneDX"),
      ...optional({ version: filled(tool["version"]) }),
    },
    ...optional({ created: toTime(about["timestamp"]) }),
    findings: sortFindings(all.slice(0, mostFindings).flatMap(toFinding)),
    omitted: Math.max(0, all.length - mostFindings),
  };
}

type Pair = { readonly vulnerability: Fields; readonly component: Fields };

function toFinding({ vulnerability, component }: Pair): readonly Finding[] {
  const [id, name] = [filled(vulnerability["id"]), filled(component["name"])];
  if (id === undefined || name === undefined) return [];
  const source = toObject(vulnerability["source"]) ?? {};
  const ratings = byTrust(objects(vulnerability["ratings"]), filled(source["name"]));
  const properties = new Map(
    objects(component["properties"]).map((property) => [toText(property["name"]), property["value"]]),
  );
  const group = filled(component["group"]);
  const property = (...names: readonly string[]) => names.map((name) => properties.get(name));
  const diffId = digest(
    firstFilled(...property("aquasecurity:trivy:LayerDiffID", "syft:location:0:layerID")),
  );
  const advised = /\bto version (.+)$/.exec(filled(vulnerability["recommendation"]) ?? "")?.[1];
  return [
    {
      id,
      aliases: objects(vulnerability["references"]).flatMap((other) => filled(other["id"]) ?? []),
      package: group === undefined ? name : `${group}/${name}`,
      version: toText(component["version"]) ?? "",
      severity: parseSeverity(ratings.map((rating) => filled(rating["severity"])).find(Boolean)),
      references: links(objects(vulnerability["advisories"]).map((advisory) => advisory["url"])),
      ...optional({
        fixed: filled(advised),
        description: firstFilled(vulnerability["description"], vulnerability["detail"]),
        url: firstLink(...objects(vulnerability["advisories"]).map(({ url }) => url), source["url"]),
        cvss: ratings.map(scoreOf).find((score) => score !== undefined),
        purl: filled(component["purl"]),
        path: packagePath(
          firstFilled(...property("aquasecurity:trivy:FilePath", "syft:location:0:path")),
          purlType(filled(component["purl"])),
        ),
        layer: diffId && { diffId },
      }),
    },
  ];
}

/** The ratings, first of whoever told the vulnerability, then NVD's. */
function byTrust(ratings: readonly Fields[], source: string | undefined): readonly Fields[] {
  const rankOf = (rating: Fields) => {
    const name = toText(toObject(rating["source"])?.["name"])?.toLowerCase();
    return name === source?.toLowerCase() ? 0 : name === "nvd" ? 1 : 2;
  };
  return ratings.toSorted((a, b) => rankOf(a) - rankOf(b));
}

function scoreOf({ score, vector, source, method }: Fields): Cvss | undefined {
  if (!(toText(method) ?? "").startsWith("CVSS")) return undefined;
  return cvss(score, vector, toObject(source)?.["name"]);
}
