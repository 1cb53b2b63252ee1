/** What Grype prints of the Debian image (debianImage.ts): the real program's words, recorded, with this image's layers. */
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { ManifestTree } from "../images.ts";
import { opensslVersions } from "./debianImage.ts";
import { diffIds } from "./trivyAnswer.ts";

type Match = {
  readonly vulnerability: { readonly id: string };
  readonly artifact: {
    readonly name: string;
    readonly version: string;
    readonly locations: readonly { readonly layerID: string }[];
  };
};

type Recorded = {
  readonly matches: readonly Match[];
  readonly source: { readonly target: { readonly layers: readonly { readonly digest: string }[] } };
};

const recorded: Recorded = JSON.parse(
  gunzipSync(readFileSync(new URL("../recorded/grype.json.gz", import.meta.url))).toString(),
);

/** The report for the image that has this version of OpenSSL. */
export function grypeAnswer(image: ManifestTree, openssl: string): unknown {
  const before = recorded.source.target.layers.map(({ digest }) => digest);
  const now = diffIds(image);
  const isThere = ({ vulnerability }: Match) =>
    openssl === opensslVersions.old || vulnerability.id !== "CVE-2023-5363";
  return {
    ...recorded,
    matches: recorded.matches.filter(isThere).map(({ artifact, ...match }) => ({
      ...match,
      artifact: {
        ...artifact,
        version: artifact.name === "libssl3" ? openssl : artifact.version,
        locations: artifact.locations.map((place) => ({
          ...place,
          layerID: now[before.indexOf(place.layerID)],
        })),
      },
    })),
  };
}
