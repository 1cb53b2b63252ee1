import { type Disposable, DocumentLink, languages, Range, type TextDocument, Uri } from "vscode";
import type { Occurrence, Span } from "../../core/documents/occurrence.ts";
import { referenceOf } from "../../core/pinning/plan.ts";
import type { Repository } from "../../core/reference/reference.ts";
import type { DocumentIndex } from "../documents/documentIndex.ts";
import { registerFor } from "../documents/selector.ts";

/** The page for people about a repository or one of its tags, where its registry is known to have one. Asks nobody. */
export type WebPage = (repository: Repository, tag: string | undefined) => URL | undefined;

/** Links references to their registries' pages. */
export function registerLinks(index: DocumentIndex, webPage: WebPage): Disposable {
  const provider = {
    async provideDocumentLinks(document: TextDocument): Promise<DocumentLink[]> {
      const reading = await index.read(document);
      return (reading?.occurrences ?? []).flatMap((occurrence) => linkOf(document, occurrence, webPage));
    },
  };
  return registerFor((selector) => languages.registerDocumentLinkProvider(selector, provider));
}

function linkOf(document: TextDocument, occurrence: Occurrence, webPage: WebPage): readonly DocumentLink[] {
  const reference = referenceOf(occurrence);
  const page = reference && webPage(reference.repository, reference.tag);
  if (page?.protocol !== "https:") return [];
  const { start, end } = named(occurrence);
  const link = new DocumentLink(
    new Range(document.positionAt(start), document.positionAt(end)),
    Uri.parse(page.href, true),
  );
  link.tooltip = `Open ${page.host}`;
  return [link];
}

/** The name and the tag: a digest has no page of its own, and is long. */
function named({ start, end, text }: Occurrence): Span {
  const at = text.indexOf("@");
  return { start, end: at === -1 ? end : start + at };
}
