/** A package of Python, by the metadata that pip and distributions leave. https://packaging.python.org/en/latest/specifications/core-metadata/ */
import type { Stated } from "./model.ts";
import { paragraphsOf } from "./paragraphs.ts";
import { formatPurl } from "./purl.ts";

const wanted = new Set(["Name", "Version", "License", "License-Expression", "Author"]);

/** The package; none when the file names none. The description after the first paragraph is not looked at. */
export function readPython(text: string): readonly Stated[] {
  const [fields] = paragraphsOf(text, wanted);
  const [name, version] = [fields?.get("Name"), fields?.get("Version")];
  if (!name || !version) return [];
  const license = fields?.get("License-Expression") ?? fields?.get("License");
  // https://packaging.python.org/en/latest/specifications/name-normalization/
  const normal = name.toLowerCase().replace(/[-_.]+/g, "-");
  return [
    {
      name,
      version,
      type: "pypi",
      purl: formatPurl("pypi", undefined, normal, version),
      licenses: license && license !== "UNKNOWN" ? [license] : [],
      supplier: fields?.get("Author") || undefined,
      architecture: undefined,
      source: { name: normal, version },
    },
  ];
}
