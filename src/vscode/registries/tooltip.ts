import { MarkdownString } from "vscode";
import type { ExplorerNode } from "../../core/explorer/node.ts";
import { tooltipOf } from "./rowTooltip.ts";

/** The tooltip of a row: never trusted, so that no link in it runs anything. `notes` are Markdown, told at its end. */
export function tooltip(
  node: ExplorerNode,
  now: number,
  notes: readonly string[] = [],
): MarkdownString | undefined {
  const text = tooltipOf(node, now);
  if (text === undefined) return undefined;
  const markdown = new MarkdownString([...text.paragraphs, ...notes].join("\n\n"));
  return text.code === undefined ? markdown : markdown.appendCodeblock(text.code, "dockerfile");
}
