/** How an image was made, as its builder says. https://slsa.dev/spec/v0.2/provenance, https://slsa.dev/spec/v1.1/provenance */
import { type Fields, toArray, toObject, toText, toTime } from "../oci/fields.ts";
import { openEnvelope } from "./envelope.ts";
import type { Material, Provenance } from "./model.ts";
import { readSource } from "./source.ts";
import { readStatement } from "./statement.ts";

/**
 * Reads provenance, bare or wrapped; undefined when the document is something else. Rejects with ContentError
 * `malformed` what is no JSON.
 */
export function decodeProvenance(bytes: Uint8Array, subject: string): Provenance | undefined {
  const statement = readStatement(openEnvelope(bytes, subject).document);
  if (statement === undefined) return undefined;
  const { predicateType, predicate, subjects } = statement;
  if (/^https:\/\/slsa\.dev\/provenance\/v1(?:\.\d+)?$/.test(predicateType))
    return { version: "1", subjects, ...readVersion1(predicate) };
  if (predicateType === "https://slsa.dev/provenance/v0.2")
    return { version: "0.2", subjects, ...readVersion02(predicate) };
  return undefined;
}

type Told = Omit<Provenance, "version" | "subjects">;

function readVersion1(predicate: Fields): Told {
  const definition = toObject(predicate["buildDefinition"]) ?? {};
  const run = toObject(predicate["runDetails"]) ?? {};
  const about = toObject(run["metadata"]) ?? {};
  const parameters = toObject(definition["externalParameters"]) ?? {};
  const materials = materialsIn(definition["resolvedDependencies"]);
  const workflow = toObject(parameters["workflow"]);
  const vcs = toObject(toObject(about["buildkit_metadata"])?.["vcs"]);
  return {
    source: readSource(
      [
        workflow?.["repository"],
        toObject(parameters["configSource"])?.["uri"],
        parameters["source"],
        vcs?.["source"],
      ],
      [vcs?.["revision"], ...revisionsIn(parameters["configSource"])],
      materials,
    ),
    builder: toText(toObject(run["builder"])?.["id"]) || undefined,
    buildType: toText(definition["buildType"]),
    invocation: toText(about["invocationId"]),
    started: toTime(about["startedOn"]),
    finished: toTime(about["finishedOn"]),
    parameters: flatten(parameters),
    materials,
  };
}

function readVersion02(predicate: Fields): Told {
  const invocation = toObject(predicate["invocation"]) ?? {};
  const about = toObject(predicate["metadata"]) ?? {};
  const materials = materialsIn(predicate["materials"]);
  const vcs = toObject(toObject(about["https://mobyproject.org/buildkit@v1#metadata"])?.["vcs"]);
  return {
    source: readSource(
      [toObject(invocation["configSource"])?.["uri"], vcs?.["source"]],
      [...revisionsIn(invocation["configSource"]), vcs?.["revision"]],
      materials,
    ),
    builder: toText(toObject(predicate["builder"])?.["id"]) || undefined,
    buildType: toText(predicate["buildType"]),
    invocation: toText(about["buildInvocationId"]) ?? toText(about["buildInvocationID"]),
    started: toTime(about["buildStartedOn"]),
    finished: toTime(about["buildFinishedOn"]),
    parameters: flatten(toObject(invocation["parameters"]) ?? {}),
    materials,
  };
}

function revisionsIn(source: unknown): readonly unknown[] {
  const digest = toObject(toObject(source)?.["digest"]) ?? {};
  return [digest["gitCommit"], digest["sha1"]];
}

const most = 100;

function materialsIn(list: unknown): readonly Material[] {
  return (toArray(list) ?? []).slice(0, most).flatMap((entry) => {
    const { uri, digest } = toObject(entry) ?? {};
    const [algorithm, value] = Object.entries(toObject(digest) ?? {})[0] ?? [];
    const text = toText(uri);
    if (text === undefined) return [];
    return [{ uri: text, digest: typeof value === "string" ? `${algorithm}:${value}` : undefined }];
  });
}

/** The leaves of an object by their paths, in its order. */
function flatten(parameters: Fields): readonly (readonly [string, string])[] {
  const leaves: (readonly [string, string])[] = [];
  const visit = (value: unknown, path: string): void => {
    if (leaves.length === most) return;
    if (typeof value !== "object" || value === null) {
      if (value !== null && value !== "") leaves.push([path, String(value)]);
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (leaves.length === most) return;
      visit(inner, path === "" ? key : `${path}.${key}`);
    }
  };
  visit(parameters, "");
  return leaves;
}
