/** What is being typed in a reference: half a name is no reference yet, but says what may come next. */
import {
  isRegistryHost,
  normaliseHost,
  parseRepository,
  type Repository,
  splitDomain,
  splitReference,
} from "./reference.ts";

/** `start` and `end` are offsets of the whole part in the text; `written` is what of it stands before the cursor. */
export type Typed = { readonly start: number; readonly end: number; readonly written: string } & (
  | { readonly part: "tag"; readonly repository: Repository }
  /** A repository's path, behind a host and a slash. */
  | { readonly part: "path"; readonly registry: string }
  /** A name of Docker Hub, or the beginning of a host. */
  | { readonly part: "name" }
);

/** The part that a cursor at the offset `at` is in; undefined in digests and in what can be no reference. */
export function readTyped(text: string, at: number): Typed | undefined {
  if (!alphabet.test(text)) return undefined;
  const { name, tag = "" } = splitReference(text);
  if (at <= name.length) return typedName(name, at);
  const start = name.length + 1;
  const end = start + tag.length;
  const repository = parseRepository(name);
  if (at > end || mayBeHost(name) || typeof repository === "string") return undefined;
  return { part: "tag", repository, start, end, written: text.slice(start, at) };
}

/** All that references are written with; a variable in between would make the rest something else. */
const alphabet = /^[\w.:/@[\]+-]*$/;

function typedName(name: string, at: number): Typed | undefined {
  const { domain, path } = splitDomain(name);
  if (domain === undefined) return { part: "name", start: 0, end: name.length, written: name.slice(0, at) };
  const start = name.length - path.length;
  if (at < start || !isRegistryHost(domain)) return undefined;
  const written = name.slice(start, at);
  return { part: "path", registry: normaliseHost(domain), start, end: name.length, written };
}

/** What follows its colon is a port as long as no slash says otherwise. */
function mayBeHost(name: string): boolean {
  return !name.includes("/") && (name === "localhost" || name.includes("."));
}
