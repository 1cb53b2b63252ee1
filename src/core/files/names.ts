/**
 * Names in archives are bytes, mostly UTF-8. What is none is kept apart, so that two names never become one: each stray
 * byte is written as a lone surrogate, U+DC80 to U+DCFF, as Python does it (PEP 383).
 */

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const strays = /[\uDC80-\uDCFF]/;

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
  if (!strays.test(name)) return Buffer.from(name);
  const parts = Array.from(name, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= 0xdc80 && code <= 0xdcff ? Buffer.of(code - 0xdc00) : Buffer.from(character);
  });
  return Buffer.concat(parts);
}

/** Each byte that begins no character is one by itself. */
function decodeStrays(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    text +=
      length === 0
        ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
        : strict.decode(bytes.subarray(at, at + length));
    at += Math.max(length, 1);
  }
  return text;
}

/** The bytes of the character that begins there; 0 when none does. */
function characterLength(bytes: Uint8Array, at: number): number {
  for (const length of [1, 2, 3, 4]) {
    try {
      if (at + length <= bytes.length && [...strict.decode(bytes.subarray(at, at + length))].length === 1)
        return length;
    } catch {
      // Perhaps with one byte more.
    }
  }
  return 0;
}
