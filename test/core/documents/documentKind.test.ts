import assert from "node:assert/strict";
import { test } from "node:test";
import { documentKind, kindOfDocument } from "../../../src/core/documents/documentKind.ts";

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
  kubernetes: ["kustomization.yaml", "base/kustomization.yml", "Kustomization"],
  helm: [
    "values.yaml",
    "charts/a/values.yml",
    "values-prod.yaml",
    "prod.values.yaml",
    "a-values.yaml",
    "compose/values.yaml",
  ],
  "github-actions": [
    ".github/workflows/ci.yml",
    "a\\.github\\workflows\\ci.yaml",
    ".gitea/workflows/ci.yml",
    ".forgejo/workflows/compose.yml",
    "action.yml",
    ".github/actions/a/action.yaml",
  ],
  "gitlab-ci": [
    ".gitlab-ci.yml",
    "a/.gitlab-ci.yml",
    ".gitlab-ci.yaml",
    "docker.gitlab-ci.yml",
    ".gitlab-ci-docker.yml",
    ".gitlab/ci/build.yml",
    ".gitlab-ci/a/b.yml",
  ],
  devcontainer: [
    "devcontainer.json",
    ".devcontainer/devcontainer.json",
    ".devcontainer/a/devcontainer.json",
    ".devcontainer.json",
  ],
  bake: ["docker-bake.hcl", "docker-bake.json", "docker-bake.override.hcl", "bake.hcl", "a/bake-def.json"],
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
    "docker-compose/Chart.yaml",
    "default_values",
    "values.json",
    "devalues.yaml",
    "workflows/ci.yml",
    ".github/dependabot.yml",
    ".github/workflows/readme.md",
    "reaction.yml",
    "actions.yml",
    "gitlab.yml",
    ".gitlab/issue.md",
    "devcontainer-feature.json",
    "devcontainer.yaml",
    "main.hcl",
    "handbake.hcl",
    "bakery.json",
    "package.json",
    "kustomization.json",
    "deployment.yaml",
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
  assert.equal(documentKind("a.yml", "github-actions-workflow"), "github-actions");
  assert.equal(documentKind("a.hcl", "dockerbake"), "bake");
  assert.equal(documentKind("templates/a.yaml", "helm"), "helm");
  assert.equal(documentKind("Dockerfile.dockerignore", "dockerfile"), undefined);
});

/** Texts of YAML files whose path says nothing. */
const texts: Readonly<Record<string, readonly string[]>> = {
  compose: [
    "services:\n  a:\n    image: b\n",
    "\uFEFF# c\r\nname: x\r\nservices: # d\r\n\r\n  # e\r\n  'a':\r\n    build:\r\n      context: .\r\n",
  ],
  kubernetes: [
    "apiVersion: v1\nkind: Pod\n",
    "\uFEFFkind: Pod\napiVersion: v1\n",
    "# c\n---\n'apiVersion': v1\r\n\"kind\" : Pod\r\n",
    "apiVersion: v1\nkind: Service\nservices:\n  a:\n    image: b\n",
    "apiVersion: v1\nkind: Pod\nx: {{ y }}\n",
  ],
  "github-actions": [
    "name: a\non: push\njobs:\n  a:\n    runs-on: x\n",
    "'on':\n  push:\njobs:\n  a:\n    uses: ./x.yml\n",
  ],
  "gitlab-ci": [
    "stages:\n  - build\n  - 'test' # c\na:\n  stage: build\n  script: [b]\n",
    "x:\r\n- y\r\n.a b:\r\n  # c\r\n\r\n  script: |\r\n    kind: x\r\n  image: d\r\n",
    "include: a\n.a: &a\n    before_script:\n    - b\n    script:\n    - c\n    extends:\n    - d\n",
  ],
  none: [
    "",
    "services:\n  - postgres\nimage: ruby\n",
    "services:\n  a:\n    port: 80\n",
    "services:\n  a:\n    image:\n      repository: b\n",
    "x:\n  apiVersion: v1\n  kind: Pod\n",
    "apiVersion: v1\n",
    "openapi: 3.1.0\npaths:\n  /image:\n    get: {}\ncomponents:\n  schemas: {image: {type: string}}\n",
    "- hosts: all\n  tasks:\n  - docker_container: {image: a}\n",
    "site_name: a\nnav:\n- image: a.md\n",
    "version: 2.1\njobs:\n  a:\n    docker:\n    - image: cimg/base:1\nworkflows: {}\n",
    "kind: pipeline\ntype: docker\nsteps:\n- image: a\nservices:\n- image: b\n",
    "steps:\n  a:\n    image: b\nservices:\n  - image: c\n",
    "image: a\npipelines:\n  default:\n  - step: {script: [b]}\n",
    "stages:\n- stage: a\n  jobs:\n  - job: b\n    container: c\n",
    "stages:\n- test\njobs:\n  include:\n  - stage: test\n    script: a\n",
    "stages:\n  a:\n    cmd: b\n",
    "steps:\n- name: gcr.io/a/b\nimages: [c]\n",
    "on: true\njobs: 3\n",
    "a:\n  script: b\n",
    "a:\n  b:\n    script: c\n    image: d\n",
    "a:\n  script: b\nc:\n  image: d\n",
    "a:\n    b: x\n  script: c\n  image: d\n",
    "script: a\nimage: b\n",
    "jobs:\n  script: a\n  image: b\n",
    "x: {{ .Values.y }}\n",
    "jobs:\n- name: a\n  plan:\n  - task: b\n    image: c\n",
    "repos:\n- repo: a\n  hooks:\n  - id: docker_image\n    entry: a:1\n",
  ],
};

for (const [expected, list] of Object.entries(texts))
  for (const text of list)
    test(`${JSON.stringify(text)} is ${expected}`, () => {
      assert.equal(kindOfDocument("x.yaml", text) ?? "none", expected);
    });

test("text is looked at when it is YAML by its name or, in the editor, by its language", () => {
  const pod = "apiVersion: v1\nkind: Pod\n";
  assert.equal(kindOfDocument("x.YML", pod), "kubernetes");
  assert.equal(kindOfDocument("Untitled-1", pod, "yaml"), "kubernetes");
  assert.equal(kindOfDocument("x.yml", pod, "azure-pipelines"), undefined);
  assert.equal(kindOfDocument("x.txt", pod), undefined);
  assert.equal(kindOfDocument("compose.yml", pod), "compose");
});

test("a file in a chart's templates that has Helm's actions is Helm's, with a manifest or without", () => {
  const manifest = "apiVersion: v1\nkind: Pod\n";
  const texts = [
    manifest,
    `${manifest}x: {{ .Values.x }}\n`,
    '{{- include "x" . }}\n',
    "a: {{ x }}\n",
    "a: ${{ if x }}",
  ];
  const kindsOf = (path: string) => texts.map((text) => kindOfDocument(path, text));
  assert.deepEqual(kindsOf("charts/a/templates/pod.yaml"), [
    "kubernetes",
    "helm",
    "helm",
    undefined,
    undefined,
  ]);
  assert.deepEqual(kindsOf("templates\\pod.yaml"), ["kubernetes", "helm", "helm", undefined, undefined]);
  assert.deepEqual(kindsOf("mytemplates/pod.yaml"), [
    "kubernetes",
    "kubernetes",
    undefined,
    undefined,
    undefined,
  ]);
});
