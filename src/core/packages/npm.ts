/** A package of npm, by its own file. https://docs.npmjs.com/cli/v11/configuring-npm/package-json */
import { type Fields, toArray, toObject, toText } from "../oci/fields.ts";
import type { Stated } from "./model.ts";
import { formatPurl } from "./purl.ts";

/** The package; none when the file names none. */
export function readNpm(fields: Fields): readonly Stated[] {
  const [name, version] = [toText(fields["name"]), toText(fields["version"])];
  if (!name || !version) return [];
  const [scope, bare] = name.startsWith("@") && name.includes("/") ? name.split("/", 2) : [undefined, name];
  return [
    {
      name,
      version,
      type: "npm",
      purl: formatPurl("npm", scope, bare ?? name, version),
      licenses: [fields["license"], ...(toArray(fields["licenses"]) ?? [])].flatMap(licenseOf),
      supplier: toText(toObject(fields["author"])?.["name"]) ?? toText(fields["author"]),
      architecture: undefined,
      source: { name, version },
    },
  ];
}

/** An expression, or an object in old packages. */
function licenseOf(value: unknown): readonly string[] {
  const text = toText(toObject(value)?.["type"]) ?? toText(value);
  return text ? [text] : [];
}
