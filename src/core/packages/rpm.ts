/** RPM's database of packages, as SQLite keeps it since RPM 4.16. https://rpm-software-management.github.io/rpm/manual/format_header.html */
import type { OperatingSystem, Stated } from "./model.ts";
import { formatPurl } from "./purl.ts";
import { readTable } from "./sqlite.ts";

const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  vendor: 1011,
  license: 1014,
  architecture: 1022,
  source: 1044,
} as const;
/** The types of entries: a number of four bytes, and texts. */
const [int32, text, texts] = [4, 6, 9];
const entrySize = 16;
const mostEntries = 10_000;

/** The packages of the database. Throws ContentError `malformed` for a file that is no such database. */
export function readRpm(
  file: Uint8Array,
  subject: string,
): (system: OperatingSystem | undefined) => readonly Stated[] {
  const headers = readTable(file, "Packages", subject).flatMap(([, header]) => header ?? []);
  return (system) => headers.flatMap((header) => readHeader(Buffer.from(header), system));
}

function readHeader(header: Buffer, system: OperatingSystem | undefined): readonly Stated[] {
  const fields = fieldsOf(header);
  const name = fields.get(tags.name);
  const [upstream, release] = [fields.get(tags.version), fields.get(tags.release)];
  // Keys that packages were signed with stand among them.
  if (!name || !upstream || !release || name === "gpg-pubkey") return [];
  const epoch = fields.get(tags.epoch);
  const plain = `${upstream}-${release}`;
  const version = epoch === undefined ? plain : `${epoch}:${plain}`;
  const architecture = fields.get(tags.architecture);
  const distro = system && [system.id, system.version].filter(Boolean).join("-");
  const license = fields.get(tags.license);
  const [, source = name] = /^(.+)-[^-]+-[^-]+\.src\.rpm$/.exec(fields.get(tags.source) ?? "") ?? [];
  return [
    {
      name,
      version,
      type: "rpm",
      purl: formatPurl("rpm", system?.id, name, plain, { arch: architecture, distro, epoch }),
      licenses: license ? [license] : [],
      supplier: fields.get(tags.vendor),
      architecture,
      source: { name: source, version },
    },
  ];
}

/** The texts and numbers of a header, by their tags; what lies outside it is left out. */
function fieldsOf(header: Buffer): ReadonlyMap<number, string> {
  const fields = new Map<number, string>();
  if (header.length < 8) return fields;
  const count = Math.min(header.readUInt32BE(0), mostEntries, Math.floor((header.length - 8) / entrySize));
  const store = 8 + header.readUInt32BE(0) * entrySize;
  for (let entry = 0; entry < count; entry++) {
    const place = 8 + entry * entrySize;
    const tag = header.readUInt32BE(place);
    const type = header.readUInt32BE(place + 4);
    const at = store + header.readUInt32BE(place + 8);
    if (at >= header.length || !wanted.has(tag)) continue;
    if (type === int32 && at + 4 <= header.length) fields.set(tag, String(header.readUInt32BE(at)));
    const end = header.indexOf(0, at);
    if ((type === text || type === texts) && end !== -1) fields.set(tag, header.toString("utf8", at, end));
  }
  return fields;
}

const wanted: ReadonlySet<number> = new Set(Object.values(tags));
