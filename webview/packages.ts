/** The packages of one SBOM: opened on request, searched and sorted in the page. */
import type { AttachedItem, AttachedPackages } from "../src/protocol/attached.ts";
import { filterField } from "./controls.ts";
import { type Child, el, linkButton, noticeBox } from "./element.ts";
import { onPackages } from "./host.ts";
import {
  firstPackages,
  type PackageChoice,
  type PackageEntry,
  packageColumns,
  readPackages,
  searchPackages,
  sortPackages,
} from "./packageChoice.ts";
import { packageTable } from "./packageTable.ts";
import type { Page } from "./page.ts";
import { type Part, region } from "./region.ts";

/** Milliseconds without a key after which what was typed is sought. */
const pause = 120;

/** Rows of the list that came last: there is one open at a time. */
type Store = { of: string; entries: readonly PackageEntry[] };

/**
 * What opens and shows the packages of whichever list; `changed` is called when another one opens, and `ask` has the host
 * send the rows of one.
 */
export function packagesParts(page: Page, changed: () => void, ask: (of: string) => void) {
  const store: Store = { of: "", entries: [] };
  const asked = new Set<string>();
  onPackages(({ of, rows }) => {
    if (!asked.delete(of)) return;
    store.of = of;
    store.entries = readPackages(rows);
    changed();
  });
  const askOnce = (of: string) => {
    asked.add(of);
    ask(of);
  };
  return (key: string) => packagesPart(page, { key, store, asked, ask: askOnce, changed });
}

type Shared = {
  readonly key: string;
  readonly store: Store;
  /** Lists whose rows are under way. */
  readonly asked: Set<string>;
  readonly ask: (of: string) => void;
  readonly changed: () => void;
};

/** What is shown of a list: the name of its rows, and how far reading it is. */
type PackageListing = Pick<AttachedItem, "digest" | "packages">;

function packagesPart(page: Page, { key, store, asked, ask, changed }: Shared): Part<PackageListing> {
  const choice = (): PackageChoice => page.view().packages ?? { open: "", ...firstPackages };
  const choose = (change: Partial<PackageChoice>) => page.keep({ packages: { ...choice(), ...change } });
  const head = el("div", { class: "line" });
  const updateHead = region(head);
  const body = el("div", { class: "packages-body" });
  const list = packageList(choice, choose);
  const toggle = () => {
    if (choice().open === key) choose({ open: "" });
    else page.keep({ packages: { open: key, ...firstPackages } });
    changed();
  };
  const element = el("div", { class: "packages" }, head, body);
  return {
    element,
    show: ({ digest, packages }) => {
      element.toggleAttribute("hidden", packages === undefined);
      const isOpen = packages !== undefined && choice().open === key;
      updateHead([packages ?? "", isOpen], () =>
        headOf(packages, isOpen, { toggle, ask: () => ask(digest) }),
      );
      const hasRows = store.of === digest;
      const isAskable = packages?.kind === "unread" || packages?.kind === "read";
      if (isOpen && isAskable && !hasRows && !asked.has(digest)) ask(digest);
      if (packages?.kind === "failed") asked.delete(digest);
      if (isOpen && hasRows) {
        if (!body.contains(list.element)) body.append(list.element);
        list.show(store.entries);
      } else body.replaceChildren();
    },
  };
}

function headOf(
  packages: AttachedPackages | undefined,
  isOpen: boolean,
  { toggle, ask }: { readonly toggle: () => void; readonly ask: () => void },
): readonly Child[] {
  if (packages === undefined) return [];
  const button = linkButton(
    `${isOpen ? "▾" : "▸"} Packages`,
    { "aria-expanded": String(isOpen), "aria-label": "Packages" },
    "toggle",
    toggle,
  );
  if (!isOpen) return [button];
  switch (packages.kind) {
    case "unread":
    case "reading":
      return [
        button,
        el("vscode-progress-ring", { "aria-hidden": "true" }),
        el("span", { role: "status" }, "Reading the list of packages"),
      ];
    case "failed":
      return [
        button,
        el("div", { class: "problem" }, noticeBox(`${packages.problem} ${packages.next}`)),
        linkButton("Retry", {}, "retry-packages", ask),
      ];
    case "read":
      return [button, packages.cut === undefined ? undefined : el("span", { class: "faint" }, packages.cut)];
  }
}

/** Search, count and table. */
function packageList(choice: () => PackageChoice, choose: (change: Partial<PackageChoice>) => void) {
  let entries: readonly PackageEntry[] = [];
  let found: readonly PackageEntry[] = [];
  let last = "";
  const field = filterField({
    label: "Search packages",
    placeholder: "Search name, version, license or path",
    key: "search-packages",
    pause,
    take: (text) => {
      choose({ text, row: 0 });
      draw();
    },
  });
  const count = el("span", { class: "faint", role: "status" });
  const table = packageTable({
    sort: (column) => {
      const { sort, isDescending } = choice();
      choose({ sort: column, isDescending: column === sort && !isDescending, row: 0 });
      draw();
    },
    choose: (row) => choose({ row }),
  });
  const draw = () => {
    const { text, sort, isDescending } = choice();
    const next = JSON.stringify([text, sort, isDescending]);
    if (next !== last) found = sortPackages(searchPackages(entries, text), { sort, isDescending });
    last = next;
    const all = entries.length.toLocaleString("en");
    const isAll = found.length === entries.length;
    count.replaceChildren(
      isAll ? `${all} packages` : `${found.length.toLocaleString("en")} of ${all} packages`,
    );
    table.show({ entries: found, columns: columnsOf(entries), choice: choice() });
  };
  return {
    element: el(
      "div",
      { class: "package-list" },
      el("div", { class: "line" }, field.element, count),
      table.element,
    ),
    show: (all: readonly PackageEntry[]): void => {
      if (entries !== all) last = "";
      entries = all;
      field.show(choice().text);
      draw();
    },
  };
}

/** Layers and paths have a column only where the SBOM says them. */
function columnsOf(entries: readonly PackageEntry[]) {
  return packageColumns.filter((column, at) => {
    const isOptional = column === "layer" || column === "path";
    return !isOptional || entries.some(({ cells }) => Boolean(cells[at]));
  });
}
