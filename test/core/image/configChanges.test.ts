import assert from "node:assert/strict";
import { it } from "node:test";
import { type ConfigChange, configChanges } from "../../../src/core/image/configChanges.ts";
import type { ImageConfig } from "../../../src/core/oci/model.ts";
import { config } from "../../editor/imageModel.ts";

function show({ field, name = "", old, now }: ConfigChange): string {
  return `${field} ${name}: ${old ?? "-"} > ${now ?? "-"}`;
}

const table: readonly (readonly [
  name: string,
  old: Partial<ImageConfig>,
  now: Partial<ImageConfig>,
  expected: readonly string[],
])[] = [
  ["nothing", {}, {}, []],
  [
    "variables are told apart by their names",
    { environment: ["A=1", "B=2", "C=x=y", "D"] },
    { environment: ["C=x=z", "A=1", "E=", "D"] },
    ["environment C: x=y > x=z", "environment E: - > ", "environment B: 2 > -"],
  ],
  [
    "of a variable that stands twice the last counts",
    { environment: ["A=1", "A=2"] },
    { environment: ["A=2"] },
    [],
  ],
  [
    "commands in their exec form, whose words are not joined",
    { entrypoint: undefined, command: ["a b"] },
    { entrypoint: ["/x"], command: ["a", "b"] },
    ['entrypoint : - > ["/x"]', 'command : ["a b"] > ["a", "b"]'],
  ],
  ["a command that is gone", { command: ["a"] }, { command: [] }, ['command : ["a"] > -']],
  [
    "user, folder and stop signal, where empty is not set",
    { user: "", workingDirectory: "/a", stopSignal: undefined },
    { user: undefined, workingDirectory: "/b", stopSignal: "SIGQUIT" },
    ["workingDirectory : /a > /b", "stopSignal : - > SIGQUIT"],
  ],
  [
    "ports and volumes come and go",
    { exposedPorts: ["80/tcp", "443/tcp"], volumes: ["/a"] },
    { exposedPorts: ["443/tcp", "8080/tcp"], volumes: [] },
    ["exposedPort 8080/tcp: - > ", "exposedPort 80/tcp:  > -", "volume /a:  > -"],
  ],
  [
    "R08: labels, whatever their names",
    { labels: new Map([["__proto__", "1"]]) },
    { labels: new Map([["constructor", "2"]]) },
    ["label constructor: - > 2", "label __proto__: 1 > -"],
  ],
];
for (const [name, old, now, expected] of table)
  it(name, () => {
    assert.deepEqual(configChanges({ ...config, ...old }, { ...config, ...now }).map(show), expected);
  });
