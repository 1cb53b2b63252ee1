import { workspace } from "vscode";
import type { Connections } from "../../core/connect.ts";
import { openDerived } from "../../core/content/derived.ts";
import { openScans } from "../../core/scanning/openScans.ts";
import type { Scans } from "../../core/scanning/scans.ts";
import { setting } from "../settings.ts";

/** Scans with the settings, registries and logins of this window. */
export type LocalScans = {
  readonly scans: Scans;
  /** Forgets all reports. */
  readonly clear: () => Promise<void>;
};

/** Bytes of reports that are kept: one of 10,000 findings has about ten million. */
const maxBytes = 200_000_000;

/** Opens the scanners of this machine; `storage` is the folder that keeps their reports. */
export function openLocalScans(storage: string, connections: Connections): LocalScans {
  const stored = openDerived(storage, "findings", { maxBytes });
  const scans = openScans({
    env: process.env,
    path: (name) => setting(`scan.${name}Path`),
    workspaceFolders: () => (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    access: (...image) => connections.access(...image),
    stored,
  });
  return { scans, clear: () => stored.clear() };
}
