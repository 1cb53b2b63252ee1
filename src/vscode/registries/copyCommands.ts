import { Disposable, env, ProgressLocation, Uri, window } from "vscode";
import { type ExplorerNode, referenceOf } from "../../core/explorer/node.ts";
import type { Descriptor } from "../../core/oci/model.ts";
import type { Digest } from "../../core/reference/digest.ts";
import { familiarRepository, formatFamiliar, type Reference } from "../../core/reference/reference.ts";
import { readReference } from "../askReference.ts";
import { parsePlace } from "../attached/documentPlace.ts";
import { registerCommand } from "../commands.ts";
import { iconless } from "../markdown.ts";

/** Says what a reference names now; Lookup and Images do. */
export type Resolver = {
  resolve(reference: Reference): Promise<{ readonly descriptor: Descriptor }>;
};

/**
 * Copying what rows, or a reference as text, name: one line for each row that names something. Digests that are not
 * known are asked for.
 */
export function registerCopyCommands(resolver: Resolver): Disposable {
  const digestOf = async (reference: Reference): Promise<Digest> => {
    if (reference.digest !== undefined) return reference.digest;
    return (await resolver.resolve(reference)).descriptor.digest;
  };
  const copying =
    (lineOf: (node: ExplorerNode) => Promise<string | undefined> | string | undefined) =>
    async (node?: ExplorerNode, nodes?: readonly ExplorerNode[]) =>
      copy(await asking(rowsOf(node, nodes).map(lineOf)));
  const copyDigests = copying((node) => {
    if (node.kind === "layer") return node.step.layer.descriptor.digest;
    const reference = node.kind === "referrer" ? node.reference : referenceOf(node);
    return reference && digestOf(reference);
  });
  return Disposable.from(
    registerCommand("mooring.copyReference", copying(textOf)),
    registerCommand(
      "mooring.copyPinnedReference",
      copying(async (node) => {
        const reference = referenceOf(node);
        return reference && formatFamiliar({ ...reference, digest: await digestOf(reference) });
      }),
    ),
    registerCommand("mooring.copyDigest", async (what, nodes) => {
      if (what instanceof Uri) return copy(parsePlace(what)?.digest ?? "");
      if (typeof what !== "string") return copyDigests(what, nodes);
      const reference = readReference(what);
      await copy(await asking([reference && digestOf(reference)]));
    }),
    registerCommand(
      "mooring.copyPullCommand",
      copying((node) => {
        const reference = referenceOf(node);
        return reference && `docker pull ${formatFamiliar(reference)}`;
      }),
    ),
  );
}

/** The rows that a command is meant for: all that are selected when the one that was clicked is among them. */
export function rowsOf(
  node: ExplorerNode | undefined,
  nodes: readonly ExplorerNode[] | undefined,
): readonly ExplorerNode[] {
  return nodes !== undefined && nodes.length > 0 ? nodes : node === undefined ? [] : [node];
}

/** What a row is called where images are named; undefined for rows that are no images. */
export function textOf(node: ExplorerNode): string | undefined {
  if (node.kind === "repository") return familiarRepository(node.repository);
  const reference = referenceOf(node);
  return reference && formatFamiliar(reference);
}

/** The lines that there are, with a word in the status bar while a registry is asked. */
export async function asking(
  lines: readonly (Promise<string | undefined> | string | undefined)[],
): Promise<string> {
  const all = Promise.all(lines);
  const options = { location: ProgressLocation.Window, title: "Asking the registry..." };
  const isAsking = lines.some((line) => line instanceof Promise);
  const known = isAsking ? await window.withProgress(options, () => all) : await all;
  return known.filter((line) => line !== undefined).join("\n");
}

/** Copies a text and says so where it disturbs nobody. */
export async function copy(text: string): Promise<void> {
  if (text === "") return;
  await env.clipboard.writeText(text);
  const [first = "", ...others] = text.split("\n");
  const rest = others.length === 0 ? "" : ` and ${others.length} more`;
  window.setStatusBarMessage(iconless(`Copied ${first}${rest}`), 4000);
}
