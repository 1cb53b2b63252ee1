import assert from "node:assert/strict";
import { test } from "node:test";
import { documentKind, looksLikeCompose } from "../../../src/core/documents/documentKind.ts";

const names = {
  dockerfile: [
    "Dockerfile",
    "dockerfile",
    "a/b/Dockerfile",
    "C:\\src\\Dockerfile",
    "Dockerfile.dev",
    "Dockerfile-windows",
    "Dockerfile_msvcrt.agent2",
    "app.Dockerfile",
    "app.dockerfile",
    "Containerfile",
    "Containerfile.dev",
    "app.containerfile",
  ],
  compose: [
    "compose.yaml",
    "compose.yml",
    "a/docker-compose.yml",
    "docker-compose.override.yaml",
    "docker-compose_v3_alpine.yaml",
    "docker-compose-multirole.yaml",
    "compose.prod.yml",
    "compose-env.yaml",
    "metricbeat-compose.yml",
    "db.compose.yaml",
  ],
  none: [
    "",
    "Dockerfile.dockerignore",
    "app.Dockerfile.dockerignore",
    "Containerfile.containerignore",
    "Dockerfiles/readme.md",
    "mydockerfile",
    "DockerfileParser.ts",
    "docker-compose.json",
    "compose.yaml.bak",
    "composer.yaml",
    "decompose.yaml",
    "compose/values.yaml",
    "values.yaml",
    "docker-compose/Chart.yaml",
  ],
};

for (const [expected, paths] of Object.entries(names))
  for (const path of paths)
    test(`the path ${path} is ${expected}`, () => {
      assert.equal(documentKind(path) ?? "none", expected);
    });

test("the editor's language decides before the name", () => {
  assert.equal(documentKind("build.txt", "dockerfile"), "dockerfile");
  assert.equal(documentKind("stack.yml", "dockercompose"), "compose");
  assert.equal(documentKind("compose.yaml", "dockerfile"), "dockerfile");
  assert.equal(documentKind("compose.yaml", "yaml"), "compose");
  assert.equal(documentKind("stack.yml", "yaml"), undefined);
  assert.equal(documentKind("Dockerfile.dockerignore", "dockerfile"), undefined);
});

const composeTexts = [
  "services:\n  a:\n    image: b\n",
  "\uFEFF# c\r\nname: x\r\nservices: # d\r\n\r\n  # e\r\n  'a':\r\n    build:\r\n      context: .\r\n",
];
const otherTexts = [
  "",
  "services:\n  - postgres\nimage: ruby\n",
  "services:\n  a:\n    port: 80\n",
  "apiVersion: v1\nservices:\n  a:\n    image: b\n",
  "jobs:\n  a:\n    services:\n      b:\n        image: c\n",
  "services:\n  a:\n    image:\n      repository: b\n",
];

test("a YAML file whose name says nothing is known by its map of services", () => {
  for (const text of composeTexts) assert.equal(looksLikeCompose(text), true, text);
  for (const text of otherTexts) assert.equal(looksLikeCompose(text), false, text);
});
