// Reading the index's bytes: whole numbers of variable length, text, keys in the order of their code points.

/** Files that a directory page names. */
export const PAGE = 128;

const UTF8 = new TextDecoder();
const ENCODER = new TextEncoder();

/** Thrown for bytes that cannot be what they should be. */
export class Damaged extends Error {}

/** Walks over bytes. Reading beyond their end throws `Damaged`. */
export class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
  }

  get done() {
    return this.at >= this.bytes.length;
  }

  /** @returns {number} */
  byte() {
    if (this.at >= this.bytes.length) throw new Damaged("the file ends too early");
    return this.bytes[this.at++];
  }

  /** Unsigned LEB128, below 2^53. @returns {number} */
  varint() {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
      if (factor > 2 ** 45) throw new Damaged("a number is too long");
    }
  }

  /** A number that may be negative: 0, -1, 1, -2 ... @returns {number} */
  zigzag() {
    const value = this.varint();
    return value % 2 ? -(value + 1) / 2 : value / 2;
  }

  /** @param {number} length @returns {Uint8Array} a view, not a copy */
  slice(length) {
    if (this.at + length > this.bytes.length) throw new Damaged("the file ends too early");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  /** @param {number} length in bytes @returns {string} */
  text(length) {
    return UTF8.decode(this.slice(length));
  }

  /** A digest of five bytes. @returns {string} ten hex digits */
  hash() {
    return hex(this.slice(5));
  }
}

/** @param {Uint8Array} bytes @returns {string} */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {Uint8Array} bytes nothing but digests of five bytes @param {number} place @returns {string} one of them */
export const hashAt = (bytes, place) => {
  if (5 * place + 5 > bytes.length) throw new Damaged("the file ends too early");
  return hex(bytes.subarray(5 * place, 5 * place + 5));
};

/** @param {string} text @returns {Uint8Array} */
export const utf8 = (text) => ENCODER.encode(text);

/** What the first front-coded key shares with. */
export const NO_KEY = /** @type {Uint8Array} */ (new Uint8Array());

/**
 * A front-coded key: how many bytes it shares with the one before, and the rest.
 * @param {Reader} reader @param {Uint8Array} before
 * @returns {Uint8Array}
 */
export const frontCoded = (reader, before) => {
  const shared = reader.varint();
  const rest = reader.slice(reader.varint());
  if (shared > before.length) throw new Damaged("a key shares more than there is");
  const key = new Uint8Array(shared + rest.length);
  key.set(before.subarray(0, shared));
  key.set(rest, shared);
  return key;
};

/** @param {Uint8Array} key @returns {string} */
export const decoded = (key) => UTF8.decode(key);

/**
 * Order by code point, which is not JavaScript's own (by UTF-16 unit).
 * @param {string} a @param {string} b
 * @returns {number} below 0 when `a` comes first
 */
export const compareKeys = (a, b) => {
  const most = Math.min(a.length, b.length);
  for (let i = 0; i < most; i += 1) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    // Units of astral characters (D800 to DFFF) come behind E000 to FFFF.
    if (x !== y) return x >= 0xd800 && y >= 0xd800 ? ((x + 0x2000) & 0xffff) - ((y + 0x2000) & 0xffff) : x - y;
  }
  return a.length - b.length;
};

/**
 * The place of the last of sorted `keys` that is not behind `key`; -1 when all are.
 * @param {readonly string[]} keys @param {string} key
 * @returns {number}
 */
export const lastUpTo = (keys, key) => {
  let low = 0;
  let high = keys.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(keys[middle], key) <= 0) low = middle + 1;
    else high = middle;
  }
  return low - 1;
};

/** FNV-1a, 32 bits, of UTF-8. @param {string} text @returns {number} */
export const fnv1a = (text) => {
  let hash = 0x811c9dc5;
  for (const byte of utf8(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
};

/** Half-precision, as two bytes little-endian. @param {number} bits @returns {number} */
export const float16 = (bits) => {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const part = bits & 1023;
  if (exponent === 0) return sign * part * 2 ** -24;
  return exponent === 31 ? sign * (part ? NaN : Infinity) : sign * (1 + part / 1024) * 2 ** (exponent - 15);
};
