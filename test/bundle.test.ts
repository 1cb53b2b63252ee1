import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { before, describe, it, type TestContext } from "node:test";
import { build, type Metafile, type OutputFile } from "esbuild";
import { activatedBytes, activatedOutputs, bundles } from "../esbuild.mjs";
import { mediaTypes } from "../src/core/oci/mediaTypes.ts";
import { run as runProcess } from "../src/core/process.ts";
import { fakeScanners, printing } from "./support/fakeScanners.ts";
import { startFake } from "./support/faultServer.ts";
import { jsonContent, type ManifestTree, makeImage, makeManifest } from "./support/images.ts";
import { largeReport } from "./support/largeReport.ts";
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

  /** Unpacked as it is installed; gives the command line's program. */
  async function install(folder: string): Promise<string> {
    for (const { path, contents } of files) {
      const isChunk = basename(dirname(path)) === "chunks";
      const place = join(folder, "dist", isChunk ? "chunks" : "", basename(path));
      await mkdir(dirname(place), { recursive: true });
      await writeFile(place, contents);
    }
    await writeFile(join(folder, "package.json"), '{"type":"module"}');
    return join(folder, "dist", "cli.js");
  }

  it("the command line finds the worker that lists layers", async (t) => {
    const folder = await scratchFolder(t);
    const cli = await install(folder);
    const { host } = await serve(t, makeImage());
    const argv = [cli, "files", `${host}/a:1`, "--json"];
    const { files: listed } = JSON.parse(await run(process.execPath, argv, { env: noLogins(folder) }));
    assert.deepEqual(
      listed.map(({ path }: { path: string }) => path),
      ["/hello"],
    );
  });

  it("the command line finds the workers that read reports", async (t) => {
    const folder = await scratchFolder(t);
    const cli = await install(folder);
    const image = makeImage();
    const report = { ...JSON.parse(Buffer.from(largeReport(1000)).toString()), ArtifactName: "a" };
    const attached = makeManifest({
      config: jsonContent("application/vnd.oci.empty.v1+json", {}),
      layers: [jsonContent("application/json", report)],
    });
    const { host } = await serve(t, image, attached);
    const { bin, make } = await fakeScanners(t);
    await make("trivy", printing(report));
    const env = {
      ...process.env,
      ...noLogins(folder),
      HOME: folder,
      XDG_CACHE_HOME: folder,
      PATH: `${bin}:/usr/bin:/bin`,
    };
    for (const argv of [
      ["scan", `${host}/a:1`, "--json", "--scanner", "trivy"],
      ["reports", `${host}/a:1`, "--json"],
    ]) {
      const ended = await runProcess(process.execPath, [cli, ...argv], {
        cwd: folder,
        env,
        timeout: 60_000,
        maxOutput: 10_000_000,
      });
      const printed = JSON.parse(Buffer.from(ended.stdout).toString() || assert.fail(ended.stderr));
      const [{ findings }] = printed.reports ?? [printed];
      assert.equal(findings.length, 1000, argv[0]);
    }
  });
});

const noLogins = (folder: string) => ({
  DOCKER_CONFIG: folder,
  REGISTRY_AUTH_FILE: join(folder, "none.json"),
});

/** A fake registry with one image, `a:1`, and with what is attached to it. */
function serve(t: TestContext, image: ManifestTree, attached?: ManifestTree) {
  const held = [
    { ...image, digest: "1" },
    image,
    ...image.blobs,
    ...(attached ? [attached, ...attached.blobs] : []),
  ];
  return startFake(t, ({ path }) => {
    if (path === `/v2/a/referrers/${image.digest}`) {
      const { mediaType, digest, bytes } = attached ?? assert.fail(path);
      const manifests = [{ mediaType, digest, size: bytes.length, artifactType: "application/json" }];
      const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests };
      return { status: 200, headers: { "content-type": mediaTypes.ociIndex }, body: JSON.stringify(index) };
    }
    const name = path.replace(/^\/v2\/a\/(?:manifests|blobs)\//, "");
    const found = held.find(({ digest }) => digest === name);
    if (found === undefined) return { status: path === "/v2/" ? 200 : 404 };
    const of = found.digest === "1" ? image.digest : found.digest;
    const headers = { "content-type": found.mediaType, "docker-content-digest": of };
    return { status: 200, headers, body: found.bytes };
  });
}
