/**
 * Names in archives are bytes, mostly UTF-8. What is none is kept apart, so that two names never become one: each stray
 * byte is written as a lone surrogate, U+DC80 to U+DCFF, as Python does it (PEP 383).
 */

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** A surrogate of its own, no half of a pair. */
const stray = /([\u{DC80}-\u{DCFF}])/u;

/** A name from its bytes. Hostile text: sanitise before showing. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeStrays(bytes);
  }
}

/** The bytes of a name that decodeName gave. */
export function encodeName(name: string): Buffer {
  if (!stray.test(name)) return Buffer.from(name);
  const parts = name.split(stray);
  return Buffer.concat(
    parts.map((part, place) =>
      place % 2 === 0 ? Buffer.from(part) : Buffer.of(part.charCodeAt(0) - 0xdc00),
    ),
  );
}

/** In one pass, since hostile archives are full of such names. */
function decodeStrays(bytes: Uint8Array): string {
  let text = "";
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length === 0) {
      text += strict.decode(bytes.subarray(start, at)) + String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
      start = at + 1;
    }
    at += Math.max(length, 1);
  }
  return text + strict.decode(bytes.subarray(start));
}

/** The bytes of the character that begins there; 0 when none does. https://www.rfc-editor.org/rfc/rfc3629#section-4 */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const [least, most] = secondBytes[first] ?? [0x80, 0xbf];
  for (let place = 1; place < length; place++) {
    const byte = bytes[at + place] ?? 0;
    const isSecond = place === 1;
    if (byte < (isSecond ? least : 0x80) || byte > (isSecond ? most : 0xbf)) return 0;
  }
  return length;
}

/** After these first bytes fewer second ones make a character: no overlong ones, no surrogates, nothing beyond Unicode. */
const secondBytes: Readonly<Record<number, readonly [least: number, most: number]>> = {
  224: [0xa0, 0xbf],
  237: [0x80, 0x9f],
  240: [0x90, 0xbf],
  244: [0x80, 0x8f],
};
