/**
 * Findings in the format of code scanning.
 * https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
import { isAbsolute, relative, resolve, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { type Finding, type FindingCode, type Severity, severities } from "../core/pinning/check.ts";
import type { World } from "./command.ts";
import type { ContainerFile } from "./files.ts";
import { pointOf } from "./place.ts";

/** What each code means, for whoever reads the report without knowing Mooring. */
const rules: { readonly [Code in FindingCode]: string } = {
  unpinned: "An image is named by a tag alone, which may name something else tomorrow.",
  moved: "The tag of a pinned image names another digest now.",
  missing: "The registry does not have the tag or the digest.",
  "platform-missing": "The image is not there for the platform that the file asks for.",
  "tag-digest-mismatch": "The tag says another version than the pinned digest is.",
  "single-platform": "One platform's image is pinned in a file that is built for several.",
  unreachable: "The registry could not be asked.",
};
const codes = Object.keys(rules) as readonly FindingCode[];

const levels: { readonly [Name in Severity]: "note" | "warning" | "error" } = {
  hint: "note",
  information: "note",
  warning: "warning",
  error: "error",
};

/** The report of one run. Files below the working directory are named relative to it. */
export function sarifOf(
  checked: readonly { readonly file: ContainerFile; readonly findings: readonly Finding[] }[],
  { cwd, version }: Pick<World, "cwd" | "version">,
) {
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "Mooring", version, rules: codes.map(ruleOf) } },
        columnKind: "utf16CodeUnits",
        results: checked.flatMap(({ file, findings }) =>
          findings.map((finding) => resultOf(finding, file, cwd)),
        ),
      },
    ],
  };
}

function ruleOf(code: FindingCode) {
  return {
    id: code,
    shortDescription: { text: rules[code] },
    defaultConfiguration: { level: levels[severities[code]] },
  };
}

function resultOf({ occurrence, code, severity, message }: Finding, file: ContainerFile, cwd: string) {
  const [start, end] = [pointOf(file.text, occurrence.start), pointOf(file.text, occurrence.end)];
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: levels[severity],
    message: { text: message },
    locations: [
      {
        physicalLocation: {
          artifactLocation: artifactOf(file.path, cwd),
          region: {
            startLine: start.line,
            startColumn: start.column,
            endLine: end.line,
            endColumn: end.column,
            snippet: { text: occurrence.text },
          },
        },
      },
    ],
  };
}

function artifactOf(path: string, cwd: string) {
  const full = resolve(cwd, path);
  const below = relative(cwd, full);
  if (below.split(sep)[0] === ".." || isAbsolute(below)) return { uri: pathToFileURL(full).href };
  return { uri: below.split(sep).map(encodeURIComponent).join("/"), uriBaseId: "%SRCROOT%" };
}
