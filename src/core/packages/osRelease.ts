import type { OperatingSystem } from "./model.ts";

/** Reads os-release; undefined when it does not say what the system is. Values may stand in quotes, as in a shell. */
export function readOsRelease(text: string): OperatingSystem | undefined {
  const fields = new Map(
    text.split("\n", 200).flatMap((line) => {
      const [, name, value = ""] = /^([A-Z_]+)=(.*)$/.exec(line.trim()) ?? [];
      return name === undefined ? [] : [[name, unquoted(value)] as const];
    }),
  );
  const id = fields.get("ID")?.toLowerCase();
  if (!id) return undefined;
  return {
    id,
    version: fields.get("VERSION_ID") || undefined,
    name: fields.get("PRETTY_NAME") || fields.get("NAME") || undefined,
  };
}

function unquoted(value: string): string {
  const [, , inner] = /^(["'])(.*)\1$/.exec(value) ?? [];
  return (inner ?? value).replace(/\\(.)/g, "$1");
}
