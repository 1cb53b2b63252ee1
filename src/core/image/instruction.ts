/** A history entry's command, read back as the Dockerfile instruction that it came from. */
export type Instruction = {
  /** `RUN`, `COPY`, `ENV`; empty when the command is none. */
  readonly keyword: string;
  /** What follows the keyword, as it was recorded, without the shell that ran it. */
  readonly rest: string;
};

const keywords =
  /^(ADD|ARG|CMD|COPY|ENTRYPOINT|ENV|EXPOSE|FROM|HEALTHCHECK|LABEL|MAINTAINER|ONBUILD|RUN|SHELL|STOPSIGNAL|USER|VOLUME|WORKDIR)\s+/;
const shell = /^(?:\|\d+ (?:[^/]* )?)?\/bin\/(?:ba|a|da)?sh (?:-[a-z]+ )*-?[a-z]*c\s+/;

/**
 * Reads `created_by`. BuildKit records `RUN /bin/sh -c make # buildkit`, the classic builder `/bin/sh -c make` and
 * `/bin/sh -c #(nop)  CMD ["sh"]`; both may put build arguments in front (`|1 A=b /bin/sh -c make`).
 */
export function readInstruction(createdBy: string): Instruction {
  const text = createdBy.trim().replace(/\s*# buildkit$/, "");
  const keyword = keywords.exec(text);
  if (keyword?.[1] !== undefined) {
    const rest = text.slice(keyword[0].length);
    return { keyword: keyword[1], rest: keyword[1] === "RUN" ? rest.replace(shell, "") : rest };
  }
  const run = shell.exec(text);
  if (run === null) return { keyword: "", rest: text };
  const command = text.slice(run[0].length);
  const nop = /^#\(nop\)\s*/.exec(command);
  return nop === null ? { keyword: "RUN", rest: command } : readInstruction(command.slice(nop[0].length));
}
