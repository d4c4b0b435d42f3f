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

{{- define "contextbudget.config" -}}
{{- $chart := dict
  "server" (dict "host" "0.0.0.0" "port" 7477
    "drain-delay" (printf "%ds" (int .Values.drain.delaySeconds))
    "drain-grace" (printf "%ds" (int .Values.drain.graceSeconds)))
  "admin" (dict "host" "0.0.0.0" "port" 7478) -}}
{{- if .Values.catalogOverlay }}
{{- $_ := set $chart "catalog" (dict "overlay" "/etc/contextbudget/catalog-overlay.yaml") }}
{{- end }}
{{- toYaml (mergeOverwrite (deepCopy .Values.config) $chart) }}
{{- end }}
