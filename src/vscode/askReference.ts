import { window } from "vscode";
import { formatFamiliar, parseReference, type Reference } from "../core/reference/reference.ts";
import { plain } from "./markdown.ts";

/** Asks for an image; beside another one, in the same repository to begin with. Undefined when the user left. */
export async function askReference(
  title: string,
  prompt: string,
  beside?: Reference,
): Promise<Reference | undefined> {
  const begun = beside && `${formatFamiliar({ repository: beside.repository })}:`;
  const typed = await window.showInputBox({
    title,
    prompt: plain(prompt),
    placeHolder: "nginx:1.27 or registry.example.com/team/app:2",
    ...(begun !== undefined && { value: begun, valueSelection: [begun.length, begun.length] }),
    validateInput: (text) =>
      text === "" || text === begun || readReference(text.trim())
        ? undefined
        : "This is not a valid image reference.",
  });
  return typed === undefined ? undefined : readReference(typed.trim());
}

/** A reference from its text; undefined when it is none. */
export function readReference(text: string): Reference | undefined {
  const parsed = parseReference(text);
  return parsed.ok ? parsed.reference : undefined;
}
