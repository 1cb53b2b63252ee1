import assert from "node:assert/strict";
import { it } from "node:test";
import { formatAsOf } from "../../src/core/format.ts";
import { detailsOf } from "../../src/vscode/details/detailsState.ts";
import { config, descriptor, digestOf, image, steps } from "./imageModel.ts";

const context = { aliases: ["latest"], asOf: 0, now: 3_600_000, busy: false };
const details = (change: Parameters<typeof image>[0] = {}, written?: string) =>
  detailsOf(image(change, written), context);

it("the head says what is shown and since when it is known", () => {
  const { image: shown } = details();
  assert.equal(shown.registryAndNamespace + shown.name, "docker.io/library/nginx");
  assert.equal(shown.tag, "1.27");
  assert.deepEqual(shown.aliases, ["latest"]);
  assert.equal(shown.kindText, "index of 2 platforms");
  assert.equal(shown.asOf.age, formatAsOf(context.asOf, context.now));
  assert.deepEqual(
    shown.platforms.map(({ label, selected }) => [label, selected]),
    [
      ["linux/amd64", true],
      ["linux/arm64/v8", false],
    ],
  );
});

it("a reference by digest has no tag", () => {
  assert.equal("tag" in details({}, `nginx@${digestOf("a")}`).image, false);
});

it("steps are read back as instructions, with the layer they made", () => {
  const [run, cmd] = details().image.layers.rows;
  assert.deepEqual([run?.number, run?.instruction, run?.summary, run?.size], [1, "RUN", "make", "2.0 kB"]);
  assert.deepEqual(
    [cmd?.number, cmd?.instruction, cmd?.summary, cmd?.size],
    [undefined, "CMD", '["nginx"]', "–"],
  );
});

it("a layer's type is said in words, other types as they are", () => {
  const typeOf = (mediaType: string) => {
    const [step] = steps;
    assert.ok(step?.layer);
    const typed = { ...step, layer: { ...step.layer, descriptor: { ...step.layer.descriptor, mediaType } } };
    return details({ steps: [typed] }).image.layers.rows[0]?.mediaType;
  };
  assert.equal(typeOf("application/vnd.oci.image.layer.v1.tar+zstd"), "OCI layer, zstd");
  assert.equal(typeOf("application/vnd.oci.image.layer.v1.tar"), "OCI layer, not compressed");
  assert.equal(typeOf("application/vnd.docker.image.rootfs.diff.tar.gzip"), "Docker layer, gzip");
  assert.equal(typeOf("application/vnd.in-toto+json"), "application/vnd.in-toto+json");
});

it("a layer that comes twice is counted once and says so", () => {
  const again = steps.flatMap((step, place) =>
    step.layer ? [step, { ...step, layer: { ...step.layer, number: place + 2 } }] : [],
  );
  const { layers } = details({ steps: again }).image;
  assert.equal(layers.totalBytes, 2048);
  assert.match(layers.rows[1]?.remark ?? "", /same layer as number 1/);
});

it("R11: a foreign layer is named and not linked", () => {
  const urls = ["http://169.254.169.254/x"];
  const [step] = steps;
  assert.ok(step?.layer);
  const foreign = { ...step, layer: { ...step.layer, descriptor: { ...step.layer.descriptor, urls } } };
  const { image: shown, links } = details({ steps: [foreign] });
  assert.match(shown.layers.rows[0]?.remark ?? "", /foreign layer.*does not go there/);
  assert.equal(
    links.some((link) => link.includes("169.254")),
    false,
  );
});

it("U07: only https links without a login can be opened", () => {
  const labels = new Map([
    ["good", "https://example.test/a"],
    ["file", "file:///etc/passwd"],
    ["command", "command:workbench.action.terminal.new"],
    ["vscode", "vscode:extension/x"],
    ["login", "https://user:pw@example.test/"],
    ["unc", "\\\\host\\share"],
    ["plain", "http://example.test/"],
  ]);
  const { image: shown, links } = details({ config: { ...config, labels } });
  assert.deepEqual(links, ["https://example.test/a"]);
  assert.deepEqual(
    shown.labels.filter(({ link }) => link !== undefined).map(({ key }) => key),
    ["good"],
  );
});

it("R10: labels, history and platforms are sanitised and cut", () => {
  const hostile = `\u001b[31m\u202e${"x".repeat(10_000)}`;
  const { image: shown } = details({
    config: { ...config, labels: new Map([[hostile, hostile]]), environment: [hostile] },
    steps: [{ createdBy: hostile, created: undefined, comment: hostile }],
    platforms: [{ platform: { os: hostile, architecture: "x" }, descriptor: descriptor("b", 1) }],
  });
  const text = JSON.stringify(shown);
  assert.doesNotMatch(text, /\\u001b|\u202e/);
  assert.ok(text.length < 30_000);
});

it("R04: what is no image says what it is", () => {
  const { image: shown } = details({ role: "buildCache", config: undefined, index: undefined });
  assert.match(shown.notice ?? "", /build cache/);
  assert.deepEqual(shown.configuration, []);
  assert.match(
    details({ role: "artifact", type: "application/x" }).image.notice ?? "",
    /type application\/x/,
  );
});

it("history that does not match the layers says so", () => {
  assert.equal(details().image.layers.notice, undefined);
  assert.match(details({ aligned: false }).image.layers.notice ?? "", /does not match/);
});

it("attestations of the shown platform are known without asking", () => {
  assert.deepEqual(details().image.attached, { kind: "unread", known: 1 });
  assert.deepEqual(details({ manifest: descriptor("c", 1) }).image.attached, { kind: "unread", known: 0 });
});
