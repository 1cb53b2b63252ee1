import { Uri, window, workspace } from "vscode";
import type { ImageModel } from "../../core/image/model.ts";
import type { Report } from "../../core/scanning/finding.ts";
import type { FindingsFormat } from "../../protocol/findings.ts";
import { exportName, exportText } from "./exportText.ts";

/** Asks for a file and writes a report into it. */
export async function saveReport(report: Report, image: ImageModel, format: FindingsFormat): Promise<void> {
  const folder = workspace.workspaceFolders?.[0]?.uri;
  const name = exportName(image, format);
  const target = await window.showSaveDialog({
    title: "Export Findings",
    filters: { [format.toUpperCase()]: [format] },
    ...(folder !== undefined && { defaultUri: Uri.joinPath(folder, name) }),
  });
  if (target === undefined) return;
  await workspace.fs.writeFile(target, new TextEncoder().encode(exportText(report, image, format)));
  window.setStatusBarMessage(`$(check) Saved ${name}`, 3000);
}
