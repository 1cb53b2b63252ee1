/** The instructions of a whole Dockerfile. */
import { heredocsIn } from "./dockerfileHeredoc.ts";
import { type Instruction, isJsonForm, parseInstruction } from "./dockerfileInstruction.ts";
import { DockerfileLines, type Escape } from "./dockerfileLines.ts";

/** Instructions that files can be written inside of, and that take files from images. */
const fileInstructions = new Set(["add", "copy", "run"]);

/**
 * All instructions in order, without the contents of heredocs. ONBUILD stands for what it triggers, where that may
 * name images. `cut` says that a line was too long to read on.
 */
export function readInstructions(
  text: string,
  escapeUnit: Escape,
): { readonly instructions: readonly Instruction[]; readonly cut: boolean } {
  const lines = new DockerfileLines(text, escapeUnit);
  const instructions: Instruction[] = [];
  for (let line = lines.next(); line !== undefined; line = lines.next()) {
    const outer = parseInstruction(line, escapeUnit);
    const isTrigger = outer.keyword === "onbuild";
    const instruction = isTrigger ? parseInstruction(outer.args, escapeUnit) : outer;
    const hasFiles = fileInstructions.has(instruction.keyword);
    if (hasFiles || !isTrigger) instructions.push(instruction);
    if (hasFiles && line.text.includes("<<") && !isJsonForm(instruction))
      for (const heredoc of heredocsIn(line.text)) lines.skipHeredoc(heredoc);
  }
  return { instructions, cut: lines.tooLong };
}
