import { ConfigurationTarget, type Uri, workspace } from "vscode";
import { referenceOf } from "../../core/pinning/plan.ts";
import { sanitize } from "../../core/text.ts";
import type { Ask } from "../ask.ts";
import type { Located } from "../documents/documentIndex.ts";
import { setting } from "../settings.ts";
import { ignoreComment, ignorePatterns } from "./ignoring.ts";
import { applyTo } from "./pin.ts";

/** Asks how an image is to be ignored, by a comment here or by a pattern in the settings, and writes that. */
export async function ignoreImage(ask: Ask, located: Located): Promise<void> {
  const { document, text, occurrence } = located;
  const reference = referenceOf(occurrence);
  if (reference === undefined) return;
  const comment = ignoreComment(text, occurrence, document.uri.path);
  const patterns = ignorePatterns(reference);
  const place = settingPlace(document.uri);
  const answer = await ask.choose<string | undefined>({
    title: `Ignore ${patterns[0]} in diagnostics`,
    placeholder: "What is ignored is also left alone when all images are pinned or updated",
    options: [
      ...(comment === undefined
        ? []
        : [
            {
              label: "Only here",
              description: `the comment ${comment.newText.trim()}, above this line`,
              value: undefined,
            },
          ]),
      ...patterns.map((pattern, number) => ({
        label: number === 0 ? `Every ${pattern}` : `Only ${pattern}`,
        description: `in the setting mooring.ignore of ${place.name}`,
        value: pattern,
      })),
    ],
  });
  if (answer === undefined || answer === "back") return;
  if (answer.value === undefined) return applyTo(located, comment && [comment]);
  const patternsNow = setting("ignore", document.uri);
  const next = [...new Set([...patternsNow, answer.value])];
  await workspace.getConfiguration("mooring", document.uri).update("ignore", next, place.target);
  ask.say(`Mooring ignores ${sanitize(answer.value)} in ${place.name}`);
}

/** Where a pattern is written: as near to the file as a setting can be. */
function settingPlace(uri: Uri): { readonly target: ConfigurationTarget; readonly name: string } {
  if (workspace.getWorkspaceFolder(uri) === undefined)
    return { target: ConfigurationTarget.Global, name: "all workspaces" };
  return (workspace.workspaceFolders ?? []).length > 1
    ? { target: ConfigurationTarget.WorkspaceFolder, name: "this folder" }
    : { target: ConfigurationTarget.Workspace, name: "this workspace" };
}
