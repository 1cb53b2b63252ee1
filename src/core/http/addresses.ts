/** What kind of place an address is, so that text from a registry cannot send us inside (reliability V2, V3). */
import { BlockList, isIP, isIPv6 } from "node:net";

/**
 * `linkLocal` includes the metadata services of clouds and multicast; `private` includes carrier-grade NAT.
 * A name that is not an address counts as `public` until it is resolved.
 */
export type AddressClass = "public" | "private" | "loopback" | "linkLocal" | "unspecified";

/** Gives the addresses of a host name, as text. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

const ranges: readonly (readonly [AddressClass, BlockList])[] = [
  ["loopback", blocks("127.0.0.0/8", "::1/128")],
  ["linkLocal", blocks("169.254.0.0/16", "168.63.129.16/32", "224.0.0.0/4", "fe80::/10", "ff00::/8")],
  ["unspecified", blocks("0.0.0.0/8", "240.0.0.0/4", "::/128")],
  [
    "private",
    blocks(
      "10.0.0.0/8",
      "172.16.0.0/12",
      "192.168.0.0/16",
      "100.64.0.0/10",
      "198.18.0.0/15",
      "fc00::/7",
      "fec0::/10",
    ),
  ],
];

/** IPv6 addresses that stand for an IPv4 address, and the group in which that begins. */
const embeddings: readonly { readonly within: BlockList; readonly group: number }[] = [
  { within: blocks("::/96", "64:ff9b::/96"), group: 6 },
  { within: blocks("2002::/16"), group: 1 },
];

const namedPlaces: ReadonlyMap<string, AddressClass> = new Map([
  ["localhost", "loopback"],
  ["localhost.localdomain", "loopback"],
  ["ip6-localhost", "loopback"],
  ["metadata.google.internal", "linkLocal"],
]);

/**
 * Classifies a host name as written in a URL or given by DNS, in every spelling that a URL parser takes:
 * decimal, octal and hexadecimal IPv4, IPv4 inside IPv6, with brackets, zone or final dot.
 */
export function addressClass(hostname: string): AddressClass {
  const host = canonicalHost(hostname);
  if (host === undefined) return "unspecified";
  if (isIP(host) === 0) return namedPlaces.get(host) ?? (host.endsWith(".localhost") ? "loopback" : "public");
  const family = isIPv6(host) ? "ipv6" : "ipv4";
  const found = ranges.find(([, list]) => list.check(host, family))?.[0];
  if (found !== undefined) return found;
  const embedded = family === "ipv6" ? embeddedAddress(host) : undefined;
  return embedded === undefined ? "public" : addressClass(embedded);
}

/** Whether the host name is an address itself, in any spelling. */
export function isAddress(hostname: string): boolean {
  return isIP(canonicalHost(hostname) ?? "") !== 0;
}

function canonicalHost(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "").replace(/%.*$/, "");
  const url = URL.parse(`http://${bare.includes(":") ? `[${bare}]` : bare}/`);
  return url?.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
}

function embeddedAddress(host: string): string | undefined {
  const embedding = embeddings.find(({ within }) => within.check(host, "ipv6"));
  if (embedding === undefined) return undefined;
  const groups = expandGroups(host);
  const high = groups[embedding.group] ?? 0;
  const low = groups[embedding.group + 1] ?? 0;
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** The eight numbers of an IPv6 address in canonical spelling. */
function expandGroups(host: string): readonly number[] {
  const [before = "", after = ""] = host.split("::");
  const numbers = (text: string) =>
    text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
  const head = numbers(before);
  const tail = numbers(after);
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

function blocks(...subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [address = "", prefix = ""] = subnet.split("/");
    list.addSubnet(address, Number(prefix), isIPv6(address) ? "ipv6" : "ipv4");
  }
  return list;
}
