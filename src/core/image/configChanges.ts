import type { ImageConfig } from "../oci/model.ts";

/** A part of an image's configuration that decides how it runs, or that describes it. */
export type ConfigField =
  | "entrypoint"
  | "command"
  | "workingDirectory"
  | "user"
  | "environment"
  | "exposedPort"
  | "volume"
  | "stopSignal"
  | "label";

/** What the fields of a configuration are called. */
export const fieldNames = {
  entrypoint: "Entrypoint",
  command: "Command",
  workingDirectory: "Working directory",
  user: "User",
  environment: "Env",
  exposedPort: "Port",
  volume: "Volume",
  stopSignal: "Stop signal",
  label: "Label",
} as const satisfies Readonly<Record<ConfigField, string>>;

/** One entry that differs. Hostile text. */
export type ConfigChange = {
  readonly field: ConfigField;
  /** The variable, port, volume or label; absent for what an image has once. */
  readonly name?: string;
  /** undefined: it was added. Commands in their exec form, `["nginx", "-g"]`; ports and volumes have no more than a name. */
  readonly old: string | undefined;
  /** undefined: it was removed. */
  readonly now: string | undefined;
};

/** What differs between two configurations, field by field; within one in the order of the new image, what went last. */
export function configChanges(old: ImageConfig, now: ImageConfig): readonly ConfigChange[] {
  const one = (field: ConfigField, read: (config: ImageConfig) => string | undefined) =>
    changesOf(field, single(read(old)), single(read(now)));
  const many = (field: ConfigField, read: (config: ImageConfig) => Iterable<readonly [string, string]>) =>
    changesOf(field, new Map(read(old)), new Map(read(now)));
  return [
    ...one("entrypoint", ({ entrypoint }) => execForm(entrypoint)),
    ...one("command", ({ command }) => execForm(command)),
    ...one("workingDirectory", ({ workingDirectory }) => workingDirectory),
    ...one("user", ({ user }) => user),
    ...many("environment", ({ environment }) => environment.map(variable)),
    ...many("exposedPort", ({ exposedPorts }) => exposedPorts.map((port) => [port, ""] as const)),
    ...many("volume", ({ volumes }) => volumes.map((volume) => [volume, ""] as const)),
    ...one("stopSignal", ({ stopSignal }) => stopSignal),
    ...many("label", ({ labels }) => labels),
  ];
}

type Entries = ReadonlyMap<string, string>;

function changesOf(field: ConfigField, old: Entries, now: Entries): readonly ConfigChange[] {
  const names = new Set([...now.keys(), ...old.keys()]);
  return [...names].flatMap((name) => {
    const [before, after] = [old.get(name), now.get(name)];
    if (before === after) return [];
    return [{ field, ...(name !== "" && { name }), old: before, now: after }];
  });
}

/** Docker writes "" for what is not set. */
function single(value: string | undefined): Entries {
  return new Map(value === undefined || value === "" ? [] : [["", value]]);
}

function execForm(words: readonly string[] | undefined): string | undefined {
  return words === undefined || words.length === 0
    ? undefined
    : `[${words.map((word) => JSON.stringify(word)).join(", ")}]`;
}

function variable(entry: string): readonly [string, string] {
  const equals = entry.indexOf("=");
  return equals === -1 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
}
