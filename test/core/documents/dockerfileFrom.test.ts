import { test } from "node:test";
import { readDockerfile } from "../../../src/core/documents/dockerfile.ts";
import { checkReading } from "../../support/readings.ts";

const digest = `sha256:${"a".repeat(64)}`;

type Case = readonly [promise: string, notation: string, expected: readonly string[]];

function table(cases: readonly Case[]): void {
  for (const [promise, notation, expected] of cases)
    test(promise, () => {
      checkReading(readDockerfile, notation, expected);
    });
}

table([
  ["E08 pins the default that is the whole name", "ARG B=‹nginx:1›\nFROM «${B}»", ["variable nginx:1"]],
  ["E08 pins inside the default's quotes", 'ARG B="‹nginx:1›"\nFROM «$B»', ["variable nginx:1"]],
  ["E08 pins the default that is the tag", "ARG V=‹1.27›\nFROM «nginx:${V}»", ["variable nginx:1.27"]],
  ["E08 pins one of several defaults of an ARG", "ARG A=x V='‹1›'\nFROM «a:$V»", ["variable a:1"]],
  [
    "E08 pins behind a registry that is a variable",
    "ARG R=r.io/\nARG V=‹1›\nFROM «${R}a:$V»",
    ["variable r.io/a:1"],
  ],
  [
    "E08 pins the end of a name behind a literal registry",
    "ARG A=‹a:1›\nFROM «r.io/$A»",
    ["variable r.io/a:1"],
  ],
  [
    "E08 pins where a chain of variables ends",
    "ARG V=‹1›\nARG B=nginx:${V}\nARG C=$B\nFROM «$C»",
    ["variable nginx:1"],
  ],
  ["E08 pins a default in the name itself", "FROM «nginx:${V:-‹1›}»", ["variable nginx:1"]],
  ["E08 pins a whole default in the name itself", "ARG V\nFROM «${V-‹nginx:1›}»", ["variable nginx:1"]],
  ["E08 pins the innermost default", "FROM «${V:-${W:-‹nginx:1›}}»", ["variable nginx:1"]],
  ["E08 pins a default inside an ARG's default", "ARG B=${V:-‹nginx:1›}\nFROM «$B»", ["variable nginx:1"]],
  ["E08 pins a default for an empty variable", "ARG V=\nFROM «nginx:${V:-‹1›}»", ["variable nginx:1"]],
  [
    "E08 pins the ARG, not the default that it hides",
    "ARG V=‹2›\nFROM «nginx:${V:-1}»",
    ["variable nginx:2"],
  ],
  ["E08 leaves the quotes of a name out of its range", 'ARG V=‹1›\nFROM "«nginx:$V»"', ["variable nginx:1"]],
  ["keeps quotes inside a name", 'ARG V=‹1›\nFROM «nginx:"${V}"»', ["variable nginx:1"]],
  [
    "E08 pins one default for all images of one repository",
    "ARG V=‹1›\nFROM «nginx:$V» AS a\nFROM «docker.io/library/nginx:${V}»",
    ["variable nginx:1", "variable docker.io/library/nginx:1"],
  ],
  ["finds the digest in a default", `ARG V=‹1@${digest}›\nFROM «nginx:$V»`, [`variable nginx:1@${digest}`]],
  [
    "finds the digest in a default without a tag",
    `ARG B=‹nginx@${digest}›\nFROM «$B»`,
    [`variable nginx@${digest}`],
  ],
  [
    "E08 takes the ARG that was in force",
    "ARG V=‹1›\nARG B=nginx:$V\nARG V=‹2›\nFROM «$B»\nFROM «redis:$V»",
    ["variable nginx:1", "variable redis:2"],
  ],
]);

table([
  [
    "E08 does not pin a tag of two repositories",
    "ARG V=1\nFROM «nginx:$V»\nFROM «redis:$V»",
    ["variable nginx:1 (sharedSource)", "variable redis:1 (sharedSource)"],
  ],
  [
    "E08 does not pin a tag that also begins a longer one",
    "ARG V=1\nFROM «nginx:$V»\nFROM «nginx:$V-alpine»",
    ["variable nginx:1 (sharedSource)", "variable nginx:1-alpine (composed)"],
  ],
  [
    "E08 does not pin a tag that another tag is made from",
    "ARG V=1\nARG W=$V-alpine\nFROM «nginx:$V»\nFROM «nginx:$W»",
    ["variable nginx:1 (sharedSource)", "variable nginx:1-alpine (composed)"],
  ],
  [
    "E08 does not pin what a chain shares",
    "ARG V=1\nARG A=nginx:$V\nARG B=redis:$V\nFROM «$A»\nFROM «$B»",
    ["variable nginx:1 (sharedSource)", "variable redis:1 (sharedSource)"],
  ],
  [
    "E08 does not pin a default that names a stage too",
    "ARG V=1\nFROM «nginx:$V» AS b-1\nFROM «b-$V»",
    ["variable nginx:1 (sharedSource)", "stage"],
  ],
  [
    "E08 does not pin a default that a stage uses",
    "ARG V=1\nFROM «node:$V»\nARG V\nRUN nvm install $V",
    ["variable node:1 (sharedSource)"],
  ],
  [
    "E08 does not pin a default that a stage uses through another",
    "ARG V=1\nARG W=v$V\nFROM «node:$V»\nARG X=2 W",
    ["variable node:1 (sharedSource)"],
  ],
  [
    "E08 pins a default that a stage hides by its own",
    "ARG V=‹1›\nFROM «node:$V»\nARG V=2",
    ["variable node:1"],
  ],
  [
    "E08 does not pin a default that a platform uses",
    "ARG V=1\nFROM «nginx:$V»\nFROM --platform=$V «a»",
    ["variable nginx:1 (sharedSource)", "pinnable a"],
  ],
  [
    "E08 does not pin a default that a name without a value needs",
    "ARG V=1\nFROM «nginx:$V»\nFROM «a:$V-${U:?x}»",
    ["variable nginx:1 (sharedSource)", "variable (noValue)"],
  ],
  [
    "E08 does not pin a default that a condition asks for",
    "ARG V=1\nFROM «nginx:$V»\nFROM «a${V:+b}»",
    ["variable nginx:1 (sharedSource)", "variable ab (composed)"],
  ],
  [
    "W08 does not pin what several variables are put together to",
    "ARG A=nginx:\nARG B=1\nFROM «${A}${B}-x»\nARG G\nFROM «a:$B-b$A»",
    ["variable nginx:1-x (composed)", "variable (notAReference)"],
  ],
  [
    "does not pin the tag of an image that is a variable",
    "ARG I=r.io/a\nARG V=1\nFROM «${I}:$V»\nFROM «b:${V:+2}»",
    ["variable r.io/a:1 (composed)", "variable b:2 (composed)"],
  ],
  ["does not pin two variables in a tag", "ARG A=1\nARG B=2\nFROM «a:$A-$B»", ["variable a:1-2 (composed)"]],
  ["does not pin half a tag", "ARG V=27\nFROM «nginx:1.$V»", ["variable nginx:1.27 (composed)"]],
  [
    "does not pin half a tag through a chain",
    "ARG V=27\nARG B=a:1.$V\nFROM «$B»",
    ["variable a:1.27 (composed)"],
  ],
  ["does not pin half a name", "ARG V=inx\nFROM «ng$V»", ["variable nginx (composed)"]],
  ["does not pin a literal behind a variable", "ARG R=r.io\nFROM «$R/a:1»", ["variable r.io/a:1 (composed)"]],
  ["does not pin before an empty variable", "ARG V=1 E=\nFROM «a:$V$E»", ["variable a:1 (composed)"]],
  [
    "does not pin a default that is the digest alone",
    `ARG D=${digest}\nFROM «nginx@$D»\nFROM «nginx:1@$D»`,
    [`variable nginx@${digest} (composed)`, `variable nginx:1@${digest} (composed)`],
  ],
  ["does not pin what is cut from a default", "ARG V=1.2\nFROM «a:${V%.*}»", ["variable a:1 (composed)"]],
  ["does not pin what replaces a set variable", "ARG V=1\nFROM «a:${V:+2}»", ["variable a:2 (composed)"]],
  ["does not pin a default with quotes inside", 'ARG V=1"2"\nFROM «a:$V»', ["variable a:12 (escaped)"]],
  ["does not pin a default with escapes", "ARG V=1\\2\nFROM «a:$V»", ["variable a:12 (escaped)"]],
  ["does not pin a default on two lines", "ARG V=1\\\n2\nFROM «a:$V»", ["variable a:12 (escaped)"]],
  [
    "a default that cannot be pinned is no one's place",
    'ARG V=1"2"\nARG B=a:$V\nFROM «$B»',
    ["variable a:12 (escaped)"],
  ],
]);

table([
  ["W05 an ARG without a default has no value", "ARG V\nFROM «$V»\nFROM «a:$V»", noValues(2)],
  [
    "W05 an ARG of a stage is not in scope of FROM",
    "FROM «scratch»\nARG V=1\nFROM «a:$V»",
    ["scratch", ...noValues(1)],
  ],
  ["W05 an ARG behind FROM comes too late", "FROM «a:$V»\nARG V=1", noValues(1)],
  ["W05 an ARG only sees those before it", "ARG B=a:$V\nARG V=1\nFROM «$B»", noValues(1)],
  ["W05 an ARG may refer to its former self", "ARG V=‹1›\nARG V=$V\nFROM «a:$V»", ["variable a:1"]],
  ["W05 an ARG that refers to itself has no value", "ARG V=$V\nFROM «$V»", noValues(1)],
  ["W05 an ARG without a default keeps the one it has", "ARG V=‹1›\nARG V\nFROM «a:$V»", ["variable a:1"]],
  ["W05 an ARG that is broken has no value", "ARG V=1\nARG V='1\nFROM «a:$V»", noValues(1)],
  ["W05 a variable that must be set has no value", "FROM «${V:?unset}»", noValues(1)],
  ["W05 an empty name is no value", "ARG V=\nFROM «$V»", ["variable (notAReference)"]],
  [
    "W05 shows what a build without arguments uses",
    "ARG P\nFROM «${P}nginx:1»",
    ["variable nginx:1 (noValue)"],
  ],
  [
    "W05 does not pin beside a variable without a value",
    "ARG V=1\nFROM «${P}nginx:$V»\nFROM «nginx:$V»",
    ["variable nginx:1 (noValue)", "variable nginx:1 (sharedSource)"],
  ],
  ["W05 says that a name is no reference", "ARG V=A//b\nFROM «$V»", ["variable (notAReference)"]],
  [
    "W05 leaves substitutions that are none",
    "FROM «a:${option:x}»\nFROM «${»",
    [...noValues(1), ...notReferences(1)],
  ],
  ["W05 takes ${A}${B} apart", "ARG A=a\nARG B=:1\nFROM «${A}${B}»", ["variable a:1 (composed)"]],
  ["W05 takes nothing from single quotes", "ARG V=1\nFROM '«a:$V»'", ["invalid (notAReference)"]],
  ["W05 a dollar sign alone is no variable", "FROM «a$»", ["invalid (notAReference)"]],
  [
    "W05 a quote that is not closed is no name",
    "FROM «'a»\nFROM «\"»",
    ["invalid (notAReference)", "invalid (notAReference)"],
  ],
  ["W05 bounds the depth of defaults", `FROM «${"${a:-".repeat(33)}x${"}".repeat(33)}»`, notReferences(1)],
  [
    "W05 follows defaults up to that depth",
    `FROM «${"${a:-".repeat(32)}‹x›${"}".repeat(32)}»`,
    ["variable x"],
  ],
  ["W08 takes no platform of FROM for its image", "FROM --platform=$X «$X»", noValues(1)],
  ["an empty name is no reference", 'FROM «""»', ["invalid (notAReference)"]],
  [
    "builds for linux/amd64 as far as is known",
    "FROM «a:$TARGETARCH-$BUILDOS»",
    ["variable a:amd64-linux (composed)"],
  ],
  [
    "knows the target",
    "FROM «a:$TARGETSTAGE» AS x\nFROM «b» AS y",
    ["variable a:y (composed)", "pinnable b"],
  ],
  ["knows a target without a name", "FROM «a:$TARGETSTAGE»", ["variable a:default (composed)"]],
]);

function noValues(count: number): readonly string[] {
  return Array.from({ length: count }, () => "variable (noValue)");
}

function notReferences(count: number): readonly string[] {
  return Array.from({ length: count }, () => "variable (notAReference)");
}
