/**
 * The last answers on disk, so that a new start and a machine without a network show what was last known, with its date.
 * One small file; of what cannot be read nothing is known.
 */
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "../content/atomic.ts";
import { RegistryError } from "../errors.ts";
import type { PinFacts } from "../explainPin.ts";
import { type Fields, parseObject, toArray, toObject, toSize, toText, toTexts } from "../oci/fields.ts";
import { isDigest } from "../reference/digest.ts";
import type { KeptAnswer } from "./answers.ts";

const version = 1;
/** The most answers that are kept, the newest. */
const mostAnswers = 2000;
/** Bytes. */
const largestFile = 4 * 1024 * 1024;

/** See the file's head. Several processes may share the folder: what one wrote, another adds to. */
export class AnswersFile {
  readonly #path: string;
  readonly #ingest: string;

  /** Keeps `answers.json` in the folder, which may be that of a content store and need not exist yet. */
  constructor(directory: string) {
    this.#path = join(directory, "answers.json");
    this.#ingest = join(directory, "ingest");
  }

  /** The answers on disk. Never rejects. */
  async load(): Promise<readonly KeptAnswer[]> {
    try {
      if ((await stat(this.#path)).size > largestFile) return [];
      return decodeAnswers(await readFile(this.#path));
    } catch {
      return [];
    }
  }

  /** Keeps answers beside those that others kept; of two to one question the newer. Never rejects. */
  async save(answers: readonly KeptAnswer[]): Promise<void> {
    const newest = new Map<string, KeptAnswer>();
    for (const kept of [...(await this.load()), ...answers])
      if (kept[1].asOf >= (newest.get(kept[0])?.[1].asOf ?? 0)) newest.set(kept[0], kept);
    const most = [...newest.values()].sort(([, a], [, b]) => b.asOf - a.asOf).slice(0, mostAnswers);
    await writeAtomically(this.#path, encodeAnswers(most), this.#ingest).catch(() => undefined);
  }

  /** Forgets everything. Rejects with the system's error when the disk refuses. */
  async clear(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

/** The file's text. */
export function encodeAnswers(answers: readonly KeptAnswer[]): string {
  const rows = answers.map(([key, { asOf, digest, facts }]) => ({
    key,
    asOf,
    digest,
    facts: facts.map(plain),
  }));
  return JSON.stringify({ version, answers: rows });
}

/** Reads the file; rejects with ContentError what is no JSON. What another version wrote, and what it would not, is left out. */
export function decodeAnswers(bytes: Uint8Array): readonly KeptAnswer[] {
  const fields = parseObject(bytes, "the last answers");
  if (fields["version"] !== version) return [];
  return (toArray(fields["answers"]) ?? []).slice(0, mostAnswers).flatMap(decodeAnswer);
}

/** Of an error only what its words are made of. */
function plain(facts: PinFacts): object {
  if (!("failure" in facts)) return facts;
  const { host, status } = facts.failure instanceof RegistryError ? facts.failure : {};
  return { ...facts, failure: { host, status } };
}

function decodeAnswer(row: unknown): readonly KeptAnswer[] {
  const { key, asOf, digest, facts } = toObject(row) ?? {};
  const [name, time, list] = [toText(key), toSize(asOf), toArray(facts)];
  if (name === undefined || time === undefined || list === undefined) return [];
  if (digest !== undefined && !(typeof digest === "string" && isDigest(digest))) return [];
  const decoded = list.flatMap((fact) => decodeFacts(toObject(fact) ?? {}) ?? []);
  // An answer that lost a part would say that all is well.
  if (decoded.length < list.length) return [];
  return [[name, { asOf: time, facts: decoded, ...(digest !== undefined && { digest }) }]];
}

function decodeFacts(fields: Fields): PinFacts | undefined {
  const text = (key: string) => toText(fields[key]);
  const [name, platform, pinned] = [text("name"), text("platform"), text("pinned")];
  const code = text("code");
  if (name === undefined) return undefined;
  if (code === "moved") return decodeMoved(fields, name);
  if (code === "missing") return decodeMissing(fields, name);
  if (code === "platform-missing") {
    const platforms = toTexts(fields["platforms"]);
    return platform === undefined || platforms === undefined
      ? undefined
      : { code, name, platform, platforms };
  }
  if (code === "single-platform") {
    const lost = toTexts(fields["lost"]);
    return platform === undefined || lost === undefined ? undefined : { code, name, platform, lost };
  }
  const [tag, other] = [text("tag"), text("version")];
  if (code !== "tag-digest-mismatch" || tag === undefined || pinned === undefined || other === undefined)
    return undefined;
  return { code, name, tag, pinned, version: other };
}

function decodeMoved(fields: Fields, name: string): PinFacts | undefined {
  const [pinned, now] = [toText(fields["pinned"]), toText(fields["now"])];
  const [pinnedBuilt, nowBuilt] = [toSize(fields["pinnedBuilt"]), toSize(fields["nowBuilt"])];
  if (pinned === undefined || now === undefined) return undefined;
  return {
    ...{ code: "moved", name, pinned, now },
    ...(pinnedBuilt !== undefined && { pinnedBuilt }),
    ...(nowBuilt !== undefined && { nowBuilt }),
  };
}

function decodeMissing(fields: Fields, name: string): PinFacts | undefined {
  const [written, kept, stored] = [toText(fields["written"]), fields["kept"], toObject(fields["failure"])];
  const [host, status] = [toText(stored?.["host"]), toSize(stored?.["status"])];
  if (written === undefined || typeof kept !== "boolean" || host === undefined) return undefined;
  const failure = new RegistryError("notFound", host, status === undefined ? {} : { status });
  return { code: "missing", name, written, kept, failure };
}
