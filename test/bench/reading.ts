import { parseAllDocuments } from "yaml";
import type { DocumentKind } from "../../src/core/documents/occurrence.ts";
import { readerFor } from "../../src/core/documents/readers.ts";
import { type Figure, median, milliseconds, type Section, timeOf } from "./figures.ts";

const rounds = 9;

/** Reading large files into occurrences, beside what the YAML library alone takes for the same text. */
export function reading(): Section {
  const documents: readonly (readonly [DocumentKind, string])[] = [
    ["compose", composeFile(10_000)],
    ["kubernetes", repeated(10_000, podLines)],
    ["helm", repeated(10_000, valuesLines)],
    ["github-actions", `on: push\njobs:\n${repeated(10_000, workflowLines)}`],
    ["gitlab-ci", `variables:\n  TAG: "17"\n${repeated(10_000, gitlabLines)}`],
    [
      "devcontainer",
      `{\n"image": "node:22", // the image\n"features": {\n${repeated(4_000, featureLines)}},\n}\n`,
    ],
    ["bake", repeated(10_000, bakeLines)],
    ["dockerfile", dockerfileText(1_000)],
  ];
  const times = documents.map(() => ({ read: [] as number[], parsed: [] as number[] }));
  for (let round = 0; round < rounds; round++)
    for (const [i, [kind, text]] of documents.entries()) {
      times[i]?.read.push(timeOf(() => readerFor(kind)(text)));
      if (isYaml(kind)) times[i]?.parsed.push(timeOf(() => parseAllDocuments(text)));
    }
  return {
    title: `Reading files into occurrences, median of ${rounds} runs in turn, the first among them`,
    figures: documents.flatMap(([kind, text], i) => {
      const read = median(times[i]?.read ?? []);
      const parsed = median(times[i]?.parsed ?? []);
      return [
        described(kind, text, readerFor(kind)(text).occurrences.length),
        milliseconds("read by Mooring", read),
        ...(isYaml(kind)
          ? [
              milliseconds("yaml's parseAllDocuments alone", parsed),
              { name: "ratio", value: (read / parsed).toFixed(2) },
            ]
          : []),
      ];
    }),
  };
}

/** Kinds whose text the YAML library reads as it is. */
function isYaml(kind: DocumentKind): boolean {
  return kind !== "dockerfile" && kind !== "bake" && kind !== "devcontainer";
}

function repeated(lines: number, part: (number: number) => readonly string[]): string {
  const count = Math.ceil(lines / part(0).length);
  return `${Array.from({ length: count }, (_, number) => part(number).join("\n")).join("\n")}\n`;
}

function podLines(number: number): readonly string[] {
  return [
    "---",
    "apiVersion: v1",
    "kind: Pod",
    `metadata: {name: pod-${number}, labels: {app: a}}`,
    "spec:",
    "  containers:",
    `  - name: c-${number}`,
    `    image: ${images[number % (images.length - 1)]}`,
    "    ports:",
    "    - containerPort: 80",
  ];
}

function valuesLines(number: number): readonly string[] {
  return [
    `# part ${number}`,
    `part${number}:`,
    "  image:",
    "    registry: registry.example.com",
    `    repository: team/part-${number}`,
    `    tag: "1.${number}"`,
    '    digest: ""',
    "  resources:",
    "    limits: {cpu: 1, memory: 1Gi}",
    "",
  ];
}

function workflowLines(number: number): readonly string[] {
  return [
    `  job-${number}:`,
    "    runs-on: ubuntu-latest",
    `    container: node:${number}`,
    "    services:",
    "      db:",
    "        image: postgres:17",
    "    steps:",
    "    - uses: actions/checkout@v4",
    "    - run: npm test",
    "    - uses: docker://alpine:3",
  ];
}

function gitlabLines(number: number): readonly string[] {
  return [
    `job-${number}:`,
    `  image: node:${number}`,
    "  variables:",
    `    NAME: "a${number}"`,
    "  services:",
    "  - postgres:$TAG",
    "  script:",
    '  - echo "$NAME"',
    "  - npm test",
    "",
  ];
}

function featureLines(number: number): readonly string[] {
  return [`  "ghcr.io/devcontainers/features/f${number}:1": {"version": "latest"}, // f`];
}

function bakeLines(number: number): readonly string[] {
  return [
    `variable "TAG${number}" {`,
    `  default = "1.${number}"`,
    "}",
    `target "t${number}" {`,
    '  context = "."',
    "  contexts = {",
    `    base = "docker-image://alpine:\${TAG${number}}"`,
    "  }",
    `  tags = ["registry.example.com/t:${number}"]`,
    "}",
  ];
}

function described(name: string, text: string, found: number): Figure {
  const lines = text.split("\n").length - 1;
  return { name, value: `${lines} lines, ${text.length} characters, ${found} references` };
}

/** A compose file as people write them: anchors, merges, variables, comments, quotes. */
function composeFile(lines: number): string {
  const head = [
    "x-common: &common",
    "  restart: always",
    "  image: registry.example.com/base:1.0",
    "services:",
  ];
  const service = (number: number) => [
    `  # service ${number}`,
    `  service-${number}:`,
    "    <<: *common",
    `    image: ${images[number % images.length]}`,
    `    container_name: "service-${number}"`,
    "    environment:",
    `      NUMBER: ${number}`,
    `      URL: https://example.com/${number}?a=b`,
    "    ports:",
    `      - "${8000 + number}:80"`,
  ];
  const body = Array.from({ length: Math.ceil(lines / 10) }, (_, number) => service(number)).flat();
  return `${[...head, ...body].slice(0, lines).join("\n")}\n`;
}

const images = [
  "nginx:1.27",
  "'ghcr.io/team/app:2.3.4'",
  '"localhost:5000/tools/cli"',
  `redis:7@sha256:${"0123456789abcdef".repeat(4)}`,
  "$" + "{REGISTRY:-docker.io}/library/postgres:16",
];

function dockerfileText(lines: number): string {
  const stage = (number: number) => [
    `FROM node:${number}-alpine AS stage${number}`,
    `ARG VERSION=${number}`,
    "ENV A=b \\",
    "    C=d",
    "RUN --mount=type=cache,target=/var/cache/npm npm ci && \\",
    "    npm run build",
    `COPY --from=busybox:1.${number} /bin/sh /bin/sh`,
    "RUN <<EOF",
    "FROM is:text",
    "EOF",
  ];
  return `${Array.from({ length: lines / 10 }, (_, number) => stage(number))
    .flat()
    .join("\n")}\n`;
}
