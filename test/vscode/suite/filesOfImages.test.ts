import assert from "node:assert/strict";
import { commands, Uri, window, workspace } from "vscode";
import { isDigest } from "../../../src/core/reference/digest.ts";
import { type FilePlace, formatFilePlace } from "../../../src/vscode/files/filePlace.ts";
import { makeImage, makeLayer } from "../../support/images.ts";
import { push } from "../../support/push.ts";
import { readFacts } from "../facts.ts";

const { open } = readFacts().registries ?? {};
const repository = { registry: open?.host ?? "h.test", path: "files/app" };
const lower = makeLayer([
  { path: "etc/" },
  { path: "etc/os-release", content: "ID=old\n" },
  { path: "etc/gone", content: "gone\n" },
]);
const upper = makeLayer([
  { path: "etc/os-release", content: "ID=new\n" },
  { path: "etc/.wh.gone", content: "" },
  { path: "etc/link", symlink: "../etc/os-release" },
]);
const image = makeImage({
  steps: [
    { command: "ADD base.tar /", layer: lower },
    { command: "COPY etc /etc", layer: upper },
  ],
});

function asDigest(text: string) {
  assert.ok(isDigest(text));
  return text;
}

const manifest = asDigest(image.digest);

function ofImage(...parts: readonly string[]): Uri {
  return uriOf({ view: "files", repository, manifest, parts });
}

function uriOf(place: FilePlace): Uri {
  return Uri.from(formatFilePlace(place));
}

async function textOf(uri: Uri): Promise<string> {
  return new TextDecoder().decode(await workspace.fs.readFile(uri));
}

describe("files of images", () => {
  before(async function () {
    if (open === undefined) this.skip();
    await push({ url: open.url, repository: repository.path }, image, ["1"]);
  });

  afterEach(() => commands.executeCommand("workbench.action.closeAllEditors"));

  it("an entry of a layer is what that layer has, the image's file what all of them make", async () => {
    const place = { view: "layer", repository, manifest, parts: ["etc", "os-release"] } as const;
    assert.equal(await textOf(uriOf({ ...place, layer: asDigest(lower.digest), entry: 1 })), "ID=old\n");
    assert.equal(await textOf(uriOf({ ...place, layer: asDigest(upper.digest), entry: 0 })), "ID=new\n");
    for (const name of ["os-release", "link"]) assert.equal(await textOf(ofImage("etc", name)), "ID=new\n");
    await assert.rejects(textOf(ofImage("etc", "gone")), { code: "FileNotFound" });
  });

  it("a text opens in VS Code's editor, and cannot be changed", async () => {
    await commands.executeCommand("vscode.open", ofImage("etc", "os-release"));
    const { document } = window.activeTextEditor ?? assert.fail("nothing opened");
    assert.equal(document.getText(), "ID=new\n");
    await assert.rejects(async () => workspace.fs.writeFile(document.uri, new Uint8Array()));
  });
});
