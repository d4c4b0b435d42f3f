{{- define "contextbudget.name" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name }}{{ end -}}
{{- end }}

{{- define "contextbudget.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "contextbudget.labels" -}}
{{ include "contextbudget.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "contextbudget.secret" -}}
/run/secrets/contextbudget/{{ . }}
{{- end }}

{{- define "contextbudget.config" -}}
{{- $chart := dict
  "server" (dict "host" "0.0.0.0" "port" 7477
    "drain-delay" (printf "%ds" (int .Values.drain.delaySeconds))
    "drain-grace" (printf "%ds" (int .Values.drain.graceSeconds)))
  "admin" (dict "host" "0.0.0.0" "port" 7478) -}}
{{- if .Values.catalogOverlay }}
{{- $_ := set $chart "catalog" (dict "overlay" "/etc/contextbudget/catalog-overlay.yaml") }}
{{- end }}
{{- with .Values.secrets }}
{{- if and (or .tenants .jwtKeys) (not (or .tls $.Values.plaintextCredentials)) }}
{{- fail "secrets.tenants, secrets.jwtKeys: keys and tokens of callers can be read on their way; want secrets.tls, or plaintextCredentials=true where a mesh encrypts" }}
{{- end }}
{{- if .tls }}
{{- $_ := set $chart "tls" (dict "allow-plaintext" false
  "certificate" (include "contextbudget.secret" "tls/tls.crt")
  "private-key" (include "contextbudget.secret" "tls/tls.key")) }}
{{- end }}
{{- if .clientCa }}
{{- $ca := dict "client-ca" (include "contextbudget.secret" "client-ca/ca.crt") }}
{{- $auth := get ($.Values.config.tls | default dict) "client-auth" | default "require" }}
{{- $_ := set $chart "tls" (merge $ca (dict "client-auth" $auth) (get $chart "tls" | default dict)) }}
{{- end }}
{{- if .tenants }}
{{- $_ := set $chart "auth" (dict "allow-anonymous" false
  "tenants" (include "contextbudget.secret" "tenants/tenants.yaml")) }}
{{- end }}
{{- if .jwtKeys }}
{{- $_ := set $chart "jwt" (dict "keys" (include "contextbudget.secret" "jwt-keys/jwks.json")) }}
{{- end }}
{{- end }}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $chart) }}
{{- end }}

{{- define "contextbudget.alive" -}}
{{- if .Values.secrets.tls -}}
httpGet:
  port: admin
  path: /healthz
{{- else -}}
grpc:
  port: 7477
{{- end }}
{{- end }}
