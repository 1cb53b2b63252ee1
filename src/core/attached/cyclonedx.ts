/** CycloneDX as JSON. https://cyclonedx.org/docs/1.6/json/ */
import { type Fields, toArray, toObject, toText, toTime } from "../oci/fields.ts";
import { locationInProperties } from "./location.ts";
import type { Package, Sbom } from "./model.ts";
import { mostPackages, purlType } from "./packages.ts";

/** Reads a CycloneDX document; undefined when it is none. */
export function readCyclonedx(document: Fields): Sbom | undefined {
  const version = toText(document["specVersion"]);
  if (document["bomFormat"] !== "CycloneDX" || version === undefined) return undefined;
  const about = toObject(document["metadata"]) ?? {};
  const packages = componentsIn(document).flatMap(readComponent);
  return {
    format: "CycloneDX",
    version,
    name: toText(toObject(about["component"])?.["name"]),
    created: toTime(about["timestamp"]),
    tools: toolsOf(about["tools"]),
    packages: packages.slice(0, mostPackages),
    hidden: Math.max(packages.length - mostPackages, 0),
  };
}

/** Components may hold components; they come in the document's order, each before those in it. */
function componentsIn(document: Fields): readonly Fields[] {
  const found: Fields[] = [];
  const waiting = [...(toArray(document["components"]) ?? [])].reverse();
  while (waiting.length > 0) {
    const fields = toObject(waiting.pop());
    if (fields === undefined) continue;
    found.push(fields);
    for (const inner of [...(toArray(fields["components"]) ?? [])].reverse()) waiting.push(inner);
  }
  return found;
}

/** Single files are components, too, but no packages. */
function readComponent(fields: Fields): readonly Package[] {
  const name = toText(fields["name"]);
  const kind = toText(fields["type"]);
  if (name === undefined || name === "" || kind === "file") return [];
  const group = toText(fields["group"]);
  const purl = toText(fields["purl"]);
  return [
    {
      name: group ? `${group}/${name}` : name,
      version: toText(fields["version"]) || undefined,
      type: purlType(purl) ?? kind,
      purl,
      licenses: (toArray(fields["licenses"]) ?? []).flatMap(licenseIn),
      supplier: toText(toObject(fields["supplier"])?.["name"]) ?? toText(fields["publisher"]),
      ...locationInProperties(fields["properties"]),
    },
  ];
}

function licenseIn(entry: unknown): readonly string[] {
  const { license, expression } = toObject(entry) ?? {};
  const { id, name } = toObject(license) ?? {};
  const text = toText(expression) ?? toText(id) ?? toText(name);
  return text === undefined || text === "" ? [] : [text];
}

/** A list of tools until 1.4; from 1.5 on also components and services. */
function toolsOf(tools: unknown): readonly string[] {
  const listed = toArray(tools) ?? toArray(toObject(tools)?.["components"]) ?? [];
  return listed.slice(0, 20).flatMap((tool) => {
    const { vendor, group, name, version } = toObject(tool) ?? {};
    const words = [toText(vendor) ?? toText(group), toText(name), toText(version)].filter(Boolean);
    return words.length === 0 ? [] : [words.join(" ")];
  });
}
