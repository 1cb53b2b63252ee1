/**
 * Looking the packages of an image up at OSV.dev. It is told their names and versions, so this is only done when the user
 * wants it. https://osv.dev
 */
import { mapParallel } from "../async.ts";
import { type Fields, parseObject } from "../oci/fields.ts";
import { digestOf } from "../oci/verify.ts";
import type { OperatingSystem, SourcedPackage } from "../packages/model.ts";
import type { Digest } from "../reference/digest.ts";
import { type Finding, mostFindings, type Report, sortFindings } from "../scanning/finding.ts";
import { type OsvPackage, toOsv } from "./ecosystem.ts";
import { getOsvRecord, type Osv, type OsvHit, queryOsv } from "./query.ts";
import { type OsvRecord, readOsvRecord } from "./record.ts";

/** Where OSV.dev is. */
export const osvAddress = new URL("https://api.osv.dev/");

/** Keeps records by a digest that stands for their id and their time, such as content/derived.ts. */
export type RecordStore = {
  get(digest: Digest): Promise<Uint8Array | undefined>;
  put(digest: Digest, bytes: Uint8Array): Promise<boolean>;
};

export type LookUpOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly store?: RecordStore | undefined;
  readonly now?: () => number;
  /** Told how many of how many records are read. */
  readonly onProgress?: (done: number, total: number) => void;
};

export type LookedUp = {
  readonly report: Report;
  /** How many packages were not looked up: OSV.dev has nothing for their kind, or their version is not known. */
  readonly skipped: number;
};

/** The most packages and records of one image. */
const mostPackages = 20_000;
const mostRecords = 5000;
const atOnce = 8;

/** Rejects with a Failure of errors.ts when OSV.dev cannot be asked, or with the signal's reason. */
export async function lookUp(
  osv: Osv,
  packages: readonly SourcedPackage[],
  system: OperatingSystem | undefined,
  { signal, store, now = Date.now, onProgress = () => {} }: LookUpOptions = {},
): Promise<LookedUp> {
  const named = packages.slice(0, mostPackages).flatMap((installed) => {
    const asked = toOsv(installed, system);
    return asked === undefined ? [] : [{ installed, asked, key: JSON.stringify(asked) }];
  });
  // Many packages are built from one source, and one package may be there many times.
  const distinct = new Map(named.map(({ key, asked }) => [key, asked]));
  const { hits, cut } = await queryOsv(osv, [...distinct.values()], signal);
  const byKey = new Map([...distinct.keys()].map((key, place) => [key, hits[place] ?? []]));
  const all = new Map(hits.flat().map((hit) => [hit.id, hit]));
  const wanted = [...all.values()].slice(0, mostRecords);
  let done = 0;
  const records = new Map(
    await mapParallel(
      wanted,
      atOnce,
      async (hit, stop) => {
        const fields = await recordOf(osv, hit, store, stop);
        done++;
        onProgress(done, wanted.length);
        return [hit.id, fields] as const;
      },
      signal,
    ),
  );
  const findings = named.flatMap(({ installed, asked, key }) =>
    findingsOf(installed, asked, byKey.get(key) ?? [], records),
  );
  const omitted = all.size - wanted.length + Math.max(0, findings.length - mostFindings) + Number(cut);
  return {
    report: {
      scanner: { name: "OSV.dev" },
      created: now(),
      findings: sortFindings(findings.slice(0, mostFindings)),
      omitted,
    },
    skipped: packages.length - named.length,
  };
}

/** A record that was not changed since is not asked for again. */
async function recordOf(
  osv: Osv,
  { id, modified }: OsvHit,
  store: RecordStore | undefined,
  signal: AbortSignal,
): Promise<Fields | undefined> {
  const digest = digestOf(Buffer.from(JSON.stringify(["osv", osv.base.host, id, modified])));
  const stored = await store?.get(digest);
  if (stored !== undefined) return parseObject(stored, `the record ${id}`);
  const fields = await getOsvRecord(osv, id, signal);
  if (fields !== undefined) void store?.put(digest, Buffer.from(JSON.stringify(fields)));
  return fields;
}

function findingsOf(
  installed: SourcedPackage,
  asked: OsvPackage,
  hits: readonly OsvHit[],
  records: ReadonlyMap<string, Fields | undefined>,
): readonly Finding[] {
  const read = hits.flatMap(({ id }) => {
    const fields = records.get(id);
    return fields === undefined ? [] : (readOsvRecord(fields, id, asked) ?? []);
  });
  return distinctRecords(read).map((record) => toFinding(installed, record));
}

/**
 * Several records tell of one vulnerability: those of databases with a name in common, of which the one with a severity
 * goes first; and an advisory about several that have records of their own.
 */
function distinctRecords(records: readonly OsvRecord[]): readonly OsvRecord[] {
  const kept: OsvRecord[] = [];
  const known = new Set<string>();
  const byWorth = records.toSorted((a, b) => worthOf(b) - worthOf(a));
  for (const record of byWorth) {
    const names = namesOf(record);
    const about = names.filter((name) => name.startsWith("CVE-"));
    const isKnown =
      about.length > 1 ? about.every((name) => known.has(name)) : names.some((name) => known.has(name));
    if (isKnown) continue;
    kept.push(record);
    for (const name of names) known.add(name);
  }
  return kept;
}

/** Those about one vulnerability go before those about several, those with a severity before those without. */
function worthOf(record: OsvRecord): number {
  const several = namesOf(record).filter((name) => name.startsWith("CVE-")).length > 1;
  return (several ? 0 : 2) + (record.severity === "unknown" ? 0 : 1);
}

function namesOf({ id, aliases }: OsvRecord): readonly string[] {
  return [...new Set([id, ...aliases])];
}

/** By the name of the CVE when there is one, as other scanners call it. */
function toFinding({ name, version, purl, path, layer }: SourcedPackage, record: OsvRecord): Finding {
  const [cve, ...more] = namesOf(record).filter((one) => one.startsWith("CVE-"));
  const id = cve !== undefined && more.length === 0 ? cve : record.id;
  const { aliases: _, id: __, ...told } = record;
  return {
    ...told,
    id,
    aliases: namesOf(record).filter((one) => one !== id),
    package: name,
    version: version ?? "",
    ...(path !== undefined && { path }),
    ...(layer !== undefined && { layer: { digest: layer } }),
    ...(purl !== undefined && { purl }),
  };
}
