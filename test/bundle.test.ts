import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { before, describe, it } from "node:test";
import { build, type Metafile, type OutputFile } from "esbuild";
import { activatedBytes, activatedOutputs, bundles } from "../esbuild.mjs";
import { startFake } from "./support/faultServer.ts";
import { makeImage } from "./support/images.ts";
import { run } from "./support/program.ts";
import { scratchFolder } from "./support/scratch.ts";

const mostActivatedBytes = 300_000;
const mostAwsBytes = 400_000;

describe("the bundle as it is shipped", () => {
  let metafile: Metafile;
  let files: readonly OutputFile[];
  before(async () => {
    const [product] = await bundles({ production: true });
    assert.ok(product);
    const result = await build({ ...product, metafile: true, write: false });
    metafile = result.metafile;
    files = result.outputFiles ?? [];
  });

  const outputsWith = (name: string) =>
    Object.entries(metafile.outputs).flatMap(([path, { inputs }]) =>
      Object.keys(inputs).some((input) => input.includes(`node_modules/${name}/`)) ? [path] : [],
    );

  it(`activation loads less than ${mostActivatedBytes} bytes`, () => {
    const bytes = activatedBytes(metafile);
    assert.ok(bytes > 0 && bytes < mostActivatedBytes, `${bytes} bytes`);
  });

  for (const name of ["undici", "yaml", "@aws-sdk", "@smithy"])
    it(`${name} is loaded on first need`, () => {
      const eager = activatedOutputs(metafile);
      const outputs = outputsWith(name);
      assert.ok(outputs.length > 0);
      assert.deepEqual(
        outputs.filter((path) => eager.includes(path)),
        [],
      );
    });

  it(`what is there for AWS has less than ${mostAwsBytes} bytes`, () => {
    const outputs = new Set(["@aws-sdk", "@smithy", "@aws"].flatMap(outputsWith));
    const bytes = [...outputs].reduce((sum, path) => sum + (metafile.outputs[path]?.bytes ?? 0), 0);
    assert.ok(bytes > 0 && bytes < mostAwsBytes, `${bytes} bytes`);
  });

  it("the command line starts as a script", () => {
    const text = files.find(({ path }) => /[\\/]cli\.js$/.test(path))?.text ?? "";
    assert.ok(text.startsWith("#!/usr/bin/env node\n"));
  });

  it("the command line finds the worker that lists layers", async (t) => {
    const folder = await scratchFolder(t);
    for (const { path, contents } of files) {
      const isChunk = basename(dirname(path)) === "chunks";
      const place = join(folder, "dist", isChunk ? "chunks" : "", basename(path));
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, contents);
    }
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    const image = makeImage();
    const registry = await startFake(t, ({ path }) => {
      const name = path.replace(/^\/v2\/a\/(?:manifests|blobs)\//, "");
      const found = [{ ...image, digest: "1" }, image, ...image.blobs].find(({ digest }) => digest === name);
      assert.ok(found, path);
      const headers = { "content-type": found.mediaType, "docker-content-digest": image.digest };
      return { status: 200, headers, body: found.bytes };
    });
    const env = { DOCKER_CONFIG: folder, REGISTRY_AUTH_FILE: join(folder, "none.json") };
    const argv = [join(folder, "dist", "cli.js"), "files", `${registry.host}/a:1`, "--json"];
    const { files: listed } = JSON.parse(await run(process.execPath, argv, { env }));
    assert.deepEqual(
      listed.map(({ path }: { path: string }) => path),
      ["/hello"],
    );
  });
});
