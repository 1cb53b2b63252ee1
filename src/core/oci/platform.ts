/**
 * Platforms as text and compared, as containerd does both.
 *
 *     platform ::= os [ "(" os.version ")" ] "/" architecture [ "/" variant ]
 */
import type { Platform } from "./model.ts";

const platformPattern = /^([a-z0-9_-]+)(?:\(([A-Za-z0-9_.-]+)\))?\/([a-z0-9_-]+)(?:\/([a-z0-9_.-]+))?$/i;

/** `linux/arm64/v8`, `windows(10.0.20348.169)/amd64`. Hostile when the platform is. */
export function formatPlatform({ os, osVersion, architecture, variant }: Platform): string {
  const system = osVersion === undefined ? os : `${os}(${osVersion})`;
  return variant === undefined ? `${system}/${architecture}` : `${system}/${architecture}/${variant}`;
}

/** Reads what formatPlatform writes; undefined when it is not a platform. */
export function parsePlatform(text: string): Platform | undefined {
  const [, os, osVersion, architecture, variant] = platformPattern.exec(text) ?? [];
  if (os === undefined || architecture === undefined) return undefined;
  return {
    os,
    architecture,
    ...(variant !== undefined && { variant }),
    ...(osVersion !== undefined && { osVersion }),
  };
}

/** The platform of Linux containers on a machine, by Node's name for its processor. */
export function hostPlatform(processor: string = process.arch): Platform {
  const names: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386", ppc64: "ppc64le" };
  return { os: "linux", architecture: names[processor] ?? processor };
}

/**
 * How well an image for `offered` serves who asked for `wanted`: undefined when it does not run there, 0 for the very
 * platform, more for older variants (an arm/v6 image runs on arm/v7).
 */
export function distance(wanted: Platform, offered: Platform): number | undefined {
  const [asked, given] = [normalise(wanted), normalise(offered)];
  const same =
    asked.os === given.os &&
    asked.architecture === given.architecture &&
    servesVersion(asked.osVersion, given.osVersion);
  if (!same) return undefined;
  if (asked.variant === given.variant) return 0;
  const older = ordinal(asked.variant) - ordinal(given.variant);
  return older > 0 ? older : undefined;
}

type Normalised = {
  readonly os: string;
  readonly architecture: string;
  readonly variant: string;
  readonly osVersion: string;
};

const architectures: Readonly<Record<string, readonly [architecture: string, variant?: string]>> = {
  x86_64: ["amd64"],
  "x86-64": ["amd64"],
  i386: ["386"],
  aarch64: ["arm64"],
  armhf: ["arm", "v7"],
  armel: ["arm", "v6"],
};

/** The variant that each architecture means when it names none. */
const defaultVariants: Readonly<Record<string, string>> = { arm: "v7", arm64: "v8", amd64: "v1" };

function normalise({ os, architecture, variant, osVersion }: Platform): Normalised {
  const written = architecture.toLowerCase();
  const [name, implied] = architectures[written] ?? [written];
  const given = (variant || implied || defaultVariants[name] || "").toLowerCase();
  return {
    os: os.toLowerCase() === "macos" ? "darwin" : os.toLowerCase(),
    architecture: name,
    variant: /^\d/.test(given) ? `v${given}` : given,
    osVersion: osVersion ?? "",
  };
}

/** Windows runs images of its own build, whatever their revision: `10.0.20348` takes `10.0.20348.169`. */
function servesVersion(asked: string, given: string): boolean {
  const build = asked.split(".").slice(0, 3).join(".");
  return asked === "" || given === "" || given === build || given.startsWith(`${build}.`);
}

/** Variants are ordered within one architecture; one without a number stands apart. */
function ordinal(variant: string): number {
  return Number(/^v(\d+)$/.exec(variant)?.[1] ?? Number.NaN);
}
