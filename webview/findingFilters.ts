/** What is shown of a report: buttons, a field and lists that change the choice. */
import type { FindingsReport } from "../src/protocol/findings.ts";
import { filterField, pressButton } from "./controls.ts";
import { dropdown } from "./dropdown.ts";
import { type Child, el } from "./element.ts";
import { type FindingChoice, type FindingGroup, findingGroups } from "./findingChoice.ts";
import { region } from "./region.ts";
import { severitySign, severityWord } from "./severity.ts";

const groupTexts: { readonly [Group in FindingGroup]: string } = {
  none: "No groups",
  package: "By package",
  layer: "By layer",
};

/** The controls. `change` gets what the person chose; the text as it is typed. */
export function findingFilters(change: (change: Partial<FindingChoice>) => void) {
  const toggles = el("div", { class: "toggles", role: "group", "aria-label": "Severities shown" });
  const field = filterField({
    label: "Filter by id, package or path",
    key: "filter-text",
    pause: 0,
    take: (text) => change({ text }),
  });
  const lists = el("div", { class: "line lists" });
  const updateToggles = region(toggles);
  const updateLists = region(lists);
  return {
    element: el("div", { class: "filters" }, toggles, el("div", { class: "line" }, field.element, lists)),
    show: (report: FindingsReport, choice: FindingChoice): void => {
      field.show(choice.text);
      updateToggles([report.counts, choice.severities, choice.isFixable], () =>
        toggleButtons(report, choice, change),
      );
      updateLists([report.layers, choice.from, choice.group], () => [
        ...fromList(report, choice, change),
        groupList(choice, change),
      ]);
    },
  };
}

function toggleButtons(
  { counts }: FindingsReport,
  { severities, isFixable }: FindingChoice,
  change: (change: Partial<FindingChoice>) => void,
): readonly Child[] {
  return [
    ...counts.map(({ severity, count }) => {
      const isPressed = severities.includes(severity);
      const next = isPressed ? severities.filter((other) => other !== severity) : [...severities, severity];
      return pressButton(
        `severity-${severity}`,
        isPressed,
        () => change({ severities: next }),
        severitySign(severity),
        ` ${severityWord(severity)} ${count.toLocaleString("en")}`,
      );
    }),
    pressButton("fixable", isFixable, () => change({ isFixable: !isFixable }), "With a fix"),
  ];
}

/** Where findings come from; none when no layer is known. */
function fromList(
  { layers }: FindingsReport,
  { from }: FindingChoice,
  change: (change: Partial<FindingChoice>) => void,
): readonly Child[] {
  if (layers.length === 0) return [];
  const hasBase = layers.some(({ isBase }) => isBase !== undefined);
  const options: readonly (readonly [string, string])[] = [
    ["all", "All layers"],
    ...(hasBase
      ? ([
          ["base", "Base image"],
          ["own", "Own layers"],
        ] as const)
      : []),
    ...layers.map(({ number, text }) => [String(number), `Layer ${number} ${text}`] as const),
  ];
  return [
    dropdown("Layers", "filter-from", options, String(from), (value) =>
      change({
        from: value === "all" || value === "base" || value === "own" ? value : Number(value),
      }),
    ),
  ];
}

function groupList({ group }: FindingChoice, change: (change: Partial<FindingChoice>) => void): HTMLElement {
  const options = findingGroups.map((name) => [name, groupTexts[name]] as const);
  return dropdown("Groups", "filter-group", options, group, (value) =>
    change({ group: findingGroups.find((name) => name === value) ?? "none" }),
  );
}
