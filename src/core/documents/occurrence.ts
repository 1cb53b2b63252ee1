export const documentKinds = [
  "dockerfile",
  "compose",
  "kubernetes",
  "helm",
  "github-actions",
  "gitlab-ci",
  "devcontainer",
  "bake",
] as const;

/** A kind of file that names images. */
export type DocumentKind = (typeof documentKinds)[number];

/**
 * What a place in a file that names an image is:
 * - pinnable: a reference without a digest
 * - pinned: a reference with a digest
 * - variable: depends on a variable; `reference` is its value with the defaults in the file, null without one
 * - stage: an earlier build stage or a named build context
 * - scratch: the empty image
 * - built: the name that a build's result gets (an image beside build)
 * - invalid: not a reference
 * - templated: holds expressions of a language that is not the document's own, and is left alone
 * - feature: a dev container feature (an OCI artifact, not an image)
 */
export type OccurrenceStatus =
  | "pinnable"
  | "pinned"
  | "variable"
  | "stage"
  | "scratch"
  | "built"
  | "invalid"
  | "templated"
  | "feature";

/** Why an occurrence cannot be pinned, for those that cannot. */
export type OccurrenceReason =
  /** A variable has no value in this file. */
  | "noValue"
  /** The variable's source serves more than this one repository, so a digest there would break the others. */
  | "sharedSource"
  /** The image's name is put together from several variables, so there is no one place for a digest. */
  | "composed"
  /** A variable in the name that a build's result gets: `image` beside `build`. */
  | "built"
  /** The value stands in an env file of the project, which is written only on request: see `editIn`. */
  | "inEnvFile"
  /** Escapes, quotes, folding or a number (1.10 is 1.1): the value is not verbatim in the text. */
  | "escaped"
  /** Not a legal reference. */
  | "notAReference"
  /** An expression of the document's own language (`${{ }}`, `{{ }}`) gives the value when it is run. */
  | "templated"
  /** The tag stands elsewhere: it is the chart's appVersion, or that of the manifest that Kustomize changes. */
  | "noTag";

/** A range of UTF-16 offsets into the text without a byte order mark, end exclusive. */
export type Span = { readonly start: number; readonly end: number };

/** Where a digest is written. */
export type Site = Span & {
  /**
   * What comes before the digest there, when that is not "@": nothing in a key of its own (`digest: ""`), or the
   * blank that such a key needs when it has no value yet (`digest:`). The span is then the digest, or empty.
   */
  readonly lead?: "" | " ";
};

/** A place in another file. Paths have slashes and begin at the folder that bounds the project. */
export type Elsewhere = Span & {
  readonly path: string;
  /** The variable whose value stands there. */
  readonly name: string;
  /** What stands there, so that a file that changed since is not written to. */
  readonly text: string;
};

/** One place in a document that names an image. `text.slice(start, end) === this.text`, always. */
export type Occurrence = Span & {
  readonly kind: DocumentKind;
  /** The reference as written where it is used. */
  readonly text: string;
  readonly status: OccurrenceStatus;
  /** The spelling after variables took the defaults found in the file (not normalised); null when there is none. */
  readonly reference: string | null;
  readonly reason?: OccurrenceReason;
  /**
   * Where a pin is to be written when that is elsewhere than at start..end (an ARG's default, a compose default, the
   * tag or digest key of a Helm image). Text without a `lead` ends with the reference's end: a digest goes to its end.
   */
  readonly editAt?: Site;
  /** Where the tag stands when it has a key of its own (Helm, Kustomize); the text there is the tag, or ends in it. */
  readonly tagAt?: Span;
  /** Where another tag may be written, at the end of a text, when a digest goes into a key of its own and that tag is nobody else's. */
  readonly retagAt?: Span;
  /** Compose in its project: the variable that is set in another file, from which the reference takes its value. */
  readonly setIn?: { readonly name: string; readonly path: string };
  /** Where a pin can be written in another file, on request; text there ends with the reference's end. */
  readonly editIn?: Elsewhere;
  /** Dockerfile: the name of the stage that FROM opens here, lower-case. */
  readonly stage?: string;
  /** Dockerfile: the `--platform` that FROM asks for, when it is a literal. Compose: the service's `platform`. */
  readonly platform?: string;
  /**
   * The platforms that the file says this is for, when it says several: those of a compose build or of a bake target,
   * or of the services that share it. Empty when a Dockerfile only shows that it is built for more than one.
   */
  readonly platforms?: readonly string[];
  /** Compose: the service that uses the image. */
  readonly service?: string;
};

/** All places in one document, in the order of their start, and whether reading had to stop early. */
export type Reading = {
  readonly occurrences: readonly Occurrence[];
  /** Present when the document was too large or too deep to be read whole, or is broken. */
  readonly limit?: "tooLarge" | "tooDeep" | "tooManyAliases" | "malformed";
};

/** Reads one kind of document. Never throws; half-typed text gives what can be read of it. */
export type Reader = (text: string) => Reading;
