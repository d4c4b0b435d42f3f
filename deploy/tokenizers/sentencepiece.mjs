// Writes two more tokenizers that SentencePiece made, in the form of a tokenizer.json: sentencepiece.mjs DIR
// Llama 2 out of llama-tokenizer-js, installed in DIR/npm, which has the same tokens and merges in another form; and the
// vocabulary of Mistral 7B v0.1 with the rules on spaces that v0.3 has.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const dir = process.argv[2];
const write = (name, file) => writeFileSync(join(dir, `${name}.json`), JSON.stringify(file));

const module = pathToFileURL(join(dir, "npm/node_modules/llama-tokenizer-js/llama-tokenizer.js"));
const { default: llama } = await import(module);
write("llama2", {
  added_tokens: ["<unk>", "<s>", "</s>"].map((content, id) => ({ id, content, special: true })),
  normalizer: {
    type: "Sequence",
    normalizers: [
      { type: "Prepend", prepend: "\u2581" },
      { type: "Replace", pattern: { String: " " }, content: "\u2581" },
    ],
  },
  pre_tokenizer: null,
  model: {
    type: "BPE",
    unk_token: "<unk>",
    fuse_unk: true,
    byte_fallback: true,
    vocab: Object.fromEntries(llama.vocabById.map((token, id) => [token, id])),
    merges: [...llama.merges].sort(([, a], [, b]) => a - b).map(([merge]) => merge),
  },
});

write("mistral_v3_spaces", {
  ...JSON.parse(readFileSync(join(dir, "mistral_v1.json"), "utf8")),
  normalizer: null,
  pre_tokenizer: { type: "Metaspace", replacement: "\u2581", prepend_scheme: "first", split: false },
});
