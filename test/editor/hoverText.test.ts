import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Occurrence, OccurrenceStatus } from "../../src/core/documents/occurrence.ts";
import { RegistryError } from "../../src/core/errors.ts";
import {
  failureLines,
  type HoverFacts,
  imageLines,
  otherLines,
  sourceText,
} from "../../src/vscode/editor/hoverText.ts";
import { config, digestOf, image } from "./imageModel.ts";

const occurrence: Occurrence = {
  kind: "compose",
  start: 0,
  end: 10,
  text: "nginx:1.27",
  status: "pinnable",
  reference: "nginx:1.27",
};

function hover(change: Partial<HoverFacts> = {}): string {
  const model = change.image ?? image();
  const now = Date.UTC(2026, 9, 23);
  const facts: HoverFacts = {
    reference: model.reference,
    occurrence,
    image: model,
    asOf: now,
    now,
    aliases: ["latest", "1"],
    tagNow: undefined,
    counted: undefined,
    refusal: undefined,
    ...change,
  };
  return [...imageLines(facts), sourceText(facts)].join("\n\n");
}

it("an image's hover says name, state, digest, kind, age, aliases, platforms and date", () => {
  const text = hover();
  assert.match(text, /^\*\*nginx&#58;1\\\.27\*\* · not pinned/);
  assert.match(text, /`sha256:aaaaaaaaaaaa…aaaa` · index of 2 platforms · created 3 weeks ago/);
  assert.match(text, /Also tagged `latest`, `1`/);
  assert.match(text, /\n`linux\/amd64` 71\.4 MB · `linux\/arm64\/v8`\n/);
  assert.match(text, /Source `https:\/\/example\.test\/app`/);
  assert.match(text, /as of .*, from docker\\\.io/);
});

it("findings that are known stand with their source and age, and hostile names are inert", () => {
  const counts = { critical: 1, high: 7, medium: 0, low: 61, negligible: 0, unknown: 0 };
  const created = Date.UTC(2026, 9, 22, 22);
  assert.doesNotMatch(hover(), /Findings/);
  assert.match(
    hover({ counted: { scanner: { name: "Trivy" }, created, counts } }),
    /\n\nFindings C 1 · H 7 · L 61 \(Trivy, 2 hours ago\)\n\n/,
  );
  assert.match(
    hover({ counted: { scanner: { name: "[x](command:y)" }, counts } }),
    /Findings C 1 · H 7 · L 61 \(\\\[x\\\]\\\(command&#58;y\\\)\)/,
  );
});

it("the platform whose size is known comes first, and only four are listed", () => {
  const model = image();
  const many = Array.from({ length: 6 }, () => model.platforms[1]).flatMap((choice) => choice ?? []);
  const text = hover({ image: image({ platforms: [...many, ...model.platforms.slice(0, 1)] }) });
  assert.match(text, /\n`linux\/amd64` 71\.4 MB · (`linux\/arm64\/v8` · ){3}\+3 more\n/);
});

it("an image without index says its size", () => {
  assert.match(hover({ image: image({ index: undefined }) }), /\n71\.4 MB compressed\n/);
});

describe("a pin says whether its tag still names it", () => {
  const pinned = { reference: { ...image().reference, digest: digestOf("a") } };
  it("unknown", () => assert.match(hover(pinned), /· pinned\n/));
  it("the same", () => assert.match(hover({ ...pinned, tagNow: digestOf("a") }), /the tag still names it/));
  it("moved", () =>
    assert.match(
      hover({ ...pinned, tagNow: digestOf("b") }),
      /\*\*the tag has moved\*\* to `sha256:bbbbbbbbbbbb`/,
    ));
});

it("U02, U03: labels of an image make no link and no picture", () => {
  const bait = "![x](https://canary.test/) [y](command:evil) <img src=x> ` | $(trash)";
  const labels = new Map(
    ["source", "revision", "version", "base.name"].map((name) => [`org.opencontainers.image.${name}`, bait]),
  );
  const text = hover({ image: image({ config: { ...config, labels } }) });
  const outsideCode = text.replace(/`[^`]*`/g, "");
  assert.doesNotMatch(outsideCode, /\]\(|<img|!\[|canary|\$\(/);
});

describe("a name that is no image says what it is", () => {
  for (const status of [
    "stage",
    "scratch",
    "built",
    "invalid",
    "templated",
    "variable",
  ] satisfies OccurrenceStatus[]) {
    it(status, () => {
      const [, sentence] = otherLines({ ...occurrence, status, reference: null });
      assert.match(sentence ?? "", /^[A-Z].{15,}\.$/);
    });
  }
});

it("W07: a login in a name is not shown again", () => {
  const [title] = otherLines({
    ...occurrence,
    text: "user:secret@host/x/y:1",
    status: "invalid",
    reference: null,
  });
  assert.doesNotMatch(title ?? "", /secret/);
  assert.match(title ?? "", /host\/x\/y/);
});

it("a failure is explained in place", () => {
  const lines = failureLines(
    image().reference,
    new RegistryError("notFound", "docker.io", { code: "MANIFEST_UNKNOWN" }),
  );
  assert.match(lines.join("\n"), /docker\\\.io has no library\/nginx&#58;1\\\.27/);
});

describe("an image that an env file sets", () => {
  const set: Occurrence = {
    ...occurrence,
    status: "variable",
    reason: "inEnvFile",
    setIn: { name: "NGINX_VERSION", path: "x/.env" },
  };

  it("says so, and is not refused", () => {
    const text = hover({ occurrence: set, refusal: "inEnvFile" });
    assert.match(text, /`NGINX_VERSION` from `x\/\.env`/);
    assert.doesNotMatch(text, /only on request/);
  });

  it("says so beside a refusal", () => {
    const text = hover({ occurrence: set, refusal: "sharedSource" });
    assert.match(text, /`NGINX_VERSION` from [\s\S]*more than one image/);
    const [, , source] = otherLines({ ...set, reference: null, reason: "noValue" });
    assert.match(source ?? "", /NGINX_VERSION/);
  });

  it("U02: a path makes no link", () => {
    const hostile = { ...set, setIn: { name: "A", path: "`[x](command:evil)/.env" } };
    assert.doesNotMatch(hover({ occurrence: hostile }).replace(/`[^`]*`/g, ""), /\]\(/);
  });
});
