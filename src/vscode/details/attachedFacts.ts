/** What documents attached to an image say, as names with values. Pure; knows no VS Code. */
import type { Claim, Provenance, Source } from "../../core/attached/model.ts";
import type { SbomFacts } from "../../core/attached/readHeld.ts";
import { formatAge, formatCount, formatTime } from "../../core/format.ts";
import { sanitize } from "../../core/text.ts";
import type { AttachedGroup } from "../../protocol/attached.ts";

/** Names, values, and where the value leads; hostile text. */
export type Facts = readonly (readonly [name: string, value: string, url?: string])[];

/** What an SBOM says of itself. */
export function sbomFacts({ format, version, name, count, tools }: SbomFacts): Facts {
  return [
    ["Format", `${format} ${version}`],
    ["Packages", count.toLocaleString("en")],
    ...said("Made with", tools.slice(0, 5).join(", ")),
    ...said("Of", name),
  ];
}

/** How an image was made, without parameters and materials. */
export function provenanceFacts(provenance: Provenance, now: number): Facts {
  const { source, builder, buildType, invocation, started, finished } = provenance;
  return [
    source === undefined
      ? ["Source", "not said, or not at an https address"]
      : ["Source", source.repository.href, source.repository.href],
    commitFact(source),
    builder === undefined ? ["Builder", "not said"] : ["Builder", builder, builder],
    ...said("Build type", buildType),
    ...said("Invocation", invocation),
    ...said("Started", started && time(started, now)),
    ...said("Finished", finished && time(finished, now)),
  ];
}

function commitFact(source: Source | undefined): Facts[number] {
  if (source?.commit === undefined) return ["Commit", "not said"];
  const page = commitPage(source.repository, source.commit);
  return page === undefined ? ["Commit", source.commit] : ["Commit", source.commit, page];
}

/** Hosts whose pages of commits are known. */
const commitPaths: Readonly<Record<string, string>> = {
  "github.com": "/commit/",
  "gitlab.com": "/-/commit/",
  "codeberg.org": "/commit/",
  "bitbucket.org": "/commits/",
};

/** The page of a commit; undefined where it is not known how that is called. */
export function commitPage(repository: URL, commit: string): string | undefined {
  const path = commitPaths[repository.host];
  return path === undefined ? undefined : repository.href.replace(/(?:\.git)?\/?$/, `${path}${commit}`);
}

/** What went into a build. */
export function provenanceGroups({ parameters, materials }: Provenance): readonly AttachedGroup[] {
  return [
    ...group(parameters, "parameter"),
    ...group(
      materials.map(({ uri, digest = "" }) => [uri, digest]),
      "material",
    ),
  ];
}

function group(rows: readonly (readonly [string, string])[], noun: string): readonly AttachedGroup[] {
  if (rows.length === 0) return [];
  const pairs = rows.map(([key, value]) => ({ key: sanitize(key, 300), value: sanitize(value, 1000) }));
  return [{ title: formatCount(rows.length, noun), pairs }];
}

/** What a signature claims. */
export function claimFacts({ digest, reference, signed, certificate }: Claim, now: number): Facts {
  return [
    certificate === undefined
      ? ["Identity", "not said: a key alone, or no certificate that can be read"]
      : ["Identity", certificate.identities.join(", ")],
    ...said("Vouched for by", certificate?.identityIssuer),
    ...said("Certificate from", certificate?.authority),
    ...said("Valid", certificate && validity(certificate.validFrom, certificate.validTo)),
    ["Signs", digest ?? "no digest"],
    ...said("Reference", reference),
    ...said("Signed", signed && time(signed, now)),
  ];
}

function validity(from: number | undefined, to: number | undefined): string | undefined {
  return from === undefined || to === undefined ? undefined : `${formatTime(from)} to ${formatTime(to)}`;
}

function time(at: number, now: number): string {
  return `${formatTime(at)} (${formatAge(at, now)})`;
}

function said(name: string, value: string | number | undefined): Facts {
  return value === undefined || value === "" ? [] : [[name, String(value)]];
}
