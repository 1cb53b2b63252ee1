/**
 * Whether a Dockerfile shows that it is built for more than one platform: it asks BuildKit for the platform of the build
 * or of the target. https://docs.docker.com/reference/dockerfile/#automatic-platform-args-in-the-global-scope
 */
import { flagValues, type Instruction } from "./dockerfileInstruction.ts";

/** Whether an image in it is chosen by such a variable, or a stage takes one in. One with a default may be anything. */
export function isForSeveral(instructions: readonly Instruction[]): boolean {
  return instructions.some((instruction) => {
    if (instruction.keyword === "arg") return target.test(instruction.args.text);
    return (
      instruction.keyword === "from" &&
      flagValues(instruction, "platform").some(({ text }) => variable.test(text))
    );
  });
}

const target = /(?:^|\s)TARGET(?:PLATFORM|OS|ARCH|VARIANT)(?=\s|$)/;
const variable = /\$\{?(?:BUILD|TARGET)(?:PLATFORM|OS|ARCH|VARIANT)\b/;
