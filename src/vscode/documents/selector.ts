import {
  Disposable,
  type DocumentFilter,
  type DocumentSelector,
  type GlobPattern,
  languages,
  RelativePattern,
  type TextDocument,
  workspace,
} from "vscode";
import { type DocumentKind, documentKinds } from "../../core/documents/occurrence.ts";
import { setting } from "../settings.ts";

/** Names of files that may be container files. */
const names: readonly string[] = [
  "*[Dd]ockerfile*",
  "*DOCKERFILE*",
  "*[Cc]ontainerfile*",
  "*CONTAINERFILE*",
  "*.[Yy][Mm][Ll]",
  "*.[Yy][Aa][Mm][Ll]",
  "Kustomization",
  "*devcontainer.json",
  "*devcontainer.jsonc",
  "*[Bb]ake*.hcl",
  "*[Bb]ake*.json",
];

/**
 * The documents that providers are registered for: wider than container files, because YAML and JSON say by their
 * names and text alone what they are. DocumentIndex decides which of them are.
 */
const containerFiles: readonly DocumentFilter[] = [
  { language: "dockerfile" },
  { language: "dockercompose" },
  { language: "dockerbake" },
  { language: "helm" },
  { language: "github-actions-workflow" },
  { language: "yaml" },
  ...names.map((name) => ({ pattern: `**/${name}` })),
];

/** The files that may be container files by their names, as one pattern. */
export const namePattern = `**/{${names.join(",")}}`;

/** Files of the user's own naming (`mooring.files`), by their kind. */
export type OwnFiles = { readonly kind: DocumentKind; readonly pattern: GlobPattern };

/** What the setting says, for each folder of the workspace. */
export function ownFiles(): readonly OwnFiles[] {
  const folders = workspace.workspaceFolders ?? [undefined];
  return folders.flatMap((folder) => {
    const patterns = setting("files", folder?.uri);
    return documentKinds.flatMap((kind) =>
      (patterns[kind] ?? []).map((glob) => ({
        kind,
        pattern: folder === undefined ? glob : new RelativePattern(folder, glob),
      })),
    );
  });
}

/** The kind that the setting gives a document; the first pattern that fits. */
export function ownKind(document: TextDocument, files: readonly OwnFiles[]): DocumentKind | undefined {
  return files.find(({ pattern }) => languages.match({ pattern }, document) > 0)?.kind;
}

/** Registers a provider for all documents that may be container files, anew whenever the setting changes. */
export function registerFor(register: (selector: DocumentSelector) => Disposable): Disposable {
  const registerNow = () => register([...containerFiles, ...ownFiles().map(({ pattern }) => ({ pattern }))]);
  let registered = registerNow();
  const again = () => {
    registered.dispose();
    registered = registerNow();
  };
  return Disposable.from(onOwnFilesChange(again), new Disposable(() => registered.dispose()));
}

/** Calls `changed` when the setting may say something else than before. */
export function onOwnFilesChange(changed: () => void): Disposable {
  return Disposable.from(
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration("mooring.files") && changed()),
    workspace.onDidChangeWorkspaceFolders(changed),
  );
}
