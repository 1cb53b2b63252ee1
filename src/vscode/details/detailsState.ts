/** An image as the details webview shows it: words and figures, sanitised. Pure; knows no VS Code. */
import { formatAge, formatAsOf, formatCount, formatSize, formatTime } from "../../core/format.ts";
import { readInstruction } from "../../core/image/instruction.ts";
import type { ImageModel, Step } from "../../core/image/model.ts";
import { nameOfType } from "../../core/oci/artifact.ts";
import type { ImageConfig } from "../../core/oci/model.ts";
import { formatPlatform } from "../../core/oci/platform.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { effectiveTag } from "../../core/reference/reference.ts";
import { sanitize, sanitizeLines } from "../../core/text.ts";
import type { DetailsImage, DetailsSection, DetailsStep } from "../../protocol/details.ts";
import type { DetailsFact, DetailsPair, DetailsPlatform, DetailsTime } from "../../protocol/shown.ts";
import { filesOf } from "../files/filesState.ts";
import { type FilesState, missing } from "../files/imageFiles.ts";
import { findingsOf } from "../findings/findingsState.ts";
import type { KnownFindings } from "../findings/imageFindings.ts";
import type { RebaseState } from "../findings/rebaseSearch.ts";
import { rebaseOf } from "../findings/rebaseView.ts";
import type { AttachedState } from "./attachedReading.ts";
import type { BaseState } from "./baseSearch.ts";
import type { ContentsState } from "./contentsReading.ts";
import { attachedOf } from "./detailsAttached.ts";
import { baseOf, dockerfileOf } from "./detailsBase.ts";
import { contentsOf } from "./detailsContents.ts";
import { installedOf } from "./detailsInstalled.ts";
import { otherOf } from "./detailsOther.ts";
import { sharingOf } from "./detailsSharing.ts";
import type { InstalledState } from "./installedReading.ts";
import type { OtherState } from "./otherSharing.ts";
import { sourceFact } from "./sourceFact.ts";
import type { SharingState } from "./tagSharing.ts";

/** What is known beside the image itself. Times in milliseconds since 1970. */
export type DetailsContext = {
  readonly aliases: readonly string[];
  readonly asOf: number;
  readonly now: number;
  readonly busy: boolean;
  readonly base?: BaseState;
  readonly sharing?: SharingState;
  /** `mayRun`: whether programs may run here. */
  readonly findings?: KnownFindings & { readonly mayRun: boolean };
  readonly rebase?: RebaseState | undefined;
  readonly wished?: DetailsImage["wished"];
  readonly attached?: AttachedState;
  readonly contents?: ContentsState | undefined;
  /** Bytes of layers once unpacked, by the layers' digests: of those whose files were listed. */
  readonly unpacked?: ReadonlyMap<Digest, number>;
  readonly other?: OtherState;
  readonly files?: FilesState;
  readonly installed?: InstalledState;
};

/** The most labels, values or rows of one list that are shown. */
const most = 1000;

/** The state for an image, and the https links that its pairs point to by number. */
export function detailsOf(
  image: ImageModel,
  context: DetailsContext,
): { image: DetailsImage; links: readonly string[] } {
  const links: string[] = [];
  const { repository } = image.reference;
  const slash = repository.path.lastIndexOf("/") + 1;
  const tag = effectiveTag(image.reference);
  const notice = noticeOf(image);
  const state: BaseState = context.base ?? { kind: "unclaimed" };
  const base = baseOf(state, image);
  const dockerfile = dockerfileOf(image, state);
  const findings =
    context.findings &&
    findingsOf(context.findings, image, {
      base: state.kind === "found" ? state.base : undefined,
      mayRun: context.findings.mayRun,
      now: context.now,
    });
  const rebase = rebaseOf(context.rebase ?? { kind: "open" }, {
    base: state.kind === "found" ? state.base : undefined,
    line: base,
    report: context.findings?.report,
    mayRun: context.findings?.mayRun === true,
  });
  const shown = { now: context.now, linkTo: (url: string) => linkTo(url, links) };
  const contents = context.contents && contentsOf(context.contents, shown);
  const steps = image.role === "image" ? image.steps : [];
  const sharing = sharingOf(context.sharing ?? { kind: "unread" }, image, context.now);
  const other = otherOf(context.other ?? { kind: "none" }, image);
  const files = context.files && filesOf(context.files, image);
  const installed =
    context.installed && context.files && installedOf(context.installed, image, missing(context.files));
  return {
    links,
    image: {
      registryAndNamespace: `${repository.registry}/${repository.path.slice(0, slash)}`,
      name: repository.path.slice(slash),
      ...(tag !== undefined && { tag }),
      aliases: context.aliases.map((alias) => sanitize(alias)),
      digest: image.descriptor.digest,
      kindText: kindText(image),
      mediaType: sanitize(image.descriptor.mediaType),
      host: repository.registry,
      asOf: { age: formatAsOf(context.asOf, context.now), exact: formatTime(context.asOf) },
      busy: context.busy,
      platforms: platforms(image),
      manifestDigest: image.manifest.digest,
      ...(notice !== undefined && { notice }),
      facts: [
        ...facts(image, context.now),
        ...sourceFact(image, context.attached ?? { kind: "unread" }, shown.linkTo),
      ],
      layers: {
        totalBytes: totalBytes(steps),
        rows: steps.slice(0, most).map((step, place) => row(step, steps.slice(0, place), context)),
        ...(!image.aligned && image.config !== undefined && { notice: unjoined }),
        ...(base !== undefined && { base }),
      },
      configuration: image.config === undefined ? [] : configuration(image.config),
      labels: pairs([...(image.config?.labels ?? []), ...image.annotations], links),
      attached: attachedOf(context.attached ?? { kind: "unread" }, image, shown),
      ...(contents !== undefined && { contents }),
      ...(dockerfile !== undefined && { dockerfile }),
      ...(sharing !== undefined && { sharing }),
      ...(other !== undefined && { other }),
      ...(files !== undefined && { files }),
      ...(findings !== undefined && { findings: { ...findings, ...(rebase && { rebase }) } }),
      ...(installed !== undefined && { installed }),
      ...(context.wished !== undefined && { wished: context.wished }),
    },
  };
}

/** Said of an image whose layers could not be joined with their history. */
export const unjoined = "The history does not match the layers in number, so they stand apart.";

/** `index of 8 platforms`, `image manifest`. */
export function kindText(image: ImageModel): string {
  if (image.index !== undefined) return `index of ${formatCount(image.platforms.length, "platform")}`;
  return image.role === "image" ? "image manifest" : "artifact manifest";
}

/** What something is that is not an image to run. */
export function noticeOf(image: ImageModel): string | undefined {
  switch (image.role) {
    case "image":
      return undefined;
    case "buildCache":
      return "This is a build cache (BuildKit), not an image to run.";
    case "attestation":
      return "This is an attestation (BuildKit) about another image, not an image to run.";
    case "artifact":
      return `This is ${artifactName(image.type)}, not an image to run.`;
  }
}

function artifactName(type: string): string {
  const name = nameOfType(type);
  if (name === undefined) return `an artifact of type ${sanitize(type)}`;
  return `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}

function platforms(image: ImageModel): readonly DetailsPlatform[] {
  return image.platforms.map(({ platform, descriptor }) => ({
    digest: descriptor.digest,
    label: platform === undefined ? "unknown platform" : sanitize(formatPlatform(platform)),
    selected: descriptor.digest === image.manifest.digest,
  }));
}

function facts(image: ImageModel, now: number): readonly DetailsFact[] {
  const layers = image.steps.filter(({ layer }) => layer !== undefined).length;
  const label = (name: string) => labelOf(image, `org.opencontainers.image.${name}`);
  const created = image.config?.created;
  return [
    { label: "Size", value: formatSize(image.size), note: "compressed, as pulled" },
    { label: layersLabel(image), value: String(layers), note: stepsNote(image) },
    ...(created === undefined
      ? []
      : [{ label: "Created", value: formatAge(created, now), note: formatTime(created) }]),
    ...(image.platform === undefined
      ? []
      : [{ label: "Platform", value: sanitize(formatPlatform(image.platform)) }]),
    ...optionalFact("Version", label("version")),
    ...optionalFact("Base image", label("base.name")),
  ];
}

/** Only images have layers; what others hold is called by its own name. */
function layersLabel({ role }: ImageModel): string {
  if (role === "image") return "Layers";
  return role === "buildCache" ? "Blobs" : "Files";
}

function stepsNote({ steps }: ImageModel): string {
  const empty = steps.filter(({ layer }) => layer === undefined).length;
  return empty === 0 ? "" : `${formatCount(empty, "step")} without a layer`;
}

function optionalFact(label: string, value: string | undefined): readonly DetailsFact[] {
  return value === undefined || value === ""
    ? []
    : [{ label, value: sanitize(value, 60), title: sanitize(value) }];
}

function labelOf(image: ImageModel, name: string): string | undefined {
  return image.annotations.get(name) ?? image.config?.labels.get(name);
}

function totalBytes(steps: readonly Step[]): number {
  const sizes = new Map(
    steps.flatMap(({ layer }) => (layer ? [[layer.descriptor.digest, layer.descriptor.size ?? 0]] : [])),
  );
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

function row(step: Step, before: readonly Step[], { now, unpacked }: DetailsContext): DetailsStep {
  const { keyword, rest } = readInstruction(step.createdBy ?? "");
  const { layer } = step;
  const size = layer?.descriptor.size;
  const bytes = layer && unpacked?.get(layer.descriptor.digest);
  const remark = layer === undefined ? undefined : remarkOf(step, before);
  return {
    ...(layer !== undefined && { number: layer.number }),
    instruction: sanitize(keyword),
    summary: sanitize(rest, 300) || (layer === undefined ? "" : "(no history)"),
    command: sanitizeLines(step.createdBy ?? ""),
    ...(step.comment !== undefined && step.comment !== "" && { comment: sanitize(step.comment, 300) }),
    ...(step.created !== undefined && { created: time(step.created, now) }),
    ...(size !== undefined && { bytes: size }),
    size: formatSize(size),
    ...(bytes !== undefined && { unpacked: { bytes, text: formatSize(bytes) } }),
    ...(layer !== undefined && {
      digest: layer.descriptor.digest,
      mediaType: layerType(layer.descriptor.mediaType),
    }),
    ...(layer?.diffId !== undefined && { diffId: layer.diffId }),
    ...(remark !== undefined && { remark }),
  };
}

/** `OCI layer, gzip`; media types that are no layer's stay as they are. */
function layerType(mediaType: string): string {
  const [, format, compression] =
    /^application\/vnd\.(oci|docker)\.image\.(?:layer\.v1|rootfs\.diff)\.tar(?:[.+](gzip|zstd))?$/.exec(
      mediaType,
    ) ?? [];
  if (format === undefined) return sanitize(mediaType);
  return `${format === "oci" ? "OCI" : "Docker"} layer, ${compression ?? "not compressed"}`;
}

function remarkOf({ layer }: Step, before: readonly Step[]): string | undefined {
  const same = before.find((step) => step.layer?.descriptor.digest === layer?.descriptor.digest)?.layer;
  if (same !== undefined) return `The same layer as number ${same.number}; it is pulled once.`;
  const { urls } = layer?.descriptor ?? {};
  if (urls === undefined || urls.length === 0) return undefined;
  return `A foreign layer, kept elsewhere: ${sanitize(urls.join(", "), 300)}. Mooring does not go there.`;
}

function configuration(config: ImageConfig): readonly DetailsSection[] {
  const one = (value: string | undefined) => (value === undefined || value === "" ? [] : [value]);
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ["Entrypoint", config.entrypoint ?? []],
    ["Command", config.command ?? []],
    ["Working directory", one(config.workingDirectory)],
    ["User", one(config.user)],
    ["Environment", config.environment],
    ["Exposed ports", config.exposedPorts],
    ["Volumes", config.volumes],
    ["Stop signal", one(config.stopSignal)],
    ["Author", one(config.author)],
  ];
  return sections
    .filter(([, values]) => values.length > 0)
    .map(([title, values]) => ({
      title,
      values: values.slice(0, most).map((value) => sanitize(value)),
      mono: title !== "Author",
    }));
}

function pairs(entries: readonly (readonly [string, string])[], links: string[]): readonly DetailsPair[] {
  return entries.slice(0, most).map(([key, value]) => {
    const link = linkTo(value, links);
    return { key: sanitize(key, 300), value: sanitize(value), ...(link !== undefined && { link }) };
  });
}

/** Puts a value among the links when it may be one, and gives its number. */
function linkTo(value: string, links: string[]): number | undefined {
  const url = httpsUrl(value);
  return url === undefined ? undefined : links.push(url) - 1;
}

/** A value that is an https URL without login and may be opened when clicked (U07). */
function httpsUrl(value: string): string | undefined {
  const url = URL.parse(value);
  return url?.protocol === "https:" && url.username === "" && url.password === "" ? url.href : undefined;
}

function time(at: number, now: number): DetailsTime {
  return { age: formatAge(at, now), exact: formatTime(at) };
}
