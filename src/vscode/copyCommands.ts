import { Disposable, env, ProgressLocation, window } from "vscode";
import { type ExplorerNode, referenceOf } from "../core/explorer/node.ts";
import type { Descriptor } from "../core/oci/model.ts";
import type { Digest } from "../core/reference/digest.ts";
import {
  familiarRepository,
  formatFamiliar,
  parseReference,
  type Reference,
} from "../core/reference/reference.ts";
import { registerCommand } from "./commands.ts";
import { iconless, plain } from "./markdown.ts";

/** Says what a reference names now; Lookup and Images do. */
export type Resolver = {
  resolve(reference: Reference): Promise<{ readonly descriptor: Descriptor }>;
};

/** Copying what a row, or a reference as text, names. A digest that is not known is asked for. */
export function registerCopyCommands(resolver: Resolver): Disposable {
  const digestOf = async (reference: Reference): Promise<Digest> => {
    if (reference.digest !== undefined) return reference.digest;
    const title = `Asking ${plain(reference.repository.registry)}...`;
    const asking = () => resolver.resolve(reference);
    const { descriptor } = await window.withProgress({ location: ProgressLocation.Window, title }, asking);
    return descriptor.digest;
  };
  return Disposable.from(
    registerCommand("mooring.copyReference", (node) => copy(textOf(node))),
    registerCommand("mooring.copyPinnedReference", async (node) => {
      const reference = node && referenceOf(node);
      if (reference !== undefined) {
        await copy(formatFamiliar({ ...reference, digest: await digestOf(reference) }));
      }
    }),
    registerCommand("mooring.copyDigest", async (what) => {
      if (typeof what === "object" && what.kind === "layer") return copy(what.step.layer.descriptor.digest);
      const reference = typeof what === "string" ? read(what) : what && referenceOf(what);
      if (reference !== undefined) await copy(await digestOf(reference));
    }),
    registerCommand("mooring.copyPullCommand", (node) => {
      const reference = node && referenceOf(node);
      return copy(reference && `docker pull ${formatFamiliar(reference)}`);
    }),
  );
}

function textOf(node: ExplorerNode | undefined): string | undefined {
  if (node?.kind === "repository") return familiarRepository(node.repository);
  const reference = node && referenceOf(node);
  return reference && formatFamiliar(reference);
}

function read(text: string): Reference | undefined {
  const parsed = parseReference(text);
  return parsed.ok ? parsed.reference : undefined;
}

/** Copies a text and says so where it disturbs nobody. */
async function copy(text: string | undefined): Promise<void> {
  if (text === undefined) return;
  await env.clipboard.writeText(text);
  window.setStatusBarMessage(iconless(`Copied ${text}`), 4000);
}
