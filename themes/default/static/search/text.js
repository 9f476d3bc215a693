// Text -> words, exactly as the builder does it: see docs/reference/search-index.md and tests/search/words.json.

/**
 * @typedef {object} Word
 * @property {string} form the word as it is looked up; empty of what is none, which counts as a place in a phrase
 * @property {number} start where it begins in the text, in UTF-16 units
 * @property {number} end
 */

/** Longer forms, in code points, are no words. */
const LONGEST = 40;

const APOSTROPHE = "'’‘‛´′＇\u0060";
const INVISIBLE = "\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2069\\ufeff";
const INNER = `\\p{M}${INVISIBLE}`;
const RUN = `[\\p{L}\\p{N}]+(?:[${INNER}]+[\\p{L}\\p{N}]*)*`;
const PIECE = new RegExp(`${RUN}(?:[${APOSTROPHE}.,]${RUN})*`, "gu");
const NUMBER = `(?<![0-9][.,])(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\\.[0-9]+)?|[0-9]+\\.[0-9]+)(?![.,]?[0-9])(?:${RUN})?`;
const END = `(?![\\p{L}\\p{N}${INNER}])`;
const INITIALS = `(?<![\\p{L}\\p{N}${INNER}])(?<initials>\\p{L}(?:\\.\\p{L})+${END})(?:[${APOSTROPHE}][sS]${END})?`;
const IN_PIECE = new RegExp(
  `(?<number>${NUMBER})|${INITIALS}|(?<run>${RUN}(?:[${APOSTROPHE}]${RUN})*)`, "gu");
const POSSESSIVE = new RegExp(`(?<!^)[${APOSTROPHE}\\u02bc][sS]$`, "u");

const SCRIPTS = [
  "\\u3005-\\u3007\\u3041-\\u309f\\u30a1-\\u30fa\\u30fc-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff" +
    "\\uf900-\\ufaff\\u{20000}-\\u{323af}",
  "\\u1100-\\u11ff\\ua960-\\ua97c\\uac00-\\ud7a3",
  "\\u0e01-\\u0e3a\\u0e40-\\u0e4e\\u0e81-\\u0ece\\u0edc-\\u0edf\\u1000-\\u103f\\u1050-\\u109f\\u1780-\\u17d3\\u17dd",
];
const SPACELESS = new RegExp(SCRIPTS.map((range) => `[${range}][${range}${INNER}]*`).join("|"), "gu");
const UNIT = new RegExp(`[^][${INNER}]*`, "gu");

/** @type {Record<string, string>} */
const SAME = {
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", ı: "i", þ: "th", ς: "σ",
  ё: "е", ى: "ي", ی: "ي", ک: "ك", ة: "ه",
};
const ZEROS = [0x660, 0x6f0, 0x966, 0x9e6, 0xe50, 0xed0, 0xf20, 0x1040, 0x17e0];
for (const zero of ZEROS) for (let d = 0; d < 10; d += 1) SAME[String.fromCharCode(zero + d)] = String(d);
const SAMES = new RegExp(`[${Object.keys(SAME).join("")}]`, "gu");
const NOTHING = new RegExp(`[${INVISIBLE}${APOSTROPHE}\\u02bc\\u0640\\ufe00-\\ufe0f]`, "gu");
const ACCENTS = "\\u0300-\\u036f\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20f0\\ufe20-\\ufe2f";
const POINTS = "\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670" +
  "\\u06d6-\\u06dc\\u06df-\\u06e8\\u06ea-\\u06ed\\u093c";
const FALLING = new RegExp(`(?<![\\u0400-\\u052f])[${ACCENTS}]|[${POINTS}]`, "gu");
const STRESS = new RegExp(`[${ACCENTS}]`, "gu");
const OTHER = /[^\p{L}\p{N}\p{M}]/gu;
const OTHER_THAN_NUMBER = /[^\p{L}\p{N}\p{M}.]/gu;
const PLAIN = /^[a-z0-9]*$/;

/**
 * What spellings of a letter have in common, marks and case left out.
 * @param {string} text
 * @returns {string}
 */
const bare = (text) => {
  const lower = text.normalize("NFKC").toLowerCase();
  if (PLAIN.test(lower)) return lower;
  return lower.replace(NOTHING, "").replace(SAMES, (letter) => SAME[letter])
    .normalize("NFKD").replace(FALLING, "").normalize("NFKC").replace(STRESS, "");
};

/**
 * The form of a name, for comparing: folded, and everything but letters, numbers and marks is a single blank.
 * @param {string} text
 * @returns {string}
 */
export const fold = (text) => bare(text).replace(OTHER, " ").replace(/ +/g, " ").trim();

/**
 * The words of a text in order. Scripts without spaces give overlapping pairs of characters.
 * @param {string} text
 * @returns {Word[]}
 */
export const searchWords = (text) => {
  /** @type {Word[]} */
  const words = [];
  /** @param {string} form @param {number} start @param {number} end */
  const add = (form, start, end) => {
    words.push({ form: form.length > LONGEST && [...form].length > LONGEST ? "" : form, start, end });
  };
  for (const piece of text.matchAll(PIECE)) {
    for (const found of piece[0].matchAll(IN_PIECE)) {
      const start = piece.index + found.index;
      const { number, initials, run: plain } = found.groups ?? {};
      const word = number ?? initials ?? plain.replace(POSSESSIVE, "");
      const keep = number ? OTHER_THAN_NUMBER : OTHER;
      let at = 0;
      for (const run of word.matchAll(SPACELESS)) {
        if (run.index > at) add(bare(word.slice(at, run.index)).replace(keep, ""), start + at, start + run.index);
        pairs(run[0], start + run.index, add);
        at = run.index + run[0].length;
      }
      if (at < word.length) add(bare(word.slice(at)).replace(keep, ""), start + at, start + word.length);
    }
  }
  return words;
};

/** @param {string} run @param {number} start @param {(form: string, start: number, end: number) => void} add */
const pairs = (run, start, add) => {
  const units = [...run.matchAll(UNIT)];
  const forms = units.map((unit) => bare(unit[0]).replace(OTHER, ""));
  if (units.length === 1) add(forms[0], start, start + run.length);
  for (let i = 0; i + 1 < units.length; i += 1) {
    add(forms[i] + forms[i + 1], start + units[i].index, start + units[i + 1].index + units[i + 1][0].length);
  }
};
