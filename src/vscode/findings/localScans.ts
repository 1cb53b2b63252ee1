import { workspace } from "vscode";
import type { Connections } from "../../core/connect.ts";
import { openDerived } from "../../core/content/derived.ts";
import { type LookedUp, type LookUpOptions, lookUp, osvAddress } from "../../core/osv/lookUp.ts";
import type { OperatingSystem, SourcedPackage } from "../../core/packages/model.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { ignoreFileIn } from "../../core/scanning/ignoreFile.ts";
import { openScans } from "../../core/scanning/openScans.ts";
import { keepReport } from "../../core/scanning/reportStore.ts";
import type { Scans } from "../../core/scanning/scans.ts";
import { setting } from "../settings.ts";

/** Looks the packages of an image up at OSV.dev and keeps the report about its digest. Rejects as core/osv/lookUp.ts does. */
export type LookUpPackages = (
  digest: Digest,
  packages: readonly SourcedPackage[],
  system: OperatingSystem | undefined,
  options: LookUpOptions,
) => Promise<LookedUp>;

/** Scans with the settings, registries and logins of this window. */
export type LocalScans = {
  readonly scans: Scans;
  readonly lookUp: LookUpPackages;
  /** Forgets all reports, and what OSV.dev said. */
  readonly clear: () => Promise<void>;
};

/** Bytes of reports that are kept: one of 10,000 findings has about ten million. */
const maxBytes = 200_000_000;
/** Bytes of OSV.dev's records that are kept: one has a few thousand. */
const maxRecordBytes = 50_000_000;

/** What Trivy would take in the first folder that is open and has such a file. Folders that are not trusted have no say. */
async function workspaceIgnoreFile(): Promise<string | undefined> {
  if (!workspace.isTrusted) return undefined;
  for (const { uri } of workspace.workspaceFolders ?? []) {
    const path = uri.scheme === "file" ? await ignoreFileIn(uri.fsPath) : undefined;
    if (path !== undefined) return path;
  }
  return undefined;
}

/** Opens the scanners of this machine; `storage` is the folder that keeps their reports. */
export function openLocalScans(storage: string, connections: Connections): LocalScans {
  const stored = openDerived(storage, "findings", { maxBytes });
  const records = openDerived(storage, "osv", { maxBytes: maxRecordBytes });
  const scans = openScans({
    env: process.env,
    path: (name) => setting(`scan.${name}Path`),
    workspaceFolders: () => (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    access: (...image) => connections.access(...image),
    ignoreFile: workspaceIgnoreFile,
    stored,
  });
  const osv = { base: osvAddress, send: connections.send };
  return {
    scans,
    lookUp: async (digest, packages, system, options) => {
      const looked = await lookUp(osv, packages, system, { store: records, ...options });
      await keepReport(stored, { digest }, "osv", looked.report);
      return looked;
    },
    clear: async () => {
      await Promise.all([stored.clear(), records.clear()]);
    },
  };
}
