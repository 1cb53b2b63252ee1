import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { connect } from "../../src/cli/wire.ts";
import { mooring } from "../cli/fakes.ts";
import { type Build, buildAndPush } from "../support/buildah.ts";
import { startRegistry, type TestRegistry } from "../support/dockerRegistry.ts";
import type { Format } from "../support/images.ts";
import { run } from "../support/program.ts";
import { type RecordingProxy, startRecordingProxy } from "../support/recordingProxy.ts";
import { scratchFolder } from "../support/scratch.ts";

type Layer = { readonly change: string; readonly digest: string; readonly size: number };

const dockerfile = (app: string) => `FROM scratch
COPY base /base
COPY ${app} /app
ENV VERSION=${app} SAME=1
LABEL version=${app}
`;
const build = (app: string, format: Format): Build => ({
  dockerfile: dockerfile(app),
  files: { base: "the base\n".repeat(500), old: "old\n", now: "the new application\n".repeat(50) },
  format,
  layers: true,
});

describe("compare and skopeo say the same of images that buildah made, in two registries", () => {
  let registries: readonly [TestRegistry, TestRegistry];
  let proxies: readonly [RecordingProxy, RecordingProxy];
  before(async () => {
    registries = [await startRegistry(), await startRegistry()];
    proxies = [await startRecordingProxy(registries[0].url), await startRecordingProxy(registries[1].url)];
    for (const format of ["oci", "docker"] as const)
      for (const [at, app] of (["old", "now"] as const).entries()) {
        const { host } = registries[at === 0 ? 0 : 1];
        await buildAndPush(build(app, format), `${host}/app/${format}:${app}`);
        const platforms = ["linux/amd64", "linux/arm64"];
        const { layers, ...many } = build(app, format);
        await buildAndPush({ ...many, platforms }, `${host}/app/${format}:${app}-many`);
      }
  });
  after(async () => {
    await Promise.all(proxies.map((proxy) => proxy.stop()));
    await Promise.all(registries.map((registry) => registry.stop()));
  });

  const skopeo = async (at: 0 | 1, name: string, ...flags: readonly string[]) =>
    JSON.parse(
      await run("skopeo", [
        ...flags,
        "inspect",
        "--tls-verify=false",
        `docker://${registries[at].host}/${name}`,
      ]),
    );

  const raw = async (at: 0 | 1, name: string) => {
    const reference = `docker://${registries[at].host}/${name}`;
    return JSON.parse(await run("skopeo", ["inspect", "--raw", "--tls-verify=false", reference]));
  };

  for (const format of ["oci", "docker"] as const)
    for (const [tail, platform] of [
      ["", undefined],
      ["-many", "arm64"],
    ] as const)
      it(`${format}${tail}`, async (t) => {
        const folder = await scratchFolder(t);
        const names = [`app/${format}:old${tail}`, `app/${format}:now${tail}`] as const;
        const argv = [
          "compare",
          `${proxies[0].host}/${names[0]}`,
          `${proxies[1].host}/${names[1]}`,
          "--json",
        ];
        const options = platform === undefined ? [] : ["--platform", `linux/${platform}`];
        for (const proxy of proxies) proxy.requests.length = 0;
        const { code, stdout, stderr } = await mooring([...argv, ...options], {
          ...connect({ DOCKER_CONFIG: folder, REGISTRY_AUTH_FILE: `${folder}/none` }, "test", assert.fail),
        });
        assert.deepEqual([code, stderr], [1, ""]);
        const compared = JSON.parse(stdout);
        const flags = platform === undefined ? [] : ["--override-arch", platform];
        const [old, now] = await Promise.all([skopeo(0, names[0], ...flags), skopeo(1, names[1], ...flags)]);
        const manifests = await Promise.all([
          raw(0, `app/${format}@${compared.old.image}`),
          raw(1, `app/${format}@${compared.new.image}`),
        ]);
        const side = (changes: readonly string[]) =>
          compared.layers
            .filter(({ change }: Layer) => changes.includes(change))
            .map(({ digest, size }: Layer) => ({ digest, size }));
        const [gone, come] = [side(["kept", "removed"]), side(["kept", "added"])];
        assert.deepEqual(
          [gone, come],
          manifests.map(({ layers }) => layers.map(({ digest, size }: Layer) => ({ digest, size }))),
        );
        assert.deepEqual(
          [gone, come].map((layers) => layers.map(({ digest }: Layer) => digest)),
          [old.Layers, now.Layers],
        );
        assert.deepEqual(compared.labels, [
          { name: "version", change: "changed", old: old.Labels.version, new: now.Labels.version },
        ]);
        assert.deepEqual(compared.config, [
          { field: "environment", name: "VERSION", change: "changed", old: "old", new: "now" },
        ]);
        assert.equal(compared.platform.split("/")[1], now.Architecture);
        if (platform === undefined) {
          assert.deepEqual([compared.old.digest, compared.new.digest], [old.Digest, now.Digest]);
          assert.deepEqual(
            compared.layers.map(({ change }: Layer) => change),
            ["kept", "removed", "added"],
          );
        }
        const [before, after] = manifests.map(({ config, layers }) =>
          [config, ...layers].reduce((sum: number, { size }) => sum + size, 0),
        );
        const kept = compared.layers.filter(({ change }: Layer) => change === "kept");
        const moved = after - kept.reduce((sum: number, { size }: Layer) => sum + size, 0);
        assert.deepEqual(compared.size, { old: before, new: after, moved });
        const asked = proxies.flatMap(({ requests }) => requests.map(({ method }) => method));
        const count = (method: string) => asked.filter((one) => one === method).length;
        assert.deepEqual([count("HEAD"), count("GET")], [2, tail === "" ? 4 : 6]);
      });
});
