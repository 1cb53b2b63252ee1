import { scannerTitles } from "../core/scanning/scanner.ts";
import type { ScanProgress } from "../core/scanning/scans.ts";
import { sanitize } from "../core/text.ts";
import type { World } from "./command.ts";
import { remark } from "./output.ts";

const clearLine = "\r\u001b[K";

/**
 * Names the scanner once, with its place; then draws what it says on one line of standard error, when that is a terminal.
 */
export function drawScan(world: Pick<World, "stderr">): {
  readonly tell: (progress: ScanProgress) => void;
  readonly clear: () => void;
} {
  const { stderr } = world;
  let named = false;
  let drawn = false;
  const draw = (text: string) => {
    if (!stderr.isTTY) return;
    drawn = true;
    stderr.write(`${clearLine}${sanitize(text, 78)}`);
  };
  const clear = () => {
    if (drawn) stderr.write(clearLine);
    drawn = false;
  };
  const tell = (progress: ScanProgress) => {
    const title = scannerTitles[progress.scanner];
    if (progress.kind === "waiting") return draw(`${title}: waiting for another scan`);
    const { tool, words } = progress;
    if (!named) {
      clear();
      const version = tool.version === undefined ? "" : ` ${sanitize(tool.version, 60)}`;
      remark(world, `running ${title}${version} (${tool.path})`);
      named = true;
    }
    draw(words === undefined ? `${title} runs` : `${title}: ${words}`);
  };
  return { tell, clear };
}
