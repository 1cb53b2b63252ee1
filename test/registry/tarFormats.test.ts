import assert from "node:assert/strict";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { after, before, describe, it } from "node:test";
import { LayerIndex } from "../../src/core/files/layerIndex.ts";
import { standardLimits } from "../../src/core/files/limits.ts";
import { listLayer } from "../../src/core/files/listLayer.ts";
import { openFile } from "../../src/core/files/openFile.ts";
import { digestOf } from "../../src/core/oci/verify.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/folder.ts";
import { run } from "../support/program.ts";
import { tarLine, tarLines } from "../support/tarLines.ts";

const digest = digestOf(new Uint8Array());
const mediaType = "application/vnd.oci.image.layer.v1.tar";

let folder: TemporaryFolder;
before(async () => {
  folder = await temporaryFolder("tar");
  const long = `${"folder".repeat(20)}/${"file".repeat(30)}`;
  const script = `mkdir -p root/plain root/$(dirname ${long}) && cd root && umask 022 &&
    echo a > plain/a && ln plain/a plain/b && ln -s a plain/c && mkfifo plain/pipe && echo long > ${long} &&
    ln -s ${long} plain/long-link && ln ${long} plain/z-hard && : > plain/empty && printf 1 > "plain/$(printf 'stray\\377')" &&
    for i in 1 3 5 7 9 11 13 15 17 19 21 23 25 27 29 31; do printf "part $i" | dd of=plain/holes bs=65536 seek=$i conv=notrunc status=none; done &&
    truncate -s 3000000 plain/only-holes && printf end | dd of=plain/starts-empty bs=1 seek=1000000 status=none &&
    echo before-1970 > plain/old && touch -d 1960-01-02T03:04:05Z plain/old && chmod 6755 plain/a && chmod 1777 plain`;
  await run("sh", ["-c", script], { cwd: folder.path });
});
after(() => folder.remove());

async function list(archive: string): Promise<LayerIndex> {
  const job = { mediaType, digest, diffId: undefined, limits: standardLimits };
  return new LayerIndex(await listLayer(job, createReadStream(archive)));
}

const dialects: readonly (readonly [name: string, options: readonly string[]])[] = [
  ["gnu", ["--format=gnu"]],
  ["gnu with holes", ["--format=gnu", "--sparse"]],
  ["old gnu with holes", ["--format=oldgnu", "--sparse"]],
  ["posix", ["--format=posix"]],
  ["posix with a global header", ["--format=posix", "--pax-option=globexthdr.name=g,comment=x,mtime=123.5"]],
  ["posix with holes 0.0", ["--format=posix", "--sparse", "--sparse-version=0.0"]],
  ["posix with holes 0.1", ["--format=posix", "--sparse", "--sparse-version=0.1"]],
  ["posix with holes 1.0", ["--format=posix", "--sparse", "--sparse-version=1.0"]],
  [
    "ustar without long names",
    ["--format=ustar", "--exclude=folder*", "--exclude=long-link", "--exclude=old"],
  ],
  [
    "v7 without long names",
    ["--format=v7", "--exclude=folder*", "--exclude=long-link", "--exclude=pipe", "--exclude=old"],
  ],
];

describe("R12 archives of GNU tar are read as it lists them", () => {
  for (const [name, options] of dialects)
    it(name, async () => {
      const archive = join(folder.path, `${name}.tar`);
      await run("tar", ["-C", join(folder.path, "root"), ...options, "-cf", archive, "."]);
      const index = await list(archive);
      assert.deepEqual(
        [...index.entries()].map((entry) => tarLine(entry)),
        await tarLines(`cat "${archive}"`),
      );
      for (const entry of index.entries()) {
        if (entry.type !== "file") continue;
        const bytes = await buffer(openFile(index, entry, mediaType, async () => createReadStream(archive)));
        const file = Buffer.concat([Buffer.from(`${folder.path}/root/`), Buffer.from(entry.path, "utf8")]);
        const isStray = entry.path.includes("\uDCFF");
        const wanted = isStray ? Buffer.from("1") : await readFile(file);
        assert.ok(wanted.equals(bytes), entry.path);
      }
    });

  it("a file of 9 GB, nearly all holes, is listed with its size and read from neither disk nor net", async () => {
    const archive = join(folder.path, "large.tar");
    const script = `mkdir large && truncate -s 9000000000 large/file && echo end >> large/file && tar -C large -cSf ${archive} .`;
    await run("sh", ["-c", script], { cwd: folder.path });
    const index = await list(archive);
    assert.deepEqual(
      [...index.entries()].map((entry) => tarLine(entry)),
      await tarLines(`cat ${archive}`),
    );
    assert.ok((index.facts.bytes ?? 0) < 100_000);
  });
});
