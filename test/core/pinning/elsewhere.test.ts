// biome-ignore-all lint/suspicious/noTemplateCurlyInString: compose writes its variables like this
import assert from "node:assert/strict";
import { describe, it, test } from "node:test";
import { check } from "../../../src/core/pinning/check.ts";
import { applyEdits, pinEdit, pinSite, unpinEdit } from "../../../src/core/pinning/edit.ts";
import { inSettingFile, unpinnedElsewhere } from "../../../src/core/pinning/elsewhere.ts";
import { pinnableIn } from "../../../src/core/pinning/plan.ts";
import { readIn } from "../../support/composeFolder.ts";

const digest = `sha256:${"a".repeat(64)}` as const;
const compose = "services:\n  a:\n    image: x/a:${V:-1}\n  b:\n    image: ${I:-b}\n";

describe("E02, E10: a pin in .env changes only the value's end, and unpin gives the very bytes back", () => {
  const lines = [
    "V=1.27",
    "export V='1.27' # c",
    'V="1.27"',
    "V: 1.27 # c",
    "T=1.27\nV=${T}",
    "V=${N:-1.27}",
  ];
  for (const line of lines)
    for (const end of ["\n", "\r\n", ""])
      it(JSON.stringify(line + end), async () => {
        const before = `# \u{1F6A2} V=1.2${end || "\n"}X=$$ # 1.2${end || "\n"}${line}${end}`;
        const after = await edited(before, (text, span) => pinEdit(text, span, digest));
        assert.equal(after, before.replace("1.27", `1.27@${digest}`));
        assert.equal(await edited(after, unpinEdit), before);
      });
});

async function edited(env: string, edit: typeof unpinEdit): Promise<string> {
  const [occurrence] = await readIn({ ".env": env, "compose.yaml": compose }, "compose.yaml");
  const own = occurrence && inSettingFile(occurrence, env);
  const site = own && pinSite(own);
  assert.ok(site?.ok, `${occurrence?.reference} ${occurrence?.reason}`);
  const made = edit(env, site.span);
  assert.ok(made);
  return applyEdits(env, [made]);
}

test("E01: a file that changed since is not written to", async () => {
  const [occurrence] = await readIn({ ".env": "V=2\n", "compose.yaml": compose }, "compose.yaml");
  assert.ok(occurrence);
  assert.equal(inSettingFile(occurrence, "V=2\n")?.text, "2");
  assert.equal(inSettingFile(occurrence, "\nV=2\n"), undefined);
});

test("what .env sets is not pinned with the rest of the file, nor is the default that does not count", async () => {
  const occurrences = await readIn({ ".env": "V=2\n", "compose.yaml": compose }, "compose.yaml");
  const references = pinnableIn(compose, occurrences).map(({ occurrence }) => occurrence.reference);
  assert.deepEqual(references, ["b"]);
  assert.deepEqual(
    unpinnedElsewhere(occurrences).map(({ reference }) => reference),
    ["x/a:2"],
  );
});

test("check finds what .env leaves unpinned, once for each place, and nothing once it is pinned", async () => {
  const twice = "services: {a: {image: 'a:${V}'}, b: {image: 'a:${V}'}}";
  const codes = async (env: string) => {
    const occurrences = await readIn({ ".env": env, "compose.yaml": twice }, "compose.yaml");
    const [found = []] = await check([{ text: twice, occurrences }], undefined);
    return found.map(({ code, occurrence }) => `${code} ${occurrence.service}`);
  };
  assert.deepEqual(await codes("V=2\n"), ["unpinned a"]);
  assert.deepEqual(await codes(`V=2@${digest}\n`), []);
});
