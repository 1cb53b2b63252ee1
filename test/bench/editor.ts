import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "../setup.mjs";
import type { EditorFigures, Times } from "../vscode/bench.ts";
import { runInHost } from "../vscode/host.ts";
import { type Figure, median, milliseconds, ratio, type Section } from "./figures.ts";

/** The editor inside the real VS Code, beside an extension that does nothing but answer. */
export async function editor(): Promise<Section> {
  spawnSync("node", ["esbuild.mjs"], { cwd: root, stdio: "inherit" });
  const figures = await runInHost<EditorFigures>(join(root, "dist/test/bench.js"));
  const { activation, hovers, actions, marks, lateWhileTyping, lines, references } = figures;
  const ownHover = median(hovers.own) - median(hovers.bare);
  return {
    title: `The editor in VS Code, in a compose file of ${lines} lines and ${references} references`,
    figures: [
      milliseconds("activate(), not minified", activation),
      ...beside("hover of what is known", hovers),
      milliseconds("  of it our own", ownHover, { words: "under 5 ms", met: ownHover < 5 }),
      ...beside("light bulb", actions),
      ...beside("keystroke to diagnostics, with the pause of 250 ms", marks),
      ratio("  ratio", median(marks.own), median(marks.bare), 1.5),
      milliseconds("event loop late while typing, 99th percentile", lateWhileTyping),
    ],
  };
}

function beside(name: string, { own, bare }: Times): readonly Figure[] {
  return [milliseconds(name, median(own)), milliseconds("  of a bare extension", median(bare))];
}
