/** What is installed in an image, as the details show it: words and figures, sanitised. Pure; knows no VS Code. */
import { explain, explainInOne } from "../../core/explain.ts";
import { explainSkipped } from "../../core/explainPackages.ts";
import { bytesOf, isForeign } from "../../core/files/listLayers.ts";
import { formatCount, formatSize } from "../../core/format.ts";
import type { ImageModel, Layer } from "../../core/image/model.ts";
import { layersOf } from "../../core/image/steps.ts";
import { sanitize } from "../../core/text.ts";
import type { DetailsInstalled, InstalledLookUp, InstalledView } from "../../protocol/installed.ts";
import type { ReadOnRequest } from "../../protocol/shown.ts";
import type { InstalledState, Listed } from "./installedReading.ts";

/** Where packages are looked up. */
const host = "api.osv.dev";

/** The state of the list and of its look-up; undefined for what is no image to run. `unlisted`: layers without a list. */
export function installedOf(
  state: InstalledState,
  image: ImageModel,
  unlisted: readonly Layer[],
): DetailsInstalled | undefined {
  const layers = layersOf(image).filter((layer) => !isForeign(layer));
  if (image.role !== "image" || layers.length === 0) return undefined;
  const cost = costOf(image, layers, unlisted);
  const list = listOf(state, image, cost);
  return { list, ...(state.list.kind === "read" && { lookUp: lookUpOf(state, state.list.listed) }) };
}

/** The key of an image's list, by which its rows are asked for. */
export function installedKey({ manifest }: ImageModel, { sbom = "" }: Pick<Listed, "sbom">): string {
  return `installed ${sbom} ${manifest.digest}`;
}

/** Files are listed first; then layers that hold lists of packages, perhaps all of them, are read for these. */
function costOf({ reference }: ImageModel, layers: readonly Layer[], unlisted: readonly Layer[]): string {
  const [listing, reading] = [bytesOf(unlisted), bytesOf(layers)];
  const isKnown = listing !== undefined && reading !== undefined;
  const much = isKnown ? `at most ${formatSize(listing + reading)}` : "layers of unknown size";
  return `Reads ${much} from ${reference.repository.registry}. Nothing is written to disk but the lists of files.`;
}

function listOf(
  { list, sbom }: InstalledState,
  image: ImageModel,
  cost: string,
): ReadOnRequest<InstalledView> {
  switch (list.kind) {
    case "unread":
      return {
        kind: "unread",
        text:
          sbom === undefined ? cost : `From the attached SBOM (${sbom}), which was read: that costs nothing.`,
      };
    case "reading": {
      const { bytes, total } = list;
      const read = formatSize(bytes);
      if (total === undefined) return { kind: "reading", text: `Reading lists of packages: ${read} read` };
      const share = total === 0 ? 1 : Math.min(1, bytes / total);
      return { kind: "reading", text: `Listing files: ${read} of ${formatSize(total)} read`, share };
    }
    case "failed": {
      const { problem, next } = explain(list.failure, "the list of packages");
      return { kind: "failed", problem, next };
    }
    case "read": {
      const { listed } = list;
      return {
        kind: "read",
        view: {
          key: installedKey(image, listed),
          text: textOf(listed),
          notices: [...listed.notices],
          ...(listed.sbom !== undefined && { rest: cost }),
        },
      };
    }
  }
}

function textOf({ packages, system, sbom }: Listed): string {
  const name = system?.name === undefined ? "" : ` in ${sanitize(system.name, 100)}`;
  const by = sbom === undefined ? "by the files of the image's layers" : `by the attached SBOM (${sbom})`;
  return `${formatCount(packages.length, "package")}${name}, ${by}`;
}

function lookUpOf({ lookUp, mayLookUp }: InstalledState, { packages, sbom }: Listed): InstalledLookUp {
  if (mayLookUp === "untrusted")
    return {
      kind: "off",
      text: `In an untrusted workspace Mooring tells ${host} nothing.`,
      isSettable: false,
    };
  if (mayLookUp === "off")
    return {
      kind: "off",
      text: `They can be looked up at OSV.dev without a scanner; ${host} then learns their names, versions and ecosystems. That is off.`,
      isSettable: true,
    };
  if (lookUp.kind === "running") {
    const { done, total } = lookUp;
    return {
      kind: "running",
      text:
        total === undefined ? `Asking ${host}` : `${done} of ${formatCount(total, "record")} of ${host} read`,
    };
  }
  const { skipped = 0, failure } = lookUp;
  // Advisories of distributions are about source packages, which an SBOM may not name.
  const doubt =
    sbom === undefined ? "" : " An SBOM may not name the source packages that advisories are about.";
  return {
    kind: "idle",
    text: `Tells ${host} the names, versions and ecosystems of ${formatCount(packages.length, "package")}, and nothing else.${doubt}`,
    ...(skipped > 0 && { remark: explainSkipped(skipped, host) }),
    ...(failure !== undefined && { problem: explainInOne(failure) }),
  };
}
