/** What became of layers, steps and configuration. */
import type { CompareChanges, CompareMark, CompareRow, CompareStep } from "../src/protocol/compare.ts";
import { layerBars } from "./bars.ts";
import { type Child, el } from "./element.ts";
import { marks } from "./marks.ts";
import { type Part, region } from "./region.ts";

/** The sections of the page; empty when there is nothing to compare. */
export function changesPart(): Part<CompareChanges | undefined> {
  const element = el("div", { class: "changes" });
  const update = region(element);
  return {
    element,
    show: (changes) => update(changes ?? "", () => (changes === undefined ? [] : sections(changes))),
  };
}

function sections({ titles, bars, steps, configuration, labels }: CompareChanges): readonly Child[] {
  return [
    section("Layers", layerBars(bars), stepsTable(steps, titles)),
    section(
      "Configuration",
      configuration.length === 0
        ? el("p", { class: "faint" }, "Nothing changed: the image runs as before.")
        : rowsTable("Configuration", configuration, titles),
    ),
    labels.length === 0 ? undefined : section("Labels", rowsTable("Labels", labels, titles)),
  ];
}

function section(title: string, ...children: readonly Child[]): HTMLElement {
  return el("section", { "aria-label": title }, el("h2", {}, title), ...children);
}

function stepsTable(steps: readonly CompareStep[], titles: readonly string[]): HTMLElement {
  return table(
    "Layers and steps",
    "step-changes",
    ["Step", ...titles],
    steps.map(({ mark, instruction, summary, old, now }) => [
      mark,
      [
        el(
          "td",
          { class: mark === "kept" ? "faint" : "mono" },
          instruction === "" ? undefined : el("span", { class: "keyword" }, instruction),
          instruction === "" ? undefined : " ",
          summary,
        ),
        el("td", { class: "size" }, old),
        el("td", { class: "size" }, now),
      ],
    ]),
  );
}

function rowsTable(label: string, rows: readonly CompareRow[], titles: readonly string[]): HTMLElement {
  return table(
    label,
    "row-changes",
    ["Name", ...titles],
    rows.map(({ mark, name, old, now }) => [
      mark,
      [
        el("th", { scope: "row", class: "mono" }, name),
        el("td", { class: "mono before" }, old),
        el("td", { class: "mono" }, now),
      ],
    ]),
  );
}

function table(
  label: string,
  style: string,
  titles: readonly string[],
  rows: readonly (readonly [CompareMark, readonly Child[]])[],
): HTMLElement {
  const heads = titles.map((title) => el("th", { scope: "col" }, title));
  return el(
    "table",
    { class: `marked ${style}`, "aria-label": label },
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        el("th", { scope: "col", class: "sign" }, el("span", { class: "unseen" }, "Change")),
        ...heads,
      ),
    ),
    el(
      "tbody",
      {},
      ...rows.map(([mark, cells]) => {
        const [sign, word] = marks[mark];
        return el(
          "tr",
          { class: mark },
          el(
            "td",
            { class: "sign", title: word },
            el("span", { "aria-hidden": "true" }, sign),
            el("span", { class: "unseen" }, word),
          ),
          ...cells,
        );
      }),
    ),
  );
}
