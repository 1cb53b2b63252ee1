/** Packs dist/ into mooring-<version>.vsix and checks what got into it. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { installPackages, root } from "./setup.mjs";

const largest = 1_500_000;
/** Paths in the archive; the first two are vsce's own. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt)$/i,
  /^extension\/media\/[\w./-]+\.(png|svg|md)$/,
  /^extension\/media\/json\.tmLanguage\.json$/,
  /^extension\/dist\/(extension|cli|layerWorker|packageWorker|reportWorker|attachedReportWorker)\.js$/,
  /^extension\/dist\/chunks\/[\w.-]+\.js$/,
  /^extension\/dist\/webview\/(main|compare)\.(js|css)$/,
];
const needed = [
  "extension/dist/extension.js",
  "extension/dist/cli.js",
  "extension/dist/layerWorker.js",
  "extension/dist/packageWorker.js",
  "extension/dist/reportWorker.js",
  "extension/dist/attachedReportWorker.js",
  "extension/dist/webview/main.js",
  "extension/dist/webview/compare.js",
];

/** @param {string} file @returns {boolean} Whether vsce could do it; it says itself why not. */
function pack(file) {
  const options = [
    "--no-dependencies",
    "--allow-missing-repository",
    "--no-rewrite-relative-links",
    "--out",
    file,
  ];
  const shell = process.platform === "win32";
  return spawnSync("vsce", ["package", ...options], { cwd: root, stdio: "inherit", shell }).status === 0;
}

/** The paths that a ZIP file's central directory names. https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT 4.3.12 @param {Buffer} zip */
function entryNames(zip) {
  const names = [];
  let offset = zip.readUInt32LE(zip.lastIndexOf("PK\x05\x06", undefined, "latin1") + 16);
  while (zip.readUInt32LE(offset) === 0x02014b50) {
    const length = zip.readUInt16LE(offset + 28);
    names.push(zip.toString("utf8", offset + 46, offset + 46 + length));
    offset += 46 + length + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32);
  }
  return names;
}

/** @param {string} file */
function faults(file) {
  const zip = readFileSync(file);
  const names = entryNames(zip);
  const strange = names.filter(
    (name) => !name.endsWith("/") && !allowed.some((pattern) => pattern.test(name)),
  );
  return [
    ...(zip.length > largest ? [`It is larger than ${largest} bytes.`] : []),
    ...needed.filter((name) => !names.includes(name)).map((name) => `${name} is missing.`),
    ...strange.map((name) => `${name} has no place in it.`),
  ];
}

installPackages();
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const file = join(root, `mooring-${version}.vsix`);
const found = pack(file) ? faults(file) : ["There is no package."];
console.log(found.length === 0 ? `${file}: ${readFileSync(file).length} bytes.` : found.join("\n"));
process.exitCode = found.length === 0 ? 0 : 1;
