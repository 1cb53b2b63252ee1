/**
 * Where a document stands in the file system of the scheme `mooring`. Pure; knows no VS Code.
 *
 *     uri     ::= "mooring://" registry "/" path "@" digest "/" view "/" name [ "?subject=" digest ]
 *     view    ::= "manifest" | "blob" | "payload" | "packages" | "provenance" | "signature" | "contents"
 *     name    ::= what the editor's tab says; its ending picks the language. JSON ends in ".mooring.json", which is a
 *                 language of its own: VS Code's own for JSON fetches the `$schema` that a document names, wherever it is
 *
 * All but `view` and `name` is spelt as in a reference, and the digest is always that of the bytes that are read: of a
 * manifest for `manifest`, `signature` and `contents`, of a blob for the others. So a URI means the same for ever, and
 * what is behind it comes from disk once it was seen. `name` is only shown. `subject` is the image that the document is
 * attached to, for those that say whom they are about.
 *
 * Files of images are in the same scheme, with views and a grammar of their own (files/filePlace.ts).
 */
import { type Digest, isDigest } from "../../core/reference/digest.ts";
import { isRegistryHost, isRepositoryPath, type Repository } from "../../core/reference/reference.ts";

export const documentScheme = "mooring";

/** How a digest is shown: its JSON, the JSON in its envelope, or a text about it. */
export const documentViews = [
  "manifest",
  "blob",
  "payload",
  "packages",
  "provenance",
  "signature",
  "contents",
] as const;

export type DocumentView = (typeof documentViews)[number];

export type DocumentPlace = {
  readonly repository: Repository;
  readonly digest: Digest;
  readonly view: DocumentView;
  /** Letters, digits, dots, hyphens and underscores. */
  readonly name: string;
  readonly subject?: Digest;
};

/** The parts of a URI, not encoded, as VS Code has them. */
export type UriParts = {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;
};

/** The URI of a place. */
export function formatPlace({ repository, digest, view, name, subject }: DocumentPlace): UriParts {
  return {
    scheme: documentScheme,
    authority: repository.registry,
    path: `/${repository.path}@${digest}/${view}/${name}`,
    query: subject === undefined ? "" : `subject=${subject}`,
  };
}

/** Reads what formatPlace writes; undefined for anything else: URIs come from anywhere. */
export function parsePlace({ scheme, authority, path, query }: UriParts): DocumentPlace | undefined {
  const [, repositoryPath, digest, written, name] = pattern.exec(path) ?? [];
  const view = documentViews.find((known) => known === written);
  const subject = /^(?:subject=(.*))?$/s.exec(query);
  const isPlace = scheme === documentScheme && isRegistryHost(authority) && isRepositoryPath(repositoryPath);
  if (!isPlace || !isDigest(digest) || view === undefined || subject === null) return undefined;
  if (subject[1] !== undefined && !isDigest(subject[1])) return undefined;
  return {
    repository: { registry: authority.toLowerCase(), path: repositoryPath ?? "" },
    digest,
    view,
    name: name ?? "",
    ...(subject[1] !== undefined && { subject: subject[1] }),
  };
}

const pattern = /^\/([^@]+)@([^/]+)\/([a-z]+)\/([\w.-]{1,255})$/;
