/** A workspace as people have them, with images in every state, for the Images view. */
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

export type Digests = { readonly nginxNow: string; readonly nginxBefore: string; readonly apiNow: string };

/** Writes 30 files of all kinds that name images of `host`, a registry with the demo's images. */
export async function writeImagesWorkspace(folder: string, host: string, digests: Digests): Promise<void> {
  for (const [path, text] of Object.entries(imagesWorkspace(host, digests))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

const names = [
  "payments",
  "catalogue",
  "search",
  "mail",
  "billing-and-invoices",
  "reports",
  "gateway",
  "audit",
];

function imagesWorkspace(host: string, { nginxNow, nginxBefore, apiNow }: Digests): Record<string, string> {
  const nginx = `${host}/web/nginx`;
  const services = names.map((name, at) => [
    `services/${name}/Dockerfile`,
    `FROM ${host}/base/debian:12-slim AS build\nRUN make\nFROM ${nginx}:1.27@${at % 2 === 0 ? nginxNow : nginxBefore}\nCOPY --from=build /app /app\n`,
  ]);
  const pods = names.map((name) => [
    `deploy/kubernetes/production/${name}/deployment.yaml`,
    `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n        - name: ${name}\n          image: ${host}/team/api:2.4@${apiNow}\n        - name: migrate\n          image: ${host}/tools/migrate:0.9\n`,
  ]);
  return {
    "compose.yaml": `services:\n  web:\n    image: ${nginx}:1.27@${nginxBefore}\n  api:\n    image: ${host}/team/api:2.4\n  old:\n    image: ${host}/team/api:1.0\n  arm:\n    image: ${host}/tools/migrate:0.9\n    platform: linux/s390x\n  db:\n    image: 127.0.0.1:9/library/postgres:17\n  ui:\n    image: registry.example.com/\${TEAM}/ui:1\n`,
    "compose.override.yaml": `services:\n  web:\n    image: ${nginx}:1.27.3@${nginxBefore}\n  tools:\n    image: ${host}/tools/migrate:0.9 # mooring-ignore\n`,
    "docker-compose.integration-tests.yml": `services:\n  web:\n    image: ${nginx}:latest\n  worker:\n    image: ${host}/team/worker:1.0.0\n`,
    ...Object.fromEntries(services),
    ...Object.fromEntries(pods),
    "deploy/kubernetes/kustomization.yaml": `images:\n  - name: ${nginx}\n    newTag: "1.27"\n`,
    "deploy/charts/shop/values.yaml": `image:\n  repository: ${host}/team/api\n  tag: "2.4"\n  digest: "${apiNow}"\nsidecar:\n  image:\n    repository: ${host}/team/worker\n    tag: latest\n`,
    "deploy/charts/shop/values-production.yaml": `image:\n  repository: ${host}/team/api\n  tag: "2.3.1"\n`,
    ".github/workflows/build.yml": `on: push\njobs:\n  build:\n    runs-on: ubuntu-latest\n    container: ${host}/base/debian:bookworm-slim\n    services:\n      web:\n        image: ${nginx}:1.27\n`,
    ".github/workflows/release.yml": `on: push\njobs:\n  release:\n    runs-on: ubuntu-latest\n    container: ${host}/base/debian:12.8-slim\n`,
    ".gitlab-ci.yml": `image: ${host}/base/debian:12-slim\nbuild:\n  script: make\n  services:\n    - ${nginx}:1.26\n`,
    ".devcontainer/devcontainer.json": `{\n  "image": "${host}/base/debian:bookworm-slim"\n}\n`,
    "docker-bake.hcl": `target "app" {\n  contexts = {\n    base = "docker-image://${host}/base/debian:12-slim"\n  }\n}\n`,
    "tools/a-folder-with-quite-a-long-name/and-another-one/Dockerfile.integration": `FROM ${host}/team/worker:1.0.0\n`,
    "docs/playbook.yml": "- hosts: all\n",
  };
}
