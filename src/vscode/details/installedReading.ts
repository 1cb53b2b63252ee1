/** Listing the packages of the image that a page shows, and looking them up at OSV.dev, on request. Knows no VS Code. */
import { encodeRows, type PackageRow } from "../../core/attached/packageRows.ts";
import { ContentError, isAbort, isFailure } from "../../core/errors.ts";
import { explainInOne } from "../../core/explain.ts";
import { explainCut } from "../../core/explainFiles.ts";
import { explainPackages } from "../../core/explainPackages.ts";
import type { LayerFiles } from "../../core/files/layerFiles.ts";
import type { LayerIndex } from "../../core/files/layerIndex.ts";
import { standardLimits } from "../../core/files/limits.ts";
import { bytesOf, distinctLayers, isForeign, listLayers } from "../../core/files/listLayers.ts";
import type { ImageModel } from "../../core/image/model.ts";
import { layersOf } from "../../core/image/steps.ts";
import { readListed } from "../../core/packages/listed.ts";
import type { OperatingSystem, SourcedPackage } from "../../core/packages/model.ts";
import { readPackages } from "../../core/packages/read.ts";
import type { Digest } from "../../core/reference/digest.ts";
import type { Report } from "../../core/scanning/finding.ts";
import { layerProgress } from "../files/layerProgress.ts";
import type { LookUpPackages } from "../findings/localScans.ts";
import type { AttachedReading } from "./attachedReading.ts";

/** Whether OSV.dev may be told of packages: the user has to want it, and to trust the folder. */
export type MayLookUp = "yes" | "off" | "untrusted";

export type InstalledParts = {
  /** Opens the lists of layers. */
  readonly open: () => Promise<Pick<LayerFiles, "list" | "readMany">>;
  /** What is attached to the image, as far as it was read. */
  readonly attached: Pick<AttachedReading, "sbom" | "list">;
  readonly mayLookUp: () => MayLookUp;
  readonly lookUp: LookUpPackages;
  readonly onChange: () => void;
  /** Told of the report of a look-up, which is kept. */
  readonly onReport: (image: ImageModel, report: Report) => void;
};

/** The packages that are listed. */
export type Listed = {
  /** The format of the SBOM that they are from; undefined when they are from the layers. */
  readonly sbom: string | undefined;
  readonly packages: readonly SourcedPackage[];
  readonly system: OperatingSystem | undefined;
  /** As `PackageRow`s, encoded. */
  readonly rows: Uint8Array;
  /** Why it may not be complete: sentences, with hostile text made harmless. */
  readonly notices: readonly string[];
};

export type InstalledState = {
  readonly list:
    | { readonly kind: "unread" }
    /** So many bytes came so far; `total` is the most while files are listed, if the image tells. */
    | { readonly kind: "reading"; readonly bytes: number; readonly total?: number | undefined }
    | { readonly kind: "failed"; readonly failure: unknown }
    | { readonly kind: "read"; readonly listed: Listed };
  readonly lookUp: /** `skipped`: how many packages the last look-up left out; `failure`: why there was none. */
    | { readonly kind: "idle"; readonly skipped?: number; readonly failure?: unknown }
    | { readonly kind: "running"; readonly done: number; readonly total?: number };
  /** The format of an SBOM that was read, which costs nothing more. */
  readonly sbom: string | undefined;
  readonly mayLookUp: MayLookUp;
};

type Own = Pick<InstalledState, "list" | "lookUp">;

const nothing: Own = { list: { kind: "unread" }, lookUp: { kind: "idle" } };

/** The packages of one image at a time. */
export class InstalledReading {
  readonly #parts: InstalledParts;
  #image: ImageModel | undefined;
  #own = nothing;
  #work: AbortController | undefined;

  constructor(parts: InstalledParts) {
    this.#parts = parts;
  }

  get state(): InstalledState {
    const { attached, mayLookUp } = this.#parts;
    return { ...this.#own, sbom: attached.sbom?.format, mayLookUp: mayLookUp() };
  }

  /** Turns to an image; nothing is asked. */
  show(image: ImageModel): void {
    if (image.manifest.digest === this.#image?.manifest.digest) return;
    this.close();
    this.#image = image;
    this.#own = nothing;
  }

  /** Lists the packages: by the SBOM that was read when there is one and it is wanted, else by the layers. */
  async list({ layers = false } = {}): Promise<void> {
    const { sbom } = this.#parts.attached;
    const before = this.#own.list.kind === "reading" ? nothing.list : this.#own.list;
    await this.#run(
      async (image, signal) => {
        const listed =
          sbom === undefined || layers
            ? await this.#byLayers(image, signal)
            : await this.#bySbom(sbom.digest, image, signal);
        signal.throwIfAborted();
        this.#set({ list: { kind: "read", listed }, lookUp: { kind: "idle" } });
      },
      (failure) => this.#set({ list: isAbort(failure) ? before : { kind: "failed", failure } }),
    );
  }

  /** Looks what is listed up at OSV.dev, if that may be. */
  async lookUp(): Promise<void> {
    const { list } = this.#own;
    if (list.kind !== "read" || this.#parts.mayLookUp() !== "yes") return;
    await this.#run(
      async (image, signal) => {
        this.#set({ lookUp: { kind: "running", done: 0 } });
        const { packages, system } = list.listed;
        const onProgress = (done: number, total: number) => {
          if (!signal.aborted) this.#set({ lookUp: { kind: "running", done, total } });
        };
        const { digest } = image.manifest;
        const { report, skipped } = await this.#parts.lookUp(digest, packages, system, {
          signal,
          onProgress,
        });
        this.#parts.onReport(image, report);
        if (!signal.aborted) this.#set({ lookUp: { kind: "idle", skipped } });
      },
      (failure) => this.#set({ lookUp: isAbort(failure) ? { kind: "idle" } : { kind: "idle", failure } }),
    );
  }

  /** The rows of what is listed. */
  get rows(): Uint8Array | undefined {
    const { list } = this.#own;
    return list.kind === "read" ? list.listed.rows : undefined;
  }

  /** Stops what is under way; what is listed stays. */
  cancel(): void {
    this.#work?.abort();
  }

  close(): void {
    this.#work?.abort();
    this.#work = undefined;
  }

  /** One piece of work at a time; `fail` is told why it has no result, unless the page turned to another image. */
  async #run(
    work: (image: ImageModel, signal: AbortSignal) => Promise<void>,
    fail: (failure: unknown) => void,
  ): Promise<void> {
    const image = this.#image;
    if (image === undefined || image.role !== "image" || this.#work !== undefined) return;
    const stop = new AbortController();
    this.#work = stop;
    try {
      await work(image, stop.signal);
    } catch (failure) {
      if (this.#work === stop) fail(failure);
      if (!isAbort(failure) && !isFailure(failure)) throw failure;
    } finally {
      if (this.#work === stop) this.#work = undefined;
    }
  }

  async #byLayers(image: ImageModel, signal: AbortSignal): Promise<Listed> {
    const { repository } = image.reference;
    const layers = layersOf(image);
    const distinct = distinctLayers([{ repository, layers }]).map(({ layer }) => layer);
    const total = bytesOf(distinct);
    const listing = layerProgress((bytes) => this.#set({ list: { kind: "reading", bytes, total } }), signal);
    const files = await this.#parts.open();
    signal.throwIfAborted();
    const [lists = []] = await listLayers(files, [{ repository, layers }], { signal, onProgress: listing });
    const onProgress = layerProgress((bytes) => this.#set({ list: { kind: "reading", bytes } }), signal);
    const own = layers.filter((layer) => !isForeign(layer));
    const read = await readPackages(files, { repository, layers: own }, lists, { signal, onProgress });
    const { packages, system, failures } = read;
    const foreign = layers
      .filter(isForeign)
      .map(({ number, descriptor }) => new ContentError("foreign", `Layer ${number} (${descriptor.digest})`));
    // Of a layer that stands in the image twice, the first is meant.
    const numbers = new Map(layers.toReversed().map((one) => [one.descriptor.digest, one.number]));
    return {
      sbom: undefined,
      packages,
      system,
      rows: encodeRows(packages, numbers),
      notices: [
        ...lists.flatMap(({ number, index }) => cutOf(number, index)),
        ...[...foreign, ...failures].map((failure) => explainInOne(failure)),
        ...explainPackages(read),
      ],
    };
  }

  async #bySbom(digest: Digest, image: ImageModel, signal: AbortSignal): Promise<Listed> {
    this.#set({ list: { kind: "reading", bytes: 0 } });
    const { rows, purls, facts, count } = await this.#parts.attached.list(image, digest, signal);
    const layers = new Map(layersOf(image).map(({ number, descriptor }) => [number, descriptor.digest]));
    const read = readListed(decode<PackageRow>(rows), decode<string>(purls), layers);
    const notices = explainPackages({ hidden: facts.count - count, unread: [] });
    return { ...read, sbom: facts.format, rows, notices };
  }

  #set(change: Partial<Own>): void {
    this.#own = { ...this.#own, ...change };
    this.#parts.onChange();
  }
}

function cutOf(number: number, { facts: { cut } }: LayerIndex): readonly string[] {
  return cut === undefined ? [] : [`Layer ${number} ${explainCut({ cut, limits: standardLimits })}`];
}

function decode<Row>(rows: Uint8Array): readonly Row[] {
  return JSON.parse(new TextDecoder().decode(rows));
}
