/** The most packages of one list that are read. */
export const mostPackages = 50_000;

/** `deb` of `pkg:deb/debian/bash@5.2?arch=amd64`. https://github.com/package-url/purl-spec */
export function purlType(purl: string | undefined): string | undefined {
  return /^pkg:\/{0,2}([a-z][a-z0-9.+-]*)\//i.exec(purl ?? "")?.[1]?.toLowerCase();
}
