#!/usr/bin/env bash
# Renders the chart with the values of values/ and holds it against Kubernetes' schemas, the rules of rendered.py and
# the server's own check of its configuration; and gives values that the chart has to refuse: check.sh [JAR]
# HELM and PYTHON (with kubernetes-validate) name the two programs; deploy/check.sh installs them.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
jar=$(realpath "${1:-$here/../../server/target/contextbudget-server.jar}")
: "${HELM:?the program}" "${PYTHON:?the program}"
chart=$here/contextbudget
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Helm tells of every link that it follows.
helm() { "$HELM" "$@" 2> >(grep -v 'found symbolic link' >&2); }

# The oldest Kubernetes that the chart takes, and the newest whose schemas there are.
versions=(1.27.0 1.37.0)

# What Secrets hold, where the server looks for it when it checks its configuration; Kubernetes would mount them 0440.
make_secrets() {
  local modulus
  mkdir -p "$1"/{tls,client-ca,tenants,jwt-keys}
  openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -keyout "$1/tls/tls.key" -out "$1/tls/tls.crt" 2>/dev/null
  chmod 440 "$1/tls/tls.key"
  cp "$1/tls/tls.crt" "$1/client-ca/ca.crt"
  printf 'tenants:\n  - id: a\n    keys:\n' >"$1/tenants/tenants.yaml"
  java -jar "$jar" mint-key --days 2 | sed -n 's/^- /      &/p' >>"$1/tenants/tenants.yaml"
  modulus=$(openssl x509 -in "$1/tls/tls.crt" -noout -modulus | sed 's/.*=//' | basenc --base16 --decode | basenc --base64url --wrap=0 | tr -d =)
  echo '{"keys":[{"kty":"RSA","kid":"a","alg":"RS256","e":"AQAB","n":"'"$modulus"'"}]}' >"$1/jwt-keys/jwks.json"
}
make_secrets "$work/secrets"

for values in "$chart/values.yaml" "$here"/values/*.yaml; do
  name=$(basename "$(dirname "$values")")-$(basename "$values" .yaml)
  helm lint --strict --quiet --values "$values" "$chart"
  for version in "${versions[@]}"; do
    helm template here "$chart" --values "$values" --kube-version "$version" >"$work/$name.yaml"
    # The schemas have no ServiceMonitor and no PrometheusRule, which are extensions.
    "$PYTHON" "$here/rendered.py" "$work/$name.yaml" "$work/$name-config" "$version"
  done
  ln -s "$work/secrets" "$work/$name-config/secrets"
  (cd "$work/$name-config" && java -jar "$jar" --config=config.yaml --check-config >/dev/null)
  echo "$name: right"
done

refused=0
refuse() {
  if helm template here "$chart" --kube-version "${versions[0]}" "$@" >"$work/out" 2>&1; then
    echo "the chart takes $*" >&2
    exit 1
  fi
  refused=$((refused + 1))
}
refuse --set replica=3
refuse --set replicas=0
refuse --set image.tag=latest
refuse --set image.digest=sha256:1
refuse --set resources.limits.memory=null
refuse --set resources.limits.memory=512M
refuse --set resources.requests.gpu=1
refuse --set config.server.host=127.0.0.1
refuse --set config.sever.threads=1
refuse --set drain.graceSeconds=25s
refuse --set autoscaling.minReplicas=11
refuse --set autoscaling.cpuUtilizationPercent=0
refuse --set podDisruptionBudget.maxUnavailable=0
refuse --set networkPolicy.clients=all
refuse --set serviceMonitor.interval=15
refuse --set autoscaling.callsInFlight=-1
refuse --set prometheusRule.rules=none
refuse --set secrets.tls=Not_A_Name
refuse --set secrets.certificate=a
refuse --set config.tls.certificate=/tls.crt
refuse --set config.auth.tenants=/tenants.yaml
refuse --set config.jwt.keys=/jwks.json
refuse --set plaintextCredentials=maybe
for credentials in tenants jwtKeys; do
  refuse --set secrets.$credentials=a
  grep -q 'want secrets.tls, or plaintextCredentials=true' "$work/out"
done
echo "wrong values: $refused of $refused refused"
