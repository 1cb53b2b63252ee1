/** What is known to be wrong in an image without scanning it here: by its registry, and by what is attached to it. */
import type { AttachedSource } from "../attached/held.ts";
import { type AttachedReport, readAttachedReports } from "../attached/reports.ts";
import type { RegistryScanner, ScanState } from "../catalog/registryScanner.ts";
import { type Failure, settle } from "../errors.ts";
import type { ImageModel } from "../image/model.ts";
import type { Report } from "../scanning/finding.ts";

/** A report and where it is: at the registry itself, or in a manifest that is attached to the image or to its index. */
export type KnownReport =
  | { readonly from: "registry"; readonly report: Report }
  | ({ readonly from: "attached" } & AttachedReport);

export type KnownReports = {
  /** The newest first; those without a date last. */
  readonly reports: readonly KnownReport[];
  /** How far the registry's own scanner is; undefined when it has none that can be asked, or the question failed. */
  readonly state: ScanState | undefined;
  /** Why there may be more. */
  readonly failures: readonly Failure[];
};

/** Where a registry is asked. */
export type ReportSource = {
  readonly attached: AttachedSource;
  readonly scanner: RegistryScanner | undefined;
};

/** Asks for all reports at once. Rejects only with the signal's reason. */
export async function readKnownReports(
  { attached: source, scanner }: ReportSource,
  { reference, descriptor, index, manifest }: ImageModel,
  signal?: AbortSignal,
): Promise<KnownReports> {
  const { repository } = reference;
  const subjects = new Set([manifest.digest, descriptor.digest]);
  const [own, attached] = await Promise.all([
    settle(
      scanner === undefined
        ? Promise.resolve(undefined)
        : scanner.read(repository.path, manifest.digest, signal),
    ),
    settle(readAttachedReports(source, { repository, subjects, index }, signal)),
  ]);
  const state = "value" in own ? own.value : undefined;
  const found: readonly KnownReport[] = [
    ...(state?.kind === "done" ? [{ from: "registry" as const, report: state.report }] : []),
    ...("value" in attached
      ? attached.value.reports.map((report) => ({ from: "attached" as const, ...report }))
      : []),
  ];
  const timeOf = ({ report }: KnownReport) => report.created ?? 0;
  return {
    reports: found.toSorted((a, b) => timeOf(b) - timeOf(a)),
    state,
    failures: [
      ...("failure" in own ? [own.failure] : []),
      ...("failure" in attached ? [attached.failure] : attached.value.failures),
    ],
  };
}
