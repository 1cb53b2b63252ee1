import { parseDocument } from "yaml";
import { readerFor } from "../../src/core/documents/readers.ts";
import { type Figure, median, milliseconds, type Section, timeOf } from "./figures.ts";

const rounds = 9;

/** Reading large files into occurrences, beside what the YAML library alone takes for the same text. */
export function reading(): Section {
  const compose = composeFile(10_000);
  const dockerfile = dockerfileText(1_000);
  const readCompose = readerFor("compose");
  const readDockerfile = readerFor("dockerfile");
  const times: { readonly [name in "parsed" | "read" | "readShort"]: number[] } = {
    parsed: [],
    read: [],
    readShort: [],
  };
  for (let round = 0; round < rounds; round++) {
    times.parsed.push(timeOf(() => parseDocument(compose)));
    times.read.push(timeOf(() => readCompose(compose)));
    times.readShort.push(timeOf(() => readDockerfile(dockerfile)));
  }
  const [parsed, read, readShort] = [median(times.parsed), median(times.read), median(times.readShort)];
  return {
    title: `Reading files into occurrences, median of ${rounds} runs in turn, the first among them`,
    figures: [
      described("compose file", compose, readCompose(compose).occurrences.length),
      milliseconds("read by Mooring", read),
      milliseconds("yaml's parseDocument alone", parsed),
      { name: "ratio", value: (read / parsed).toFixed(2) },
      described("Dockerfile", dockerfile, readDockerfile(dockerfile).occurrences.length),
      milliseconds("read by Mooring", readShort),
    ],
  };
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
