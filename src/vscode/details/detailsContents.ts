/** What is in something that is no image to run, as the details show it. Pure; knows no VS Code. */
import type { Contents } from "../../core/attached/contents.ts";
import type { BuildCache, Chart } from "../../core/attached/model.ts";
import { explain } from "../../core/explain.ts";
import { formatAge, formatCount, formatSize } from "../../core/format.ts";
import { nameOfType } from "../../core/oci/artifact.ts";
import type { Descriptor } from "../../core/oci/model.ts";
import { sanitize } from "../../core/text.ts";
import type { ContentsRow, ContentsView, DetailsContents } from "../../protocol/contents.ts";
import type { Facts } from "./attachedFacts.ts";
import type { ContentsState } from "./contentsReading.ts";
import type { LinkTo } from "./detailsAttached.ts";

type Context = { readonly now: number; readonly linkTo: LinkTo };

/** The most rows that are shown; an editor gets them all. */
const mostRows = 500;

/** The state of the tab. */
export function contentsOf(state: ContentsState, context: Context): DetailsContents {
  switch (state.kind) {
    case "reading":
      return { kind: "reading" };
    case "failed": {
      const { problem, next } = explain(state.failure, "its configuration");
      return { kind: "failed", problem, next };
    }
    case "read":
      return { kind: "read", view: viewOf(state.contents, context) };
  }
}

function viewOf(contents: Contents, context: Context): ContentsView {
  switch (contents.kind) {
    case "buildCache":
      return cacheView(contents.cache, context);
    case "chart":
      return {
        ...filesView("Helm chart", contents.files),
        facts: pairs(chartFacts(contents.chart), context),
      };
    case "artifact": {
      const { type, files } = contents;
      const view = filesView(nameOfType(type) ?? "Artifact", files);
      return { ...view, facts: pairs([["Type", type]], context) };
    }
  }
}

function cacheView({ entries, records, size, hidden }: BuildCache, { now }: Context): ContentsView {
  const count = entries.length + hidden;
  const counted = count === 1 ? "1 entry" : `${count.toLocaleString("en")} entries`;
  const rows = entries.map(({ digest, size, created, parent, records }, place) => ({
    name: `${place}`,
    digest,
    bytes: size,
    note: [
      parent === undefined || parent >= entries.length || parent === place ? "" : `on ${parent}`,
      formatCount(records, "step"),
      created === undefined ? "" : formatAge(created, now),
    ]
      .filter((word) => word !== "")
      .join(" · "),
  }));
  return {
    title: "Build cache (BuildKit)",
    text: `${counted} · ${formatSize(size)} compressed · ${formatCount(records, "build step")} recorded`,
    facts: [],
    columns: ["#", "Lies on, steps that end in it, age"],
    ...rowsOf(rows, count),
  };
}

function chartFacts({
  name,
  version,
  appVersion,
  description,
  kind,
  home,
  sources,
  dependencies,
}: Chart): Facts {
  const facts: readonly (readonly [string, string | undefined, url?: string | undefined])[] = [
    ["Name", name],
    ["Version", version],
    ["Of the application", appVersion],
    ["Description", description],
    ["Kind", kind],
    ["Home", home, home],
    ...sources.map((source) => ["Source", source, source] as const),
    ...dependencies.map(({ name, version = "" }) => ["Depends on", `${name} ${version}`] as const),
  ];
  return facts.flatMap(([name, value, url]): Facts => {
    if (value === undefined || value === "") return [];
    return [url === undefined ? [name, value] : [name, value, url]];
  });
}

function filesView(title: string, files: readonly Descriptor[]): Omit<ContentsView, "facts"> {
  const sizes = files.map(({ size }) => size);
  const total = sizes.every((size) => size !== undefined)
    ? sizes.reduce((sum, size) => sum + size, 0)
    : undefined;
  const rows = files.map(({ annotations, digest, mediaType, size }) => ({
    name: sanitize(annotations?.get("org.opencontainers.image.title") ?? "", 300),
    digest,
    bytes: size,
    note: sanitize(mediaType, 200),
  }));
  return {
    title,
    text:
      files.length === 0 ? "It has no files." : `${formatCount(files.length, "file")} · ${formatSize(total)}`,
    columns: ["Title", "Type"],
    ...rowsOf(rows, files.length),
  };
}

type Sized = Omit<ContentsRow, "size" | "share"> & { readonly bytes: number | undefined };

/** `count` may be more than there are rows. */
function rowsOf(rows: readonly Sized[], count: number): Pick<ContentsView, "rows" | "cut"> {
  const sorted = rows.toSorted((one, other) => (other.bytes ?? -1) - (one.bytes ?? -1));
  const total = rows.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
  const shown = sorted.slice(0, mostRows).map(({ bytes, ...row }) => ({
    ...row,
    size: formatSize(bytes),
    ...(bytes !== undefined && total > 0 && { share: bytes / total }),
  }));
  const cut = `The largest ${shown.length.toLocaleString("en")} of ${count.toLocaleString("en")} are shown.`;
  return { rows: shown, ...(count > shown.length && { cut }) };
}

function pairs(facts: Facts, { linkTo }: Context) {
  return facts.map(([key, value, url]) => {
    const link = url === undefined ? undefined : linkTo(url);
    return { key, value: sanitize(value, 1000), ...(link !== undefined && { link }) };
  });
}
