// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose writes its variables like this
import { test } from "node:test";
import { checkCompose } from "../../support/composeCheck.ts";

const hex = "0123456789abcdef".repeat(4);

/** A value as a plain, a single-quoted and a double-quoted scalar, and what it is. */
const values: readonly (readonly [string, string])[] = [
  ["«nginx»", "pinnable nginx"],
  ["«nginx:1.27»", "pinnable nginx:1.27"],
  ["«registry.test:5000/a/b:c»", "pinnable registry.test:5000/a/b:c"],
  [`«nginx:1@sha256:${hex}»`, `pinned nginx:1@sha256:${hex}`],
  ["«scratch»", "scratch -"],
  // variables: with a default there is a value, and a place when the default ends the reference and holds its tag
  ["«${V}»", "variable - noValue"],
  ["«$V»", "variable - noValue"],
  ["«nginx:${TAG}»", "variable - noValue"],
  ["«nginx:$TAG»", "variable - noValue"],
  ["«${REG}/nginx:1»", "variable - noValue"],
  ["«nginx:${TAG:?no tag}»", "variable - noValue"],
  ["«${V:-}»", "variable - noValue"],
  ["«${V:-‹nginx:1›}»", "variable nginx:1"],
  ["«${V-‹nginx›}»", "variable nginx"],
  ["«nginx:${TAG:-‹1.27›}»", "variable nginx:1.27"],
  ["«nginx${TAG:-‹:1.27›}»", "variable nginx:1.27"],
  ["«${A:-${B:-‹nginx:1›}}»", "variable nginx:1"],
  ["«${A:-nginx:${TAG-‹1›}}»", "variable nginx:1"],
  ["«r.test/${I:-‹nginx:1›}»", "variable r.test/nginx:1"],
  [`«\${V:-‹nginx:1@sha256:${hex}›}»`, `variable nginx:1@sha256:${hex}`],
  ["«r.test/${I:-nginx}»", "variable r.test/nginx composed"],
  ["«nginx:1.${MINOR:-27}»", "variable nginx:1.27 composed"],
  ["«${REG:-docker.io}/nginx:1»", "variable docker.io/nginx:1 composed"],
  ["«${REG:-docker.io}/nginx:${TAG:-1}»", "variable docker.io/nginx:1 composed"],
  ["«nginx:${A:-1}${B:-}»", "variable nginx:1 composed"],
  ["«nginx:1${V:+-x}»", "variable nginx:1 composed"],
  ["«nginx:${A:-1}-alpine»", "variable nginx:1-alpine composed"],
  [`«nginx:1@\${D:-sha256:${hex}}»`, `variable nginx:1@sha256:${hex} composed`],
  ["«nginx:${V:+x}»", "variable - notAReference"],
  ["«${V:-Nginx}»", "variable - notAReference"],
  // other languages' expressions
  ["«nginx:{{ tag }}»", "templated -"],
  ["«${{ vars.IMAGE }}»", "templated -"],
  // not references
  ["«a$$b»", "invalid - notAReference"],
  ["«$${V}»", "invalid - notAReference"],
  ["«nginx:${»", "invalid - notAReference"],
  ["«Nginx»", "invalid - notAReference"],
  ["«--privileged»", "invalid - notAReference"],
  ["«-oProxyCommand=x»", "invalid - notAReference"],
  ["«a;b»", "invalid - notAReference"],
  ["«$(id)»", "invalid - notAReference"],
  ["«x`id`»", "invalid - notAReference"],
  ["«nginx%0a»", "invalid - notAReference"],
  ["«nginx@sha256:xyz»", "invalid - notAReference"],
  ["«http://r.test/nginx»", "invalid - notAReference"],
  ["«user:pw@r.test/i»", "invalid - notAReference"],
  [`«${"a".repeat(5000)}»`, "invalid - notAReference"],
];

for (const [value, line] of values) {
  test(`W05 W06: image: ${value.slice(0, 60)}`, () => {
    const expected = `${line} web`;
    if (!/[`{]/.test(value.slice(1, 3))) checkCompose(`services:\n  web:\n    image: ${value}\n`, expected);
    checkCompose(`services:\n  web:\n    image: '${value}'\n`, expected);
    checkCompose(`services:\n  web:\n    image: "${value}"\n`, expected);
    checkCompose(`services:\n  web:\n    image: >-\n      ${value}\n`, expected);
  });
}

const built: readonly (readonly [string, string])[] = [
  ["«app:1»", "built app:1"],
  [`«app@sha256:${hex}»`, `built app@sha256:${hex}`],
  ["«${V}»", "variable - built"],
  ["«${V:-app:1}»", "variable app:1 built"],
  ["«app:${TAG:-dev}»", "variable app:dev built"],
  ["«App»", "invalid - notAReference"],
  ["«{{ app }}»", "templated -"],
  ["«a\\x70p»", "built app"],
];

for (const [value, line] of built)
  test(`image beside build: ${value} is the name of the result`, () => {
    checkCompose(`services: {web: {image: "${value}", build: .}}`, `${line} web`);
  });

/** Scalars whose value is not verbatim in the text. */
const escaped: readonly (readonly [string, string])[] = [
  ['"«nginx\\x3a1»"', "pinnable nginx:1 escaped"],
  ['"«\\u006eginx»"', "pinnable nginx escaped"],
  ['"«${V:-nginx\\x3a1}»"', "variable nginx:1 escaped"],
  ['"«nginx:\\\n      1»"', "pinnable nginx:1 escaped"],
  ['"«$\\x56»"', "variable - noValue"],
  ['"«nginx 1»\\n"', "invalid - notAReference"],
  ["«nginx\n      :1»", "invalid - notAReference"],
  ["'«it''s»'", "invalid - notAReference"],
  ["|\n      «nginx:1»\n", "invalid - notAReference"],
];

for (const [value, line] of escaped)
  test(`E02: ${JSON.stringify(value)} has no safe edit`, () => {
    checkCompose(`services:\n  web:\n    image: ${value}\n`, `${line} web`);
  });

test("a quoted null is a name like any other", () => {
  checkCompose('services: {a: {image: "«null»"}}', "pinnable null a");
});

for (const value of ["", "~", "null", '""', "''", '"  "', "|\n", "[nginx]", "{nginx: 1}"])
  test(`image: ${JSON.stringify(value)} names nothing`, () => {
    checkCompose(`services:\n  web:\n    image: ${value}\n`);
  });
