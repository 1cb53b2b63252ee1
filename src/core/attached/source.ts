import { toText } from "../oci/fields.ts";
import type { Material, Source } from "./model.ts";

/**
 * The source among what a document says: the first of `uris` that is an https repository, else a Git material. Its
 * commit is the first of `revisions` that is one, else the digest of the material of that repository.
 */
export function readSource(
  uris: readonly unknown[],
  revisions: readonly unknown[],
  materials: readonly Material[],
): Source | undefined {
  const named = uris.flatMap((uri) => readRepository(toText(uri)) ?? []);
  const git = materials.flatMap(({ uri, digest }) => {
    const repository = isGit(uri) ? readRepository(uri) : undefined;
    return repository === undefined ? [] : [{ repository, digest }];
  });
  const repository = named[0] ?? git[0]?.repository;
  if (repository === undefined) return undefined;
  const material = git.find((entry) => bare(entry.repository) === bare(repository));
  const written = [...revisions.map(toText), material?.digest?.replace(/^(?:sha1|gitCommit|sha256):/, "")];
  return { repository, commit: written.find(isCommit) };
}

function isGit(uri: string): boolean {
  return uri.startsWith("git+https:") || /^https:\/\/[^?#]*\.git(?:[@#]|$)/.test(uri);
}

/** `git+https://h.test/a/b.git@refs/heads/main#sub` without what is around the repository. */
function readRepository(text: string | undefined): URL | undefined {
  const plain = (text ?? "").replace(/^git\+/, "").replace(/#.*$/s, "");
  const url = URL.parse(plain);
  if (url?.protocol !== "https:" || url.username !== "" || url.password !== "") return undefined;
  url.search = "";
  url.pathname = url.pathname.replace(/@.*$/, "");
  return url;
}

function bare(url: URL): string {
  return url.href.replace(/(?:\.git)?\/?$/, "");
}

function isCommit(text: string | undefined): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text ?? "");
}
