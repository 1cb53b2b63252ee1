import assert from "node:assert/strict";
import { test } from "node:test";
import { readDockerfile } from "../../../src/core/documents/dockerfile.ts";
import { heredocsIn } from "../../../src/core/documents/dockerfileHeredoc.ts";
import { checkReading } from "../../support/readings.ts";

/** A line, then the names of the heredocs it starts; with "-" in front when leading tabs do not count. */
const cases: readonly (readonly [string, readonly string[]])[] = [
  ["RUN cat <<EOF", ["EOF"]],
  ["RUN cat <<-EOF", ["-EOF"]],
  ["RUN cat <<EOF <<-B", ["EOF", "-B"]],
  ["RUN cat 3<<EOF", ["EOF"]],
  ["RUN cat << EOF", ["EOF"]],
  ["RUN cat <<\t\rEOF", ["EOF"]],
  ['RUN cat <<"EOF"', ["EOF"]],
  ["RUN cat <<'E F'", ["E F"]],
  ['RUN cat <<E"O"F', ["EOF"]],
  ['RUN cat <<"$E"', ["$E"]],
  ['RUN cat <<"a"b', ["ab"]],
  ["RUN cat <<\\EOF", ["EOF"]],
  ["RUN cat <<E\\ F", ["E F"]],
  ["RUN cat <<$E", ["$E"]],
  ["RUN cat <<EOF>x", ["EOF>x"]],
  ["RUN cat <<EOF\\", ["EOF"]],
  ["RUN ${x:=y} <<EOF", ["EOF"]],
  ["RUN ${x:-a <<EOF}", ["EOF}"]],
  ["RUN it\\'s <<EOF", ["EOF"]],
  ["RUN cat <EOF", []],
  ["RUN cat <<", []],
  ["RUN cat <<- EOF", []],
  ["RUN cat <<<EOF", []],
  ["RUN cat <<''", []],
  ['RUN cat "<<EOF"', []],
  ["RUN cat '<<EOF'", []],
  ["RUN cat \\<<EOF", []],
  ["RUN cat a<<EOF", []],
  ["RUN cat $((1<<2))", []],
  ["RUN it's <<EOF", []],
  ['RUN "a <<EOF', []],
  ["RUN ${x^^} <<EOF", []],
  ["RUN ${x <<EOF", []],
];
for (const [line, expected] of cases)
  test(`${line} starts ${expected.length === 0 ? "no heredoc" : JSON.stringify(expected)}`, () => {
    assert.deepEqual(
      heredocsIn(line).map(({ name, chomp }) => (chomp ? `-${name}` : name)),
      expected,
    );
  });

type Case = readonly [promise: string, notation: string];

const documents: readonly Case[] = [
  ["holds no FROM", "RUN <<EOF\nFROM b\nEOF\nFROM «a»"],
  ["holds no FROM on continued lines", "RUN <<EOF\nx \\\nEOF\nFROM «a»"],
  ["ends with CRLF", "RUN <<EOF\r\nFROM b\r\nEOF\r\nFROM «a»"],
  ["ends at its name alone", "RUN <<EOF\nEOF x\n EOF\n\tEOF\nFROM b\nEOF\nFROM «a»"],
  ["ends behind tabs when it takes them off", "RUN <<-EOF\n FROM b\n\t\tEOF\nFROM «a»"],
  ["is followed by the next one", "RUN <<A <<B\nA\nFROM b\nA\nB\nFROM «a»"],
  ["is started by COPY", "COPY <<A <<B /x/\nFROM b\nA\nB\nFROM «a»"],
  ["is started by ADD", "add <<A /x\nFROM b\nA\nFROM «a»"],
  ["is started on a continued line", "RUN x \\\n  <<A\nFROM b\nA\nFROM «a»"],
  ["is started behind ONBUILD", "ONBUILD RUN <<A\nFROM b\nA\nFROM «a»"],
  ["takes the rest when nothing ends it", "FROM «a»\nRUN <<A\nFROM b\n"],
  ["is not started by ENV", "ENV X=<<A\nFROM «a»\nA"],
  ["is not started by ENV with a blank", "ENV X <<A\nFROM «a»\nA"],
  ["is not started by quotes in the exec form", 'RUN ["a", "b \\" <<A \\"", "$x <<A "]\nFROM «a»\nA'],
  ["is not started by the exec form", 'RUN ["cat", "<<A"]\nFROM «a»\nA'],
  ["is started by what only looks like the exec form", "RUN [ x <<A\nFROM b\nA\nFROM «a»"],
  ["is not started by ENV behind ONBUILD", "ONBUILD ENV X=<<A\nFROM «a»\nA"],
];
for (const [promise, notation] of documents)
  test(`W08 a heredoc ${promise}`, () => {
    checkReading(readDockerfile, notation, ["pinnable a"]);
  });
