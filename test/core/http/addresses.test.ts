import assert from "node:assert/strict";
import { test } from "node:test";
import { type AddressClass, addressClass, isAddress } from "../../../src/core/http/addresses.ts";

const spellings: Readonly<Record<AddressClass, readonly string[]>> = {
  loopback: [
    "127.0.0.1",
    "127.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "127.0.0.1.",
    "::1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "::ffff:7f00:1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "registry.localhost",
  ],
  linkLocal: [
    "169.254.169.254",
    "2852039166",
    "0xa9fea9fe",
    "[::ffff:169.254.169.254]",
    "[fe80::1]",
    "fe80::1%eth0",
    "168.63.129.16",
    "224.0.0.1",
    "ff02::1",
    "metadata.google.internal",
    "Metadata.Google.Internal.",
  ],
  unspecified: [
    "0.0.0.0",
    "0",
    "0x0",
    "::",
    "[::]",
    "::ffff:0.0.0.0",
    "0.1.2.3",
    "255.255.255.255",
    "a b",
    "",
  ],
  private: [
    "10.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "3232235777",
    "100.64.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::a00:1",
    "2002:c0a8:101::1",
    "fd00:ec2::254",
  ],
  public: [
    "8.8.8.8",
    "172.32.0.1",
    "100.128.0.1",
    "11.0.0.1",
    "[2606:4700::1111]",
    "2002:808:808::1",
    "::ffff:8.8.8.8",
    "ghcr.io",
    "127.0.0.1.example.com",
    "localhost.example.com",
    "notlocalhost",
  ],
};

for (const [expected, hosts] of Object.entries(spellings)) {
  for (const host of hosts) {
    test(`H11 A05: ${JSON.stringify(host)} is ${expected}`, () => assert.equal(addressClass(host), expected));
  }
}

test("an address is told from a name in every spelling", () => {
  for (const host of ["127.1", "2130706433", "[::1]", "fe80::1%eth0"])
    assert.equal(isAddress(host), true, host);
  for (const host of ["localhost", "ghcr.io", "127.0.0.1.example.com", ""])
    assert.equal(isAddress(host), false, host);
});
