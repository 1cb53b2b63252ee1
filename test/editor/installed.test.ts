import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { LayerFiles } from "../../src/core/files/layerFiles.ts";
import { formatSize } from "../../src/core/format.ts";
import { fetchSend } from "../../src/core/http/fetchSend.ts";
import type { ImageModel } from "../../src/core/image/model.ts";
import { layersOf } from "../../src/core/image/steps.ts";
import { toOsv } from "../../src/core/osv/ecosystem.ts";
import { lookUp } from "../../src/core/osv/lookUp.ts";
import type { Report } from "../../src/core/scanning/finding.ts";
import { AttachedReading } from "../../src/vscode/details/attachedReading.ts";
import { installedOf } from "../../src/vscode/details/detailsInstalled.ts";
import { InstalledReading, type MayLookUp } from "../../src/vscode/details/installedReading.ts";
import { makeBuildCache, makeImage } from "../support/images.ts";
import { MemoryRegistry } from "../support/memoryRegistry.ts";
import { modelOf } from "../support/model.ts";
import { type OsvData, startOsv } from "../support/osvServer.ts";
import { image as recorded, recordedRegistry, recordedTrees } from "../support/recordedArtifacts.ts";
import { debianImage, opensslVersions } from "../support/scanners/debianImage.ts";

const debian = debianImage(opensslVersions.old);
const minimist = {
  "GHSA-xvch-5gv4-984h": {
    affects: ["npm minimist 1.2.5"],
    record: {
      id: "GHSA-xvch-5gv4-984h",
      aliases: ["CVE-2021-44906"],
      database_specific: { severity: "CRITICAL" },
      affected: [
        {
          package: { ecosystem: "npm", name: "minimist" },
          ranges: [{ type: "SEMVER", events: [{ introduced: "1.0.0" }, { fixed: "1.2.6" }] }],
        },
      ],
    },
  },
} satisfies OsvData;

type Options = { readonly registry?: MemoryRegistry; readonly image?: ImageModel; readonly osv?: OsvData };

async function start(t: TestContext, { registry = filled(), image, osv = {} }: Options = {}) {
  const { distribution } = registry;
  const server = await startOsv(osv);
  t.after(() => server.stop());
  const shown = image ?? (await modelOf(debian));
  const attached = new AttachedReading({
    source: () => ({
      lists: distribution,
      manifest: ({ path }, digest, signal) => distribution.manifest(path, digest, signal),
      blob: async ({ path }, blob) => distribution.blob(path, blob),
    }),
    now: () => 1000,
    onChange: () => {},
    onPackages: () => assert.fail("nobody asked for these"),
  });
  attached.show(shown);
  const layerFiles = new LayerFiles({ distributionFor: () => distribution });
  const reports: Report[] = [];
  const states: string[] = [];
  let may: MayLookUp = "yes";
  const reading: InstalledReading = new InstalledReading({
    open: async () => layerFiles,
    attached,
    mayLookUp: () => may,
    lookUp: (_, ...asked) => lookUp({ base: server.base, send: fetchSend("Mooring/test") }, ...asked),
    onChange: () => {
      const { list, lookUp: looking } = reading.state;
      const state = `${list.kind} ${looking.kind}`;
      if (states.at(-1) !== state) states.push(state);
    },
    onReport: async (_, report) => void reports.push(report),
  });
  reading.show(shown);
  return {
    reading,
    attached,
    registry,
    server,
    reports,
    states,
    image: shown,
    allow: (next: MayLookUp) => {
      may = next;
    },
    view: () => installedOf(reading.state, shown, layersOf(shown)) ?? assert.fail(),
  };
}

function filled(): MemoryRegistry {
  const registry = new MemoryRegistry("h.test");
  registry.fill("app", debian, "1");
  return registry;
}

const rowsOf = (reading: InstalledReading): readonly (readonly unknown[])[] =>
  JSON.parse(new TextDecoder().decode(reading.rows));

describe("the packages of an image, on request", () => {
  it("nothing is asked before; then each is there with its version, kind, layer and file", async (t) => {
    const { reading, registry, view } = await start(t);
    assert.deepEqual([reading.rows, registry.questions(), view().lookUp], [undefined, [], undefined]);
    await reading.list();
    assert.deepEqual(rowsOf(reading), [
      ["apt", "2.6.1", "deb", "", 1, "/var/lib/dpkg/status"],
      ["libc6", "2.36-9", "deb", "", 1, "/var/lib/dpkg/status"],
      ["libcurl4", "7.88.1-10", "deb", "", 2, "/var/lib/dpkg/status"],
      ["libssl3", "3.0.9-1", "deb", "", 2, "/var/lib/dpkg/status"],
      ["lodash", "4.17.20", "npm", "MIT", 3, "/srv/app/node_modules/lodash/package.json"],
      ["minimist", "1.2.5", "npm", "MIT", 3, "/srv/app/node_modules/minimist/package.json"],
      ["ms", "2.1.3", "npm", "MIT", 3, "/srv/app/node_modules/ms/package.json"],
      ["tzdata", "2023c-5", "deb", "", 1, "/var/lib/dpkg/status"],
      ["zlib1g", "1:1.2.13.dfsg-1", "deb", "", 1, "/var/lib/dpkg/status"],
    ]);
    const { list } = view();
    assert.ok(list.kind === "read");
    assert.deepEqual(
      [list.view.text, list.view.notices, list.view.rest],
      ["9 packages in Debian GNU/Linux 12 (bookworm), by the files of the image's layers", [], undefined],
    );
  });

  it("says before what it costs at most: the layers that are not listed, and all of them again", async (t) => {
    const { reading, image, view } = await start(t);
    const sizes = (unlisted: number) => {
      const list = installedOf(reading.state, image, layersOf(image).slice(0, unlisted))?.list;
      return list?.kind === "unread" ? list.text : assert.fail();
    };
    const bytes = layersOf(image).reduce((sum, { descriptor }) => sum + (descriptor.size ?? 0), 0);
    assert.equal(
      sizes(3),
      `Reads at most ${formatSize(2 * bytes)} from h.test. Nothing is written to disk but the lists of files.`,
    );
    assert.ok(sizes(0).startsWith(`Reads at most ${formatSize(bytes)} from h.test.`));
    assert.equal(view().list.kind, "unread");
  });

  it("what it cannot read, it says", async (t) => {
    const registry = new MemoryRegistry("h.test");
    const entries = [{ path: "var/lib/rpm/Packages", content: "a form that is not read" }];
    const tree = makeImage({ steps: [{ command: "rpm", entries }] });
    registry.fill("app", tree, "1");
    const { reading, view } = await start(t, { registry, image: await modelOf(tree) });
    await reading.list();
    const { list } = view();
    assert.ok(list.kind === "read");
    assert.match(list.view.notices.join(), /cannot read what \/var\/lib\/rpm\/Packages say of packages/);
  });

  it("a registry that does not answer is a failure, and may be asked again", async (t) => {
    const registry = new MemoryRegistry("h.test");
    const { reading, view } = await start(t, { registry });
    await reading.list();
    const { list } = view();
    assert.ok(list.kind === "failed");
    assert.ok(list.problem.length > 0 && list.next.length > 0);
    registry.fill("app", debian, "1");
    await reading.list();
    assert.equal(view().list.kind, "read");
  });

  it("cancelling goes back to what was there, and another image starts anew", async (t) => {
    const { reading, states, registry } = await start(t);
    const listing = reading.list();
    reading.cancel();
    await listing;
    assert.deepEqual(states, ["reading idle", "unread idle"]);
    const other = debianImage(opensslVersions.upgraded);
    registry.fill("app", other, "2");
    const again = reading.list();
    reading.show(await modelOf(other));
    await again;
    assert.equal(reading.state.list.kind, "unread");
    await reading.list();
    assert.ok(
      rowsOf(reading).some(([name, version]) => name === "libssl3" && version === "3.0.11-1~deb12u2"),
    );
  });

  it("of what is no image to run there is none", async (t) => {
    const tree = makeBuildCache();
    const { reading, image, registry } = await start(t, { image: await modelOf(tree) });
    await reading.list();
    assert.deepEqual([installedOf(reading.state, image, []), registry.questions()], [undefined, []]);
  });
});

describe("an SBOM that was read", () => {
  const model = () => {
    const { tree } = recordedTrees().find(({ tags }) => tags.includes("1")) ?? assert.fail();
    return modelOf(tree, "h.test/team/app:1");
  };

  it("gives the list without a request more, and the layers give the same to be asked about", async (t) => {
    const registry = recordedRegistry("h.test");
    const { reading, attached, view } = await start(t, { registry, image: await model() });
    assert.equal(attached.sbom, undefined);
    await attached.look();
    registry.questions();
    const { list } = view();
    assert.ok(list.kind === "unread");
    assert.match(list.text, /^From the attached SBOM \(\w+\), which was read/);
    await reading.list();
    assert.deepEqual(registry.questions(), []);
    const listed = view().list;
    assert.ok(listed.kind === "read");
    assert.match(listed.view.text, /packages, by the attached SBOM/);
    assert.match(listed.view.rest ?? "", /^Reads at most /);
    const bySbom = askedAbout(reading);
    await reading.list({ layers: true });
    assert.ok(registry.questions().length > 0);
    const again = view().list;
    assert.ok(again.kind === "read" && again.view.rest === undefined);
    assert.notEqual(again.view.key, listed.view.key);
    assert.equal(bySbom.length, 5);
    assert.deepEqual(bySbom, askedAbout(reading));
  });

  it("of another image counts for nothing", async (t) => {
    const registry = recordedRegistry("h.test");
    const { attached, image } = await start(t, { registry, image: await model() });
    await attached.look();
    assert.ok(attached.sbom !== undefined);
    assert.equal(image.manifest.digest, recorded);
    attached.show(await modelOf(debian));
    assert.equal(attached.sbom, undefined);
  });

  function askedAbout(reading: InstalledReading): readonly string[] {
    const { list } = reading.state;
    assert.ok(list.kind === "read");
    const { packages, system } = list.listed;
    return packages
      .flatMap((one) => {
        const asked = toOsv(one, system);
        return asked?.ecosystem.startsWith("Debian") ? [JSON.stringify(asked)] : [];
      })
      .sort();
  }
});

describe("looking packages up at OSV.dev", () => {
  it("only when it is wanted and allowed; then the report has what is wrong, with its layer and file", async (t) => {
    const { reading, server, reports, view, allow } = await start(t, { osv: minimist });
    await reading.lookUp();
    await reading.list();
    for (const [may, isSettable] of [
      ["off", true],
      ["untrusted", false],
    ] as const) {
      allow(may);
      await reading.lookUp();
      const { lookUp } = view();
      assert.deepEqual(lookUp?.kind === "off" && lookUp.isSettable, isSettable);
    }
    assert.deepEqual([server.requests, reports], [[], []]);
    allow("yes");
    await reading.lookUp();
    assert.deepEqual(server.requests, ["POST 9", "GET GHSA-xvch-5gv4-984h"]);
    const [report] = reports;
    assert.equal(report?.scanner.name, "OSV.dev");
    assert.deepEqual(
      report?.findings.map(({ id, package: name, fixed, path }) => [id, name, fixed, path]),
      [["CVE-2021-44906", "minimist", "1.2.6", "/srv/app/node_modules/minimist/package.json"]],
    );
    assert.doesNotMatch(server.told.join(), /h\.test|sha256|team/);
  });

  it("says what leaves the machine, and why nothing came", async (t) => {
    const { reading, server, view, reports } = await start(t, {
      osv: { "GHSA-xvch-5gv4-984h": { affects: ["npm minimist 1.2.5"] } },
    });
    await reading.list();
    const before = view().lookUp;
    assert.ok(before?.kind === "idle");
    assert.match(
      before.text,
      /^Tells api\.osv\.dev the names, versions and ecosystems of 9 packages, and nothing else\.$/,
    );
    await server.stop();
    await reading.lookUp();
    const after = view().lookUp;
    assert.ok(after?.kind === "idle");
    assert.match(after.problem ?? "", /Nothing listens at 127\.0\.0\.1/);
    assert.deepEqual(reports, []);
  });

  it("can be cancelled; what is listed stays", async (t) => {
    const { reading, states, reports } = await start(t, { osv: minimist });
    await reading.list();
    states.length = 0;
    const looking = reading.lookUp();
    reading.cancel();
    await looking;
    assert.deepEqual([states, reports], [["read running", "read idle"], []]);
  });
});
