// Package client is a caller of Context Budget; its stubs are made by go generate.
package client

//go:generate npx --yes @bufbuild/buf@1.74.0 generate ../../../proto/src/main/proto --template ../../../proto/gen/go.yaml
