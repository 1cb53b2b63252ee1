/** What zot's search extension tells of an image: https://github.com/project-zot/zot/blob/main/pkg/extensions/search/schema.graphql */
import { type Fields, toText } from "../oci/fields.ts";
import { filled, firstLink, objects, optional } from "./fields.ts";
import { type Finding, mostFindings, parseSeverity, type Report } from "./finding.ts";
import { findingsInTurns } from "./findingsInTurns.ts";

/** Reads the entries of all pages of `CVEList`. zot tells neither when it looked nor with what. */
export async function readZotReport(entries: readonly Fields[]): Promise<Report> {
  const all = entries.flatMap((entry) => objects(entry["PackageList"]).map((held) => ({ entry, held })));
  return {
    scanner: { name: "zot" },
    findings: await findingsInTurns(all.slice(0, mostFindings), toFinding),
    omitted: Math.max(0, all.length - mostFindings),
  };
}

function toFinding({ entry, held }: { readonly entry: Fields; readonly held: Fields }): readonly Finding[] {
  const [id, name] = [filled(entry["Id"]), filled(held["Name"])];
  if (id === undefined || name === undefined) return [];
  return [
    {
      id,
      aliases: [],
      package: name,
      version: toText(held["InstalledVersion"]) ?? "",
      severity: parseSeverity(entry["Severity"]),
      references: [],
      ...optional({
        fixed: specified(held["FixedVersion"]),
        title: filled(entry["Title"]),
        description: filled(entry["Description"]),
        url: firstLink(entry["Reference"]),
        path: specified(held["PackagePath"]),
      }),
    },
  ];
}

/** zot writes words where there is nothing. */
function specified(value: unknown): string | undefined {
  const text = filled(value);
  return text === "Not Specified" ? undefined : text;
}
