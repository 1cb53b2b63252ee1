import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { decodeConfig } from "../../../src/core/oci/decodeConfig.ts";
import { longestList } from "../../../src/core/oci/fields.ts";

const hex = "0123456789abcdef".repeat(4);
const decode = (value: unknown) => decodeConfig(Buffer.from(JSON.stringify(value)), "it");

it("a full config is decoded", () => {
  const config = decode({
    created: "2024-11-12T10:11:12Z",
    author: "me",
    os: "linux",
    architecture: "arm",
    variant: "v7",
    "os.version": "6.1",
    config: {
      User: "app",
      Env: ["A=b"],
      Entrypoint: ["/run"],
      Cmd: ["-v"],
      WorkingDir: "/srv",
      ExposedPorts: { "80/tcp": {} },
      Volumes: { "/data": {} },
      StopSignal: "SIGQUIT",
      Labels: { k: "v" },
    },
    rootfs: { type: "layers", diff_ids: [`sha256:${hex}`] },
    history: [
      { created: "2024-11-12T10:11:12Z", created_by: "COPY", comment: "c" },
      { created_by: "ENV", empty_layer: true },
    ],
  });
  const created = Date.UTC(2024, 10, 12, 10, 11, 12);
  assert.deepEqual(config, {
    platform: { os: "linux", architecture: "arm", variant: "v7", osVersion: "6.1" },
    created,
    author: "me",
    user: "app",
    environment: ["A=b"],
    entrypoint: ["/run"],
    command: ["-v"],
    workingDirectory: "/srv",
    exposedPorts: ["80/tcp"],
    volumes: ["/data"],
    stopSignal: "SIGQUIT",
    labels: new Map([["k", "v"]]),
    diffIds: [`sha256:${hex}`],
    history: [
      { created, createdBy: "COPY", comment: "c", emptyLayer: false },
      { created: undefined, createdBy: "ENV", comment: "", emptyLayer: true },
    ],
  });
});

describe("R09 nonsense in a config is unknown, never a fault", () => {
  const nothing = decode({});

  it("an empty config", () => {
    assert.deepEqual(nothing.platform, { os: "unknown", architecture: "unknown" });
    assert.deepEqual(
      [nothing.created, nothing.entrypoint, nothing.command],
      [undefined, undefined, undefined],
    );
    assert.deepEqual([nothing.history, nothing.diffIds, nothing.environment], [[], [], []]);
  });
  for (const value of [null, 1, "text", [], [null], true]) {
    it(`${JSON.stringify(value)} everywhere`, () => {
      const names = ["created", "rootfs", "config", "history"];
      const config = decode(Object.fromEntries(names.map((name) => [name, value])));
      assert.deepEqual({ ...config, history: [] }, nothing);
    });
  }
  it("a command that is one string", () => {
    assert.deepEqual(decode({ config: { Cmd: "sh" } }).command, ["sh"]);
  });
  it("history of 100,000 rows is cut, rows of nonsense stay rows", () => {
    const { history } = decode({ history: Array.from({ length: 100_000 }, () => 7) });
    assert.equal(history.length, longestList);
    assert.deepEqual(history[0], { created: undefined, createdBy: "", comment: "", emptyLayer: false });
  });
  it("an entry is empty only when it says so in so many words", () => {
    const { history } = decode({
      history: ["true", 1, {}, null, true].map((value) => ({ empty_layer: value })),
    });
    assert.deepEqual(
      history.map(({ emptyLayer }) => emptyLayer),
      [false, false, false, false, true],
    );
  });
  it("R06 one bad diff ID makes all of them unknown, since places would shift", () => {
    assert.deepEqual(decode({ rootfs: { diff_ids: [`sha256:${hex}`, "sha256:../x"] } }).diffIds, []);
  });
});

it("what is no object is malformed", () => {
  assert.throws(() => decode([]), { name: "ContentError", kind: "malformed" });
});
