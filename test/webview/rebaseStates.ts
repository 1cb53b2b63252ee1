/** Whether a newer base helps, as the host would post it. */
import type { DetailsRebase } from "../../src/protocol/rebase.ts";

const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

export const askable: DetailsRebase = {
  kind: "open",
  text: "Asks docker.io for newer tags in the line of the base debian:12-slim; scans nothing yet.",
};

const rows = [
  { name: "debian:12-slim", digest: digest("a"), role: "as it is used", isBest: false },
  { name: "debian:12-slim", digest: digest("b"), role: "the same tag now", isBest: false },
  { name: "debian:14-slim", digest: digest("c"), role: "newer", isBest: false },
] as const;

export const scannable: DetailsRebase & { readonly kind: "found" } = {
  kind: "found",
  text: "2 images could take the place of debian:12-slim.",
  notes: [],
  scan: {
    kind: "idle",
    label: "Scan 3 images",
    text: "3 scans by Trivy 0.74.0 (/usr/local/bin/trivy), one after the other: debian:12-slim as it is used, debian:12-slim as it is now, debian:14-slim.",
  },
  rows,
};

export const scanningBases: DetailsRebase = {
  ...scannable,
  scan: { kind: "running", text: "Scan 2 of 3: Trivy 0.74.0 reads debian:12-slim as it is now: Detecting" },
  rows: [{ ...rows[0], findings: [{ severity: "high", count: 2 }] }, rows[1], rows[2]],
};

/** All scanned: the newer tag is the best. */
export const compared: DetailsRebase = {
  kind: "found",
  text: "debian:14-slim has the fewest findings: 61 of the base's would be fixed, 2 introduced.",
  notes: [
    "All by Trivy 0.74.0 with its database of 23 Nov 2026. What stands upon the base is not counted.",
    "The tag 13-slim has no image for this platform.",
  ],
  rows: [
    {
      ...rows[0],
      findings: [
        { severity: "critical", count: 2 },
        { severity: "high", count: 12 },
        { severity: "medium", count: 23 },
        { severity: "low", count: 61 },
      ],
    },
    {
      ...rows[1],
      findings: [
        { severity: "critical", count: 1 },
        { severity: "high", count: 9 },
        { severity: "medium", count: 23 },
        { severity: "low", count: 61 },
      ],
      change: {
        fixed: [
          { severity: "critical", count: 1 },
          { severity: "high", count: 3 },
        ],
        introduced: [],
      },
    },
    {
      ...rows[2],
      isBest: true,
      findings: [
        { severity: "high", count: 3 },
        { severity: "low", count: 36 },
      ],
      change: {
        fixed: [
          { severity: "critical", count: 2 },
          { severity: "high", count: 10 },
          { severity: "medium", count: 23 },
          { severity: "low", count: 26 },
        ],
        introduced: [
          { severity: "high", count: 1 },
          { severity: "low", count: 1 },
        ],
      },
    },
  ],
};
