import assert from "node:assert/strict";
import { it } from "node:test";
import { isForeignType, isLayerType } from "../../../src/core/oci/mediaTypes.ts";

it("foreign layers are told by their types", () => {
  const foreign = [
    "application/vnd.oci.image.layer.nondistributable.v1.tar",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
  ];
  const own = [
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.oci.image.config.v1+json",
    "",
  ];
  assert.deepEqual(foreign.map(isForeignType), [true, true, true]);
  assert.deepEqual(foreign.map(isLayerType), [true, true, true]);
  assert.deepEqual(own.map(isForeignType), [false, false, false, false]);
});
